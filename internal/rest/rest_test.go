package rest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const testKey = "not-a-real-key"

// failed is the public error of these tests.
type failed struct{ *Failure }

func (f failed) Error() string { return f.Op + ": failed" }
func (f failed) Unwrap() error { return f.Err }

func asFailure(t *testing.T, err error) *Failure {
	t.Helper()
	var f failed
	require.ErrorAs(t, err, &f)
	return f.Failure
}

// testConfig waits almost no time between attempts.
func testConfig(hosts ...*url.URL) Config {
	return Config{
		Key:           func(context.Context) (string, error) { return testKey, nil },
		KeyHosts:      hosts,
		UserAgent:     "test",
		Retries:       3,
		RetryWaitMin:  time.Microsecond,
		RetryWaitMax:  time.Millisecond,
		RetryAfterMax: time.Minute,
		PollMin:       2 * time.Second,
		PollMax:       30 * time.Second,
		MaxBody:       1 << 20,
		PublicError:   func(f *Failure) error { return failed{f} },
		Transient: func(err error) bool {
			var f failed
			return errors.As(err, &f) && !f.Invalid && (f.Status == 0 || f.Status >= 500)
		},
	}
}

// fileHosts names the hosts that files may be sent to.
func fileHosts(t *testing.T, bases ...string) func(*Config) {
	return func(cfg *Config) {
		for _, base := range bases {
			cfg.FileHosts = append(cfg.FileHosts, mustParse(t, base))
		}
	}
}

func mustParse(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	require.NoError(t, err)
	return u
}

// serve starts a server on loopback and returns a client for it.
func serve(t *testing.T, h http.HandlerFunc, change ...func(*Config)) (*Client, *httptest.Server) {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return clientOf(t, srv.URL, change...), srv
}

func clientOf(t *testing.T, base string, change ...func(*Config)) *Client {
	t.Helper()
	u := mustParse(t, base)
	cfg := testConfig(u)
	for _, c := range change {
		c(&cfg)
	}
	if cfg.HTTPClient == nil {
		transport := &http.Transport{}
		t.Cleanup(transport.CloseIdleConnections)
		cfg.HTTPClient = &http.Client{Transport: transport}
	}
	return NewCore(cfg).At(u)
}

// trip is a RoundTripper in memory. It reports nothing to httptrace.
type trip func(*http.Request) (*http.Response, error)

func (t trip) RoundTrip(req *http.Request) (*http.Response, error) { return t(req) }

// inMemory returns a client whose requests go to h.
func inMemory(t *testing.T, h trip, change ...func(*Config)) *Client {
	t.Helper()
	return clientOf(t, "https://api.example.test", append([]func(*Config){func(c *Config) {
		c.HTTPClient = &http.Client{Transport: h}
	}}, change...)...)
}

func answerWith(req *http.Request, status int, body string, header ...string) *http.Response {
	h := http.Header{"Content-Type": {"application/json"}}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{
		StatusCode: status, Header: h, Request: req, ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

// always gives every request the same answer.
func always(status int, body string, header ...string) trip {
	return func(req *http.Request) (*http.Response, error) {
		return answerWith(req, status, body, header...), nil
	}
}

// seen collects requests.
type seen struct {
	mu   sync.Mutex
	list []*http.Request
	body []string
}

func (s *seen) add(req *http.Request) {
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, req)
	s.body = append(s.body, string(body))
}

func (s *seen) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.list)
}

type thing struct {
	ID string `json:"id"`
}
