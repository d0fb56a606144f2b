package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/truoratest"
)

// machine is a clock of the machine that tests move.
type machine struct {
	mu  sync.Mutex
	now time.Time
}

func (m *machine) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

func (m *machine) pass(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

func newMachine() *machine { return &machine{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

// caller speaks plain HTTP to a sandbox.
type caller struct {
	t    testing.TB
	base string
	http *http.Client
	key  string
}

// start starts a sandbox behind a socket.
func start(t testing.TB, opts Options, at *machine) (*Server, *caller) {
	t.Helper()
	s, err := newAt(opts, at.Now)
	require.NoError(t, err)
	web := httptest.NewServer(s)
	t.Cleanup(func() {
		web.Close()
		_ = s.Close()
	})
	return s, &caller{t: t, base: web.URL, http: web.Client(), key: truoratest.APIKey}
}

func (c *caller) under(key string) *caller {
	other := *c
	other.key = key
	return &other
}

type got struct {
	status int
	header http.Header
	text   string
	json   map[string]any
}

// do sends body to METHOD path: url.Values as a form, a string as it is, and anything
// else as JSON.
func (c *caller) do(method, path string, body any) got {
	c.t.Helper()
	text, contentType := "", ""
	switch b := body.(type) {
	case nil:
	case url.Values:
		text, contentType = b.Encode(), "application/x-www-form-urlencoded"
	case string:
		text, contentType = b, "application/octet-stream"
	default:
		encoded, err := json.Marshal(b)
		require.NoError(c.t, err)
		text, contentType = string(encoded), "application/json"
	}
	if strings.HasPrefix(path, "/") {
		path = c.base + path
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, path, strings.NewReader(text))
	require.NoError(c.t, err)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if c.key != "" {
		req.Header.Set(keyHeader, c.key)
	}
	res, err := c.http.Do(req)
	require.NoError(c.t, err)
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	require.NoError(c.t, err)
	out := got{status: res.StatusCode, header: res.Header, text: string(all)}
	if strings.HasPrefix(out.text, "{") {
		require.NoError(c.t, json.Unmarshal(all, &out.json))
	}
	c.inContract(req, text, out)
	return out
}

// must is do, for what has to succeed.
func (c *caller) must(method, path string, body any) got {
	c.t.Helper()
	out := c.do(method, path, body)
	require.Less(c.t, out.status, 300, "%s %s: %s", method, path, out.text)
	return out
}

// at returns a member of a member, and so on.
func (g got) at(names ...string) any {
	var v any = g.json
	for _, name := range names {
		o, _ := v.(map[string]any)
		v = o[name]
	}
	return v
}

func (g got) str(names ...string) string {
	s, _ := g.at(names...).(string)
	return s
}

const (
	checksAt   = "/api.checks.truora.com"
	accountAt  = "/api.account.truora.com"
	identityAt = "/api.identity.truora.com"
	validateAt = "/api.validations.truora.com"
	connectAt  = "/api.connect.truora.com"
)

func form(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Add(pairs[i], pairs[i+1])
	}
	return out
}

func person(id string, more ...string) url.Values {
	return form(append([]string{"country", "CO", "type", "person", "user_authorized", "true", "national_id", id}, more...)...)
}

// create makes a check and returns its id.
func (c *caller) create(f url.Values) string {
	c.t.Helper()
	return c.must("POST", checksAt+"/v1/checks", f).str("check", "check_id")
}

// lever calls a lever.
func (c *caller) lever(name string, args ...any) got {
	c.t.Helper()
	if args == nil {
		args = []any{}
	}
	return c.must("POST", "/_sandbox/levers/"+name, args)
}

// pass lets time pass.
func (c *caller) pass(d time.Duration) {
	c.t.Helper()
	c.must("POST", "/_sandbox/clock", map[string]string{"advance": d.String()})
}
