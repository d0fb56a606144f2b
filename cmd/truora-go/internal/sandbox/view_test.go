package sandbox

import (
	"bufio"
	"context"
	"errors"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/cmd/truora-go/internal/operations"
	"github.com/truora/truora-go/internal/servertest"
	"github.com/truora/truora-go/truoratest"
)

// see gets a page of the view, which nothing but a browser asks for.
func (c *caller) see(path string) got {
	c.t.Helper()
	status, _, text := (&browser{t: c.t.(*testing.T), http: c.http}).do("GET", c.base+path, nil)
	return got{status: status, text: text}
}

func pagePaths() []string {
	paths := []string{"/"}
	for _, p := range viewPages {
		paths = append(paths, uiPath+p.Name)
	}
	return paths
}

// Looking leaves no trace: no call, no event, no fault that was used up.
func TestViewOnlyLooks(t *testing.T) {
	t.Parallel()
	s, api := start(t, Options{}, newMachine())
	api.create(person("1000000001"))
	api.lever("Fail", "", map[string]any{"status": 503})
	events, cancel := s.Subscribe()
	defer cancel()
	for _, path := range append(pagePaths(), uiPath+"calls/1") {
		assert.Equal(t, 200, api.see(path).status, path)
	}
	assert.Len(t, s.Default().Requests(), 1)
	assert.Len(t, s.Default().Armed(), 1)
	assert.Empty(t, events)
}

// Whatever a page shows, browsers load nothing for it from elsewhere.
func TestViewIsGuarded(t *testing.T) {
	t.Parallel()
	_, api := start(t, Options{}, newMachine())
	for _, path := range append(pagePaths(), uiPath+"absent", uiPath+"calls/1", uiPath+"view.css", uiPath+"view.js", uiPath+"icon.svg") {
		res, err := api.http.Get(api.base + path)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		assert.Contains(t, res.Header.Get("Content-Security-Policy"), "default-src 'none'; script-src 'self'; style-src 'self'", path)
		assert.Equal(t, "nosniff", res.Header.Get("X-Content-Type-Options"), path)
		assert.NotRegexp(t, `<script[^>]*>[^<]|style="|\son[a-z]+="|(src|href)="(//|https?:)`, api.see(path).text, path)
	}
}

// What was sent is shown as text, on every page where it stands.
func TestViewEscapes(t *testing.T) {
	t.Parallel()
	s, api := start(t, Options{}, newMachine())
	const markup = `"><script>alert(1)</script>'`
	id := api.create(person("1000000001", "first_name", markup))
	api.do("GET", checksAt+"/v1/checks/"+url.PathEscape(markup)+"?q="+url.QueryEscape(markup), nil)
	api.lever("WhatsApp.Phone.Write", "+573001234567", truoratest.WhatsAppLine, markup)
	api.lever("Webhooks.Add", map[string]any{"url": "http://127.0.0.1:1/" + url.PathEscape(markup)})
	calls, _ := s.Default().lastCalls()
	seen := 0
	for _, path := range append(pagePaths(), uiPath+"calls/1", uiPath+"calls/2", uiPath+"calls?about="+url.QueryEscape(markup), uiPath+"calls?about="+id,
		uiPath+url.PathEscape(markup)) {
		text := api.see(path).text
		assert.NotContains(t, text, "<script>alert", path)
		assert.NotContains(t, text, `alert(1)</script>`, path)
		seen += strings.Count(text, "&lt;script&gt;alert(1)")
	}
	assert.GreaterOrEqual(t, seen, 5)
	assert.Len(t, calls, 2)
}

// Each account has its own view; a key is on no page, apart from the published one.
func TestViewOfAnAccount(t *testing.T) {
	t.Parallel()
	_, api := start(t, Options{}, newMachine())
	id := api.under("a-secret-key").create(person("1000000001"))
	account := "?account=" + accountID("a-secret-key")
	for _, path := range append(pagePaths(), uiPath+"calls/1") {
		assert.NotContains(t, api.see(path+account).text, "a-secret-key", path)
	}
	assert.Contains(t, api.see(uiPath+"checks"+account).text, id)
	assert.NotContains(t, api.see(uiPath+"checks").text, id)
	assert.Contains(t, api.see("/"+account).text, uiPath+"ledger"+account, "links stay in the account")
	assert.Equal(t, 404, api.see("/?account=absent").status)
	assert.Equal(t, 404, api.see(uiPath+"absent").status)
	assert.Equal(t, 404, api.see(uiPath+"calls/1").status, "the call is another account's")
}

// The buttons need no script. They pull no lever but their own.
func TestViewButtons(t *testing.T) {
	t.Parallel()
	s, api := start(t, Options{}, newMachine())
	id := api.create(person("1000009007"))
	press := func(path string, pairs ...string) (int, string) {
		status, at, text := newBrowser(t, api.base).do("POST", api.base+uiPath+path, form(append(pairs, "page", "checks")...))
		if status == http.StatusOK {
			assert.Equal(t, uiPath+"checks", at.Path)
		}
		return status, text
	}
	before := s.Default().Now()
	status, text := press("lever", "lever", "Checks.Finish", "id", id)
	assert.Equal(t, 200, status)
	assert.Contains(t, text, `<span class="pill good">completed</span>`)
	status, _ = press("clock", "advance", "24h")
	assert.Equal(t, 200, status)
	assert.Equal(t, 24*time.Hour, s.Default().Now().Sub(before).Round(time.Hour))
	for _, pairs := range [][]string{
		{"lever", "Webhooks.Key", "id", id}, {"lever", "Refuse", "id", ""}, {"lever", "Checks.Finish", "id", "absent"}, {"lever", "", "id", id},
	} {
		status, text = press("lever", pairs...)
		assert.Equal(t, 400, status, pairs)
		assert.Contains(t, text, "Nothing was changed")
	}
	for _, d := range []string{"", "-1h", "soon"} {
		status, _ = press("clock", "advance", d)
		assert.Equal(t, 400, status, d)
	}
	// Another site's page cannot press them.
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, api.base+uiPath+"clock", strings.NewReader("advance=1h"))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	res, err := api.http.Do(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Equal(t, http.StatusForbidden, res.StatusCode)
}

// Each fault can be armed for each operation, and taken off.
func TestViewFaults(t *testing.T) {
	t.Parallel()
	s, api := start(t, Options{}, newMachine())
	browser := newBrowser(t, api.base)
	send := func(pairs ...string) (int, string) {
		status, at, text := browser.do("POST", api.base+uiPath+"fault", form(append(pairs, "page", "faults")...))
		if status == http.StatusOK {
			assert.Equal(t, uiPath+"faults", at.Path)
		}
		return status, text
	}
	want := []truoratest.ArmedFault{
		{Lever: "CutAnswer"}, {Lever: "Fail", Status: 429}, {Lever: "LoseAnswer"}, {Lever: "Refuse"}, {Lever: "Slow", Wait: 90 * time.Second},
	}
	for _, f := range want {
		status, text := send("lever", f.Lever, "op", f.Op, "status", "429", "bytes", "7", "wait", "1m30s")
		assert.Equal(t, 200, status, text)
	}
	assert.Equal(t, want, s.Default().Armed())
	for range want {
		status, _ := send("lever", s.Default().Armed()[0].Lever, "op", "", "off", "1")
		assert.Equal(t, 200, status)
	}
	assert.Empty(t, s.Default().Armed())

	send("lever", "Fail", "op", "", "status", "429")
	assert.Contains(t, api.do("GET", checksAt+"/v1/health", nil).text, "Too many requests", "as Truora says it")

	hosts := (&screen{}).Operations()
	assert.Len(t, hosts, len(hostNames))
	for _, host := range hosts {
		for _, op := range host.Ops {
			status, _ := send("lever", "LoseAnswer", "op", op)
			assert.Equal(t, 200, status, op)
		}
	}
	armed := len(s.Default().Armed())
	assert.Equal(t, len(operations.All()), armed)
	for _, pairs := range [][]string{
		{"lever", "Fail", "status", ""},
		{"lever", "Fail", "status", "99"},
		{"lever", "CutAnswer", "bytes", "-1"},
		{"lever", "Slow", "wait", "soon"},
		{"lever", "Reset"},
		{"lever", "Checks.Finish", "op", "CHK1"},
		{"lever", "LoseAnswer", "op", "GET /nothing"},
		{"lever", "Refuse", "off", "1"},
		{},
	} {
		status, text := send(pairs...)
		assert.Equal(t, 400, status, pairs)
		assert.Contains(t, text, "Nothing was changed")
	}
	assert.Len(t, s.Default().Armed(), armed)
}

// A call is shown as the caller saw it, and again after a restart.
func TestViewOfCalls(t *testing.T) {
	t.Parallel()
	dir, at := t.TempDir(), newMachine()
	s, err := newAt(Options{Data: dir}, at.Now)
	require.NoError(t, err)
	web := httptest.NewServer(s)
	api := &caller{t: t, base: web.URL, http: web.Client(), key: truoratest.APIKey}
	id := api.create(person("1000000001"))
	api.lever("LoseAnswer", "POST /v1/checks")
	_, err = api.http.PostForm(api.base+checksAt+"/v1/checks", person("1000000002")) //nolint:bodyclose // it has no answer
	require.Error(t, err)
	api.do("POST", identityAt+"/v1/processes", map[string]any{"made": "up"})
	look := func(api *caller) {
		assert.Contains(t, api.see(uiPath+"calls/1").text, html.EscapeString(`"check_id": "`+id+`"`))
		assert.Contains(t, api.see(uiPath+"calls/1").text, "<dt>national_id</dt><dd>1000000001</dd>")
		assert.Contains(t, api.see(uiPath+"calls?about="+id).text, "/v1/checks")
		assert.NotContains(t, api.see(uiPath+"calls?about="+id).text, "/v1/processes")
	}
	look(api)
	web.Close()
	require.NoError(t, s.Close())
	_, api = start(t, Options{Data: dir}, at)
	look(api)
}

// Only the last calls are kept.
func TestViewForgetsCalls(t *testing.T) {
	t.Parallel()
	s, api := start(t, Options{}, newMachine())
	for range 2*callsKept + 10 {
		api.must("GET", checksAt+"/v1/checks", nil)
	}
	calls, total := s.Default().lastCalls()
	assert.Len(t, calls, callsKept)
	assert.Equal(t, 2*callsKept+10, total)
	assert.Equal(t, total, calls[0].serial)
	assert.Less(t, len(s.Default().calls), 2*callsKept)
	assert.Equal(t, 404, api.see(uiPath+"calls/"+strconv.Itoa(total-callsKept)).status)
}

// The stream sends a page when it has changed, and not when it has not.
func TestViewStream(t *testing.T) {
	t.Parallel()
	m := newMachine()
	_, api := start(t, Options{}, m)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, api.base+uiPath+"live?page=checks", nil)
	require.NoError(t, err)
	res, err := api.http.Do(req)
	require.NoError(t, err)
	t.Cleanup(func() { _ = res.Body.Close() })
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	clocks := 0
	next := func() string {
		for lines.Scan() {
			switch lines.Text() {
			case "event: clock":
				clocks++
			case "event: page":
				lines.Scan()
				return lines.Text()
			}
		}
		require.Fail(t, "the stream ended")
		return ""
	}
	assert.Contains(t, next(), "There are none yet")
	id := api.create(person("1000000001"))
	assert.Contains(t, next(), id)
	clocks = 0
	m.pass(time.Hour) // no event tells of that
	assert.Contains(t, next(), "completed")
	assert.Positive(t, clocks)
}

// The commands that empty pages advise work as they are.
func TestViewAdvice(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		servertest.Unreachable(t, "curl", errors.New("it is not on PATH"))
	}
	for _, page := range []string{
		"overview", "checks", "continuous", "processes", "validations", "batches", "messages", "sessions", "calls", "webhooks", "faults",
	} {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			_, api := start(t, Options{}, newMachine())
			text := api.see(uiPath + page).text
			commands := regexp.MustCompile(`(?s)<pre[^>]*><code>(.*?)</code>`).FindAllStringSubmatch(text, -1)
			require.NotEmpty(t, commands)
			for _, c := range commands {
				script := "curl() { command curl -fsS \"$@\"; }\nset -e\n" + html.UnescapeString(c[1])
				out, err := exec.CommandContext(t.Context(), "bash", "-c", script).CombinedOutput()
				assert.NoError(t, err, "%s\n%s", script, out)
			}
			// A process begins when its page is opened, and the commands for faults stay.
			if page != "processes" && page != "faults" {
				assert.NotContains(t, api.see(uiPath+page).text, commands[len(commands)-1][1], "it shows what was made instead")
			}
		})
	}
}
