package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each key has an account of its own, with a clock, a ledger and levers.
func TestAccountsAreApart(t *testing.T) {
	t.Parallel()
	s, api := start(t, Options{}, newMachine())
	a, b := api.under("team-a"), api.under("team-b")
	inA, inB := a.create(person("1000000001")), b.create(person("1000000001"))
	assert.NotEqual(t, inA, inB, "ids differ between accounts")
	assert.Equal(t, 404, b.do("GET", checksAt+"/v1/checks/"+inA, nil).status)
	a.pass(time.Minute)
	assert.Equal(t, "completed", a.must("GET", checksAt+"/v1/checks/"+inA, nil).str("check", "status"))
	assert.Equal(t, "not_started", b.must("GET", checksAt+"/v1/checks/"+inB, nil).str("check", "status"))
	a.lever("Fail", "POST /v1/checks", map[string]any{"status": 503})
	b.create(person("1000000002"))
	assert.Equal(t, 503, a.do("POST", checksAt+"/v1/checks", person("1000000002")).status)
	assert.EqualValues(t, 1, a.must("GET", "/_sandbox/ledger", nil).at("total", "check"))
	assert.EqualValues(t, 2, b.must("GET", "/_sandbox/ledger", nil).at("total", "check"))
	assert.Len(t, s.Accounts(), 3, "the default account is always there")

	none := api.under("")
	assert.Equal(t, 401, none.do("GET", checksAt+"/v1/checks", nil).status)
	assert.EqualValues(t, 1, none.must("GET", "/_sandbox/ledger?account="+accountID("team-a"), nil).at("total", "check"))
	assert.Equal(t, 404, none.do("GET", "/_sandbox/ledger?account=absent", nil).status)
	assert.Empty(t, none.must("GET", "/_sandbox/ledger", nil).at("total"), "no key is the default account")
}

// Whoever has a key or a link that an account gave out comes to that account.
func TestKeysAndLinksLeadHome(t *testing.T) {
	t.Parallel()
	s, api := start(t, Options{}, newMachine())
	a := api.under("team-a")
	api.under("team-b").create(person("1000000001"))
	made := a.must("POST", accountAt+"/v1/api-keys", form("key_type", "backend", "key_name", "second")).str("api_key")
	assert.Len(t, strings.Split(made, "."), 3)
	id := a.create(person("1000009001")) // something is found
	assert.Equal(t, 200, a.under(made).do("GET", checksAt+"/v1/checks/"+id, nil).status)
	assert.Equal(t, 403, a.under(made+"x").do("GET", checksAt+"/v1/checks/"+id, nil).status, "no account begins with a JWT")
	assert.Len(t, s.Accounts(), 3)

	a.pass(time.Hour)
	link := fileLink(t, a.must("GET", checksAt+"/v1/checks/"+id+"/attachments", nil).text)
	require.True(t, strings.HasPrefix(link, api.base+"/files.truora.com/"), link)
	open := api.under("")
	assert.Contains(t, open.must("GET", link, nil).text, "%PDF")
	assert.Equal(t, 403, open.do("GET", link+"0", nil).status)
	a.pass(time.Hour)
	assert.Equal(t, 403, open.do("GET", link, nil).status)
}

// The host may be in the Host header, too; links then go to the file host there.
func TestHostHeader(t *testing.T) {
	t.Parallel()
	_, api := start(t, Options{}, newMachine())
	at, err := url.Parse(api.base)
	require.NoError(t, err)
	call := func(method, host, path string) (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), method, api.base+path, nil)
		require.NoError(t, err)
		req.Host = host + ":" + at.Port()
		req.Header.Set(keyHeader, api.key)
		res, err := (&http.Transport{}).RoundTrip(req)
		require.NoError(t, err)
		text, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		return res.StatusCode, string(text)
	}
	id := api.create(person("1000009001"))
	api.pass(time.Hour)
	status, text := call("GET", "api.checks.truora.com", "/v1/checks/"+id+"/attachments")
	assert.Equal(t, 200, status)
	link := fileLink(t, text)
	require.True(t, strings.HasPrefix(link, "http://files.truora.com:"+at.Port()+"/"), link)
	status, text = call("GET", "files.truora.com", strings.TrimPrefix(link, "http://files.truora.com:"+at.Port()))
	assert.Equal(t, 400, status, "a link goes without the key: "+text)
	for _, host := range []string{"API.Checks.Truora.com", "api.checks.truora.com."} {
		status, text = call("GET", host, "/v1/checks/"+id)
		assert.Equal(t, 200, status, "%s: %s", host, text)
	}
	status, _ = call("GET", "api.example.com", "/v1/checks/"+id)
	assert.Equal(t, 421, status)
}

// fileLink is the first link in an answer with attachments.
func fileLink(t *testing.T, text string) string {
	t.Helper()
	var found struct {
		Files []struct{ Link string }
	}
	require.NoError(t, json.Unmarshal([]byte(text), &found))
	require.NotEmpty(t, found.Files, text)
	return found.Files[0].Link
}

// The sandbox does not write down or show a key, and a made-up one may look like a real
// one.
func TestKeysAreNotKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, api := start(t, Options{Data: dir}, newMachine())
	for _, key := range []string{"a-secret-key", "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0LWtleQ.c2VjcmV0"} {
		api.under(key).do("POST", checksAt+"/v1/checks", person("1000000001"))
		for _, text := range []string{
			api.under(key).must("GET", "/_sandbox/requests", nil).text, api.must("GET", "/_sandbox/requests", nil).text,
			api.must("GET", "/_sandbox/accounts", nil).text, contents(t, dir),
		} {
			assert.NotContains(t, text, key)
		}
	}
}
