package sandbox

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/truoratest"
)

func contents(t testing.TB, dir string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, journalFile))
	require.NoError(t, err)
	return string(text)
}

// crash copies the data directory as a sudden end would leave it, and starts from that.
func crash(t testing.TB, dir string, opts Options, at *machine) (*Server, *caller, string) {
	t.Helper()
	left := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(left, journalFile), []byte(contents(t, dir)), 0o600))
	opts.Data = left
	s, api := start(t, opts, at)
	return s, api, left
}

// receiver is a receiver of webhooks that refuses every third delivery.
func receiver(t testing.TB) (url string, bodies func() []string) {
	t.Helper()
	var mu sync.Mutex
	var all []string
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if all = append(all, string(body)); len(all)%3 == 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(web.Close)
	return web.URL, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(all)
	}
}

// settled waits until no webhook is due.
func settled(t testing.TB, a *Account) {
	t.Helper()
	require.Eventually(t, func() bool {
		pending := a.Pending()
		return len(pending) == 0 || pending[0].Due.After(a.Now())
	}, time.Minute, 5*time.Millisecond)
}

var ownAddress = regexp.MustCompile(`http://[^"/]*`)

// reads are all that a program can read of an account, apart from what is only counted.
func reads(c *caller, paths []string) map[string]string {
	out := map[string]string{}
	for _, path := range paths {
		answer := c.do("GET", path, nil)
		out[path] = ownAddress.ReplaceAllString(answer.text, "http://sandbox")
	}
	for _, path := range []string{"ledger", "deliveries", "webhooks", "clock", "accounts"} {
		out[path] = c.must("GET", "/_sandbox/"+path, nil).text
	}
	return out
}

// A sandbox that starts from the journal is the one that wrote it: all that can be read
// is the same, then and after more time, though what was only read is not in it.
func TestReplayIsTheSame(t *testing.T) {
	t.Parallel()
	hook, _ := receiver(t)
	at, dir := newMachine(), t.TempDir()
	opts := Options{Hooks: []string{hook}, Data: dir}
	s, api := start(t, opts, at)
	api.lever("Webhooks.Add", map[string]any{"url": hook, "events": []string{"check"}}) // under the account's own key
	paths := everything(t, api, at, func() { settled(t, s.Default()) })
	for _, later := range []time.Duration{0, time.Second, time.Hour, 30 * 24 * time.Hour} {
		at.pass(later)
		settled(t, s.Default())
		again, second, _ := crash(t, dir, opts, at)
		settled(t, again.Default())
		want, have := reads(api, paths), reads(second, paths)
		for path := range want {
			assert.NotContains(t, want[path], `"http_code"`, path)
			assert.Equal(t, want[path], have[path], "%s after %s", path, later)
		}
		require.NoError(t, again.Close())
	}
}

// everything does something in each area, with reads in between, and returns what can be
// read then.
func everything(t testing.TB, c *caller, at *machine, settle func()) []string {
	t.Helper()
	paths := []string{
		checksAt + "/v1/checks", checksAt + "/v1/continuous-checks", checksAt + "/v1/config", accountAt + "/v1/hooks/events",
		accountAt + "/v1/api-keys", identityAt + "/v1/processes", identityAt + "/v1/customers",
		identityAt + "/v1/contacts", validateAt + "/v1/validations", connectAt + "/v1/whatsapp/outbounds?line=%2B14080001111",
	}
	look := func(d time.Duration, more ...string) {
		paths = append(paths, more...)
		for range 4 {
			at.pass(d / 4)
			settle()
			for _, path := range paths {
				c.do("GET", path, nil)
			}
		}
	}
	c.lever("Checks.Next", map[string]any{"duration": "40s", "findings": []any{map[string]any{"data_set": "criminal_record", "severity": "high"}}})
	one := c.create(person("1000000001", "watch", "1d"))
	look(time.Minute, checksAt+"/v1/checks/"+one, checksAt+"/v1/checks/"+one+"/details")
	c.must("POST", checksAt+"/v1/checks/"+one+"/pdf", nil)
	c.lever("Fail", "GET /v1/checks", map[string]any{"status": 500})
	c.lever("Webhooks.NextFault", "check.finished", map[string]any{"copies": 1, "late": "5s"})
	two := c.create(person("1000009004"))
	look(50*time.Hour, checksAt+"/v1/checks/"+two, checksAt+"/v1/checks/"+one+"/attachments")

	token := c.must("POST", accountAt+"/v1/api-keys", form("key_type", "web", "grant", "digital-identity", "flow_id", "IPF1",
		"country", "CO", "redirect_url", "https://example.com", "account_id", "ana-declined")).str("api_key")
	visitor := c.under(token)
	process := visitor.must("POST", identityAt+"/v1/processes", map[string]any{}).str("process_id")
	through(visitor, process, func() { look(4 * time.Second) })
	look(time.Minute, identityAt+"/v1/processes/"+process, identityAt+"/v1/processes/"+process+"/result")
	look(time.Minute, identityAt+"/v1/processes/"+process+"/pdf") // which begins to be made when it is asked for

	document := c.must("POST", validateAt+"/v1/validations", form("type", "document-validation", "country", "CO",
		"document_type", "national-id", "user_authorized", "true", "account_id", "someone"))
	c.under("").must("PUT", document.str("instructions", "front_url"), "\x89PNG\r\n\x1a\nfront\xff")
	c.under("").must("PUT", document.str("instructions", "reverse_url"), "\x89PNG\r\n\x1a\nback\xff")
	look(time.Minute, validateAt+"/v1/validations/"+document.str("validation_id"))

	batch := c.must("POST", accountAt+"/v1/batches", form("service", "checks", "country", "CO", "type", "person", "columns_mapping.national_id", "0"))
	c.under("").must("PUT", batch.str("file_upload_link"), string(truoratest.Sheet([][]string{{"1000000011"}, {"1000000012"}})))
	c.must("POST", accountAt+"/v1/batches/"+batch.str("batch_id")+"/start", nil)
	look(time.Second)
	c.must("POST", accountAt+"/v1/batches/"+batch.str("batch_id")+"/report", form("format", "csv"))
	look(time.Minute, accountAt+"/v1/batches/"+batch.str("batch_id"))

	c.must("POST", connectAt+"/v1/whatsapp/outbounds", form("waba_phone_number", "14080001111", "language_code", "en",
		"outbound_name", "welcome", "category", "MARKETING", "is_notification", "true", "template_type", "TEXT", "content", "Hello"))
	c.lever("WhatsApp.Phone.Write", "+573001234567", "+14080001111", "hola")
	look(time.Hour)
	return paths
}

// through takes a process through its steps.
func through(c *caller, process string, wait func()) {
	c.t.Helper()
	values := map[string]string{"email": "ana@example.com", "token": "123456", "country": "CO", "document_type": "passport"}
	for range 6 {
		now := c.must("GET", identityAt+"/v1/processes/"+process, nil)
		current, _ := now.at("current_step").(float64)
		steps, _ := now.at("steps").([]any)
		step := got{json: steps[int(current)].(map[string]any)}
		if step.str("type") == "get_validations_result" {
			return
		}
		files, _ := step.at("files_upload_urls").([]any)
		for _, file := range files {
			c.under("").must("PUT", got{json: file.(map[string]any)}.str("url"), "\x89PNG\r\n\x1a\nmade up")
		}
		inputs, _ := step.at("expected_inputs").([]any)
		for _, input := range inputs {
			in := input.(map[string]any)
			in["value"] = values[in["name"].(string)]
		}
		c.must("POST", identityAt+"/v1/processes/"+process, map[string]any{
			"type": step.str("type"), "step_id": step.str("step_id"), "expected_inputs": inputs,
		})
		wait()
	}
	c.t.Fatal("the process does not end")
}

// What a sudden end leaves of the last line is cut off; any other damage is an error.
func TestDamage(t *testing.T) {
	t.Parallel()
	at, dir := newMachine(), t.TempDir()
	_, api := start(t, Options{Data: dir}, at)
	first := api.create(person("1000000001"))
	whole := contents(t, dir)
	second := api.create(person("1000000002"))
	text := contents(t, dir)
	require.True(t, strings.HasPrefix(text, whole))

	open := func(text string) (*Server, error) {
		left := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(left, journalFile), []byte(text), 0o600))
		return newAt(Options{Data: left}, at.Now)
	}
	for end := len(whole); end < len(text); end += 7 {
		s, err := open(text[:end])
		require.NoError(t, err)
		assert.Len(t, s.Default().Billed(), 1, "%d bytes", end)
		assert.Equal(t, first, s.Default().Billed()[0].ID)
		id := firstCheck(t, s, person("1000000002"))
		assert.Equal(t, second, id, "it goes on as if the line had never been there")
		require.NoError(t, s.Close())
	}
	for name, bad := range map[string]string{
		"a changed byte": strings.Replace(text, "1000000001", "1000000009", 1),
		"a lost line":    strings.Replace(text, whole[strings.LastIndex(whole[:len(whole)-1], "\n")+1:], "", 1),
		"no header":      text[strings.Index(text, "\n")+1:],
		"another file":   "hello\n",
		"no file at all": "hello",
		"a new version":  relined(t, `{"truora_sandbox":2,"sdk":"9"}`),
	} {
		s, err := open(bad)
		if assert.Error(t, err, name) {
			continue
		}
		_ = s.Close()
	}
}

// relined is a journal with this header.
func relined(t *testing.T, text string) string {
	t.Helper()
	made, err := appendLine(nil, rawLine(text))
	require.NoError(t, err)
	return string(made)
}

// Whatever bodies hold, the journal does not become much larger than they are, and has
// them again.
func TestJournalOfBodies(t *testing.T) {
	t.Parallel()
	dir, at := t.TempDir(), newMachine()
	_, api := start(t, Options{Data: dir}, at)
	bodies := []string{
		strings.Repeat("\x00", 1<<20), strings.Repeat("\x01\n", 1<<19), strings.Repeat(`"`, 1<<20), strings.Repeat("\xff", 1<<20), strings.Repeat("ñ\n", 1<<19), "short\x00",
	}
	size := 0
	for _, body := range bodies {
		api.do("POST", checksAt+"/v1/checks", body)
		size += len(body)
	}
	assert.Less(t, len(contents(t, dir)), size*7/5)
	s, _, _ := crash(t, dir, Options{}, at)
	for i, r := range s.Default().Requests() {
		assert.Zero(t, strings.Compare(bodies[i], string(r.Body)), "body %d", i) // not printed: it is long
	}
}

type rawLine string

func (r rawLine) MarshalJSON() ([]byte, error) { return []byte(r), nil }

func firstCheck(t *testing.T, s *Server, f map[string][]string) string {
	t.Helper()
	web := httptest.NewServer(s)
	defer web.Close()
	return (&caller{t: t, base: web.URL, http: web.Client(), key: "truoratest-made-up-key"}).create(f)
}

func TestOneSandboxADirectory(t *testing.T) {
	t.Parallel()
	at, dir := newMachine(), t.TempDir()
	s, _ := start(t, Options{Data: dir}, at)
	_, err := newAt(Options{Data: dir}, at.Now)
	require.ErrorIs(t, err, errInUse)
	require.NoError(t, s.Close())
	again, err := newAt(Options{Data: dir}, at.Now)
	require.NoError(t, err)
	require.NoError(t, again.Close())
}

// What cannot be written down is not answered, and nothing after it.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	s, api := start(t, Options{Data: t.TempDir()}, newMachine())
	require.NoError(t, s.journal.file.Close()) // a write fails from now on
	for range 2 {
		out := api.do("POST", checksAt+"/v1/checks", person("1000000001"))
		assert.Equal(t, 503, out.status)
		assert.Contains(t, out.text, "journal")
	}
}

func TestSnapshotAndRestore(t *testing.T) {
	t.Parallel()
	at := newMachine()
	s, api := start(t, Options{}, at)
	a, b := api.under("team-a"), api.under("team-b")
	id := a.create(person("1000000001"))
	b.create(person("1000000002"))
	saved := a.must("GET", "/_sandbox/snapshot", nil).text
	assert.NotContains(t, saved, "1000000002", "it is of one account")
	a.create(person("1000000003"))
	a.must("POST", "/_sandbox/restore", saved)
	assert.EqualValues(t, 1, a.must("GET", "/_sandbox/ledger", nil).at("total", "check"))
	b.must("POST", "/_sandbox/restore", saved)
	assert.Equal(t, id, b.must("GET", checksAt+"/v1/checks/"+id, nil).str("check", "check_id"))

	for _, bad := range []string{"", "hello", saved[:len(saved)-1], strings.Replace(saved, "1000000001", "1000000009", 1)} {
		assert.Equal(t, 400, a.do("POST", "/_sandbox/restore", bad).status)
	}
	assert.Equal(t, 200, a.do("GET", checksAt+"/v1/checks/"+id, nil).status, "a bad snapshot changes nothing")

	at.pass(time.Hour)
	a.must("POST", "/_sandbox/reset", nil)
	assert.Equal(t, 404, a.do("GET", checksAt+"/v1/checks/"+id, nil).status)
	assert.Empty(t, a.must("GET", "/_sandbox/ledger", nil).at("total"))
	assert.Len(t, s.Accounts(), 3)
}

// A reset and a restore are in the journal as well, and other accounts stay.
func TestResetSurvives(t *testing.T) {
	t.Parallel()
	at, dir := newMachine(), t.TempDir()
	_, api := start(t, Options{Data: dir}, at)
	a, b := api.under("team-a"), api.under("team-b")
	a.create(person("1000000001"))
	kept := b.create(person("1000000002"))
	long := len(contents(t, dir))
	a.must("POST", "/_sandbox/reset", nil)
	assert.Less(t, len(contents(t, dir)), long)
	after := a.create(person("1000000003"))
	_, second, _ := crash(t, dir, Options{}, at)
	assert.Equal(t, 200, second.under("team-a").do("GET", checksAt+"/v1/checks/"+after, nil).status)
	assert.EqualValues(t, 1, second.under("team-a").must("GET", "/_sandbox/ledger", nil).at("total", "check"))
	assert.Equal(t, 200, second.under("team-b").do("GET", checksAt+"/v1/checks/"+kept, nil).status)
}
