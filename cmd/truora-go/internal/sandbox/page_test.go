package sandbox

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/identity"
)

// browser is one without scripts that stays on the sandbox.
type browser struct {
	t    *testing.T
	http *http.Client
	// back is where the page has sent it.
	back string
}

func newBrowser(t *testing.T, sandbox string) *browser {
	b := &browser{t: t}
	b.http = &http.Client{CheckRedirect: func(req *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(req.URL.String(), sandbox) {
			return nil
		}
		b.back = req.URL.String()
		return http.ErrUseLastResponse
	}}
	return b
}

func (b *browser) do(method, at string, form url.Values) (status int, landed *url.URL, text string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, at, strings.NewReader(form.Encode()))
	require.NoError(b.t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := b.http.Do(req)
	require.NoError(b.t, err)
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	require.NoError(b.t, err)
	return res.StatusCode, res.Request.URL, string(all)
}

var field = regexp.MustCompile(`name="([a-z_.]+)"(?: value="([^"]*)")?`)

// fill answers the form of a page.
func fill(text string, values map[string]string) url.Values {
	form := url.Values{}
	for _, found := range field.FindAllStringSubmatch(text, -1) {
		form.Set(found[1], html.UnescapeString(found[2]))
		if value, ok := values[strings.TrimPrefix(found[1], "input.")]; ok && strings.HasPrefix(found[1], "input.") {
			form.Set(found[1], value)
		}
	}
	return form
}

// A person clicks through a process, in each language, and comes back to the shop.
func TestPage(t *testing.T) {
	t.Parallel()
	l := running(t, Options{Pace: 50})
	client, err := truora.New("shop", truora.WithHosts(truora.HostsAt(l.URL)), truora.WithPolling(time.Millisecond, time.Second))
	require.NoError(t, err)
	for lang, c := range map[apitype.Language]struct{ title, email, outcome string }{
		"es": {"¿Cuál es tu correo electrónico?", "ana@example.com", "approved"},
		"pt": {"Qual é o seu e-mail?", "ana+declined-vpn_detected@example.com", "declined"},
		"en": {"What is your e-mail address?", "ana+error@example.com", "failed"},
	} {
		created, err := client.APIKeys.Create(t.Context(), apikeys.CreateParams{
			KeyType: apikeys.KeyTypeWeb, Grant: apikeys.GrantDigitalIdentity, FlowID: "IPF1", Country: apitype.CountryAll,
			RedirectURL: "https://shop.example.com/after",
		})
		require.NoError(t, err)
		b := newBrowser(t, l.URL)
		status, at, text := b.do("GET", created.Token().LaunchURLIn(lang), nil)
		require.Equal(t, 200, status, text)
		assert.Contains(t, text, c.title)
		values := map[string]string{"email": c.email, "token": "000000", "country": "CO", "document_type": "national-id"}
		for range 8 {
			if b.back != "" {
				break
			}
			_, at, text = b.do("POST", at.ResolveReference(&url.URL{Path: "step"}).String(), fill(text, values))
			if strings.Contains(text, `aria-invalid="true"`) {
				assert.Contains(t, text, `role="alert"`)
				values["token"] = "123456" // the first was wrong
			}
		}
		assert.Equal(t, "https://shop.example.com/after", b.back, text)
		claims, err := created.Token().Claims()
		require.NoError(t, err)
		result, err := client.Identity.Wait(t.Context(), claims.ProcessID, identity.WaitParams{})
		require.NoError(t, err)
		assert.EqualValues(t, c.outcome, result.Verdict().Outcome, lang)
	}
}

func TestPageRefuses(t *testing.T) {
	t.Parallel()
	l := running(t, Options{})
	b := newBrowser(t, l.URL)
	page := l.URL + "/identity.truora.com/"
	for _, at := range []string{page, page + "?token=", page + "?token=x", page + "?token=truoratest-made-up-key"} {
		status, _, text := b.do("GET", at, nil)
		assert.Equal(t, 403, status, at)
		assert.Contains(t, text, "not valid")
	}
	status, _, _ := b.do("POST", page+"step", url.Values{"token": {"x"}})
	assert.Equal(t, 403, status)
	status, _, text := b.do("GET", page+"style.css", nil)
	assert.Equal(t, 200, status)
	assert.Contains(t, text, ":root")
	status, _, _ = b.do("GET", page+"absent", nil)
	assert.Equal(t, 404, status)
	assert.Len(t, l.Accounts(), 1, "no account begins with a token that nobody knows")

	// Somewhere that is no web page is not gone back to.
	api := &caller{t: t, base: l.URL, http: http.DefaultClient, key: "shop"}
	token := api.must("POST", accountAt+"/v1/api-keys", form("key_type", "web", "grant", "digital-identity", "flow_id", "IPF1",
		"country", "CO", "redirect_url", "javascript:alert(1)")).str("api_key")
	created := api.under(token).must("POST", identityAt+"/v1/processes", map[string]any{})
	api.lever("Identity.Finish", created.str("process_id"))
	status, _, text = b.do("GET", page+"?token="+url.QueryEscape(token), nil)
	assert.Equal(t, 200, status)
	assert.Contains(t, text, "You are done")
	assert.NotContains(t, text, "javascript")
}
