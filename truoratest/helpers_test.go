package truoratest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const checksURL = "https://" + hostChecks

// caller speaks plain HTTP to a server, so that the SDK's own mistakes cannot hide the
// fake's.
type caller struct {
	t    testing.TB
	http *http.Client
	base string
	key  string
}

func newCaller(t testing.TB) (*Server, *caller) {
	srv := NewServer(t)
	return srv, &caller{t: t, http: srv.HTTPClient(), base: checksURL, key: srv.APIKey()}
}

// overSocket returns a caller over the listener.
func overSocket(t testing.TB) (*Server, *caller) {
	srv := NewServer(t)
	// net/http would repeat lost GETs on a reused connection.
	transport := &http.Transport{DisableKeepAlives: true}
	t.Cleanup(transport.CloseIdleConnections)
	return srv, &caller{t: t, http: &http.Client{Transport: transport}, base: srv.Start().Checks, key: srv.APIKey()}
}

type got struct {
	status int
	header http.Header
	text   string
	json   obj
}

func (c *caller) request(method, target, contentType, body string) *http.Request {
	c.t.Helper()
	if strings.HasPrefix(target, "/") {
		target = c.base + target
	}
	var in io.Reader
	if body != "" {
		in = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, target, in)
	require.NoError(c.t, err)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if c.key != "" {
		req.Header.Set("Truora-API-Key", c.key)
	}
	return req
}

// try sends a request and reads the complete answer.
func (c *caller) try(req *http.Request) (got, error) {
	c.t.Helper()
	res, err := c.http.Do(req)
	if err != nil {
		return got{}, err
	}
	body, err := io.ReadAll(res.Body)
	require.NoError(c.t, res.Body.Close())
	out := got{status: res.StatusCode, header: res.Header, text: string(body)}
	if strings.HasPrefix(out.text, "{") {
		require.NoError(c.t, json.Unmarshal(body, &out.json), out.text)
	}
	return out, err
}

func (c *caller) do(req *http.Request) got {
	c.t.Helper()
	out, err := c.try(req)
	require.NoError(c.t, err)
	return out
}

func (c *caller) get(target string) got { return c.do(c.request(http.MethodGet, target, "", "")) }

func (c *caller) post(target string, form url.Values) got {
	return c.do(c.request(http.MethodPost, target, formType, form.Encode()))
}

func (c *caller) delete(target string) got { return c.do(c.request(http.MethodDelete, target, "", "")) }

// withoutKey returns the same caller for signed links.
func (c *caller) withoutKey() *caller {
	return &caller{t: c.t, http: c.http, base: c.base}
}

// person returns a complete form for a made-up person.
func person(id string, more ...string) url.Values {
	return form(append([]string{
		"country", "CO", "type", "person", "user_authorized", "true", "national_id", id,
		"date_of_birth", "1990-01-31", "issue_date", "2008-02-01", "phone_number", "+57 3000000000", "professional_card", "PC-1",
	}, more...)...)
}

func form(pairs ...string) url.Values {
	out := url.Values{}
	for ; len(pairs) >= 2; pairs = pairs[2:] {
		out.Set(pairs[0], pairs[1])
	}
	return out
}

// create creates a check and returns its id.
func (c *caller) create(f url.Values) string {
	c.t.Helper()
	out := c.post("/v1/checks", f)
	require.Equal(c.t, http.StatusCreated, out.status, out.text)
	return as[string](out.check()["check_id"])
}

func (c *caller) check(id string) obj {
	c.t.Helper()
	out := c.get("/v1/checks/" + id)
	require.Equal(c.t, http.StatusOK, out.status, out.text)
	return out.check()
}

func (g got) check() obj { return as[obj](g.json["check"]) }

func (g got) message() string { return as[string](g.json["message"]) }

// list returns the objects of a list member.
func list(o obj, member string) []obj {
	out := []obj{}
	items := as[[]any](o[member])
	for _, item := range items {
		out = append(out, as[obj](item))
	}
	return out
}

// where returns the first object whose member has a value.
func where(items []obj, member, value string) obj {
	for _, item := range items {
		if item[member] == value {
			return item
		}
	}
	return nil
}

// as reads a member of an answer. A member of another type becomes zero, which no test
// here expects.
func as[T any](v any) T {
	out, _ := v.(T)
	return out
}
