package rest

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// foreign is a server on another host that records what it receives.
type foreign struct {
	*httptest.Server
	seen
}

func newForeign(t *testing.T, h http.HandlerFunc) *foreign {
	t.Helper()
	f := new(foreign)
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.add(r)
		h(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

func sayThing(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"id":"1"}`) }

type secretForm struct {
	Name string `url:"name"`
}

// A redirect of a request other than GET is never followed, wherever it points: it does
// not say what was done, and the call was not meant for its target.
func TestRedirectOfAChangeIsNotFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, method := range []string{"POST", "PUT", "DELETE"} {
			for _, where := range []string{"same host", "another host", "no TLS", "nowhere", "no URL"} {
				t.Run(fmt.Sprint(status, " ", method, " ", where), func(t *testing.T) {
					t.Parallel()
					other := newForeign(t, sayThing)
					requests := new(atomic.Int32)
					c, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
						if requests.Add(1) > 1 {
							w.WriteHeader(http.StatusTooManyRequests) // would be a reason to send the call again
							return
						}
						if to := map[string]string{
							"same host": "/v2/things", "another host": other.URL, "no TLS": "http://example.test/", "no URL": "http://%zz",
						}[where]; to != "" {
							w.Header().Set("Location", to)
						}
						w.WriteHeader(status)
					})
					call := Call{Op: method + " /v1/things/{id}", Args: []string{"CEDULA123"}}
					if method != "DELETE" {
						call.Form = secretForm{"ANA PRUEBA"}
					}
					f := asFailure(t, Run(t.Context(), c, call))
					assert.Equal(t, status, f.Status)
					assert.True(t, f.Unknown)
					assert.EqualValues(t, 1, requests.Load())
					assert.Zero(t, other.count())
				})
			}
		}
	}
}

// A JSON answer must come from the host that was asked.
func TestRedirectOfAReadToAnotherHostIsAnError(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		other := newForeign(t, sayThing)
		c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
			assert.Equal(t, testKey, r.Header.Get(KeyHeader), "the first host gets the key")
			http.Redirect(w, r, other.URL+"/elsewhere", status)
		}, fileHosts(t, other.URL)) // a host that may hold files, but not answer calls
		_, err := Do[thing](t.Context(), c, Call{Op: "GET /v1/things/{id}", Args: []string{"1"}})
		f := asFailure(t, err)
		assert.Equal(t, status, f.Status)
		require.ErrorIs(t, f.Err, errRefused)
		assert.Zero(t, other.count())
	}
}

func TestRedirectOfAFileToAnotherHostGoesWithoutTheKey(t *testing.T) {
	t.Parallel()
	other := newForeign(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "%PDF-1.4") })
	c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, testKey, r.Header.Get(KeyHeader))
		http.Redirect(w, r, other.URL+"/file", http.StatusFound)
	}, fileHosts(t, other.URL))
	var file bytes.Buffer
	require.NoError(t, Download(t.Context(), c, pdfCall, &file, File{}))
	assert.Equal(t, "%PDF-1.4", file.String())
	require.Equal(t, 1, other.count())
	assert.Empty(t, other.list[0].Header.Get(KeyHeader))
	assert.Empty(t, other.list[0].Header.Get("Referer"))
}

func TestForeignHostCannotSendTheKeyBack(t *testing.T) {
	t.Parallel()
	var back []string
	var home *httptest.Server
	other := newForeign(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, home.URL+"/v1/delete-everything", http.StatusFound)
	})
	c, srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/delete-everything" {
			back = append(back, r.Header.Get(KeyHeader))
			return
		}
		http.Redirect(w, r, other.URL, http.StatusFound)
	}, fileHosts(t, other.URL))
	home = srv
	_ = Download(t.Context(), c, Call{Op: "GET /v1/file"}, io.Discard, File{})
	assert.Equal(t, []string{""}, back)
}

func TestRedirectOfAReadOnTheSameHostKeepsTheKey(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/things" {
			http.Redirect(w, r, "/v2/things", http.StatusPermanentRedirect)
			return
		}
		assert.Equal(t, testKey, r.Header.Get(KeyHeader))
		sayThing(w, r)
	})
	got, err := Do[thing](t.Context(), c, Call{Op: "GET /v1/things"})
	require.NoError(t, err)
	assert.Equal(t, "1", got.ID)
}

// A proxy, or truoratest, serves all hosts at one address, each below a path.
func TestTheKeyGoesBelowTheBasePathOnly(t *testing.T) {
	t.Parallel()
	keys := map[string]string{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		keys[r.URL.Path] = r.Header.Get(KeyHeader)
		if r.URL.Path == "/files/pdf" {
			_, _ = io.WriteString(w, "%PDF-1.4")
			return
		}
		http.Redirect(w, r, "/files/pdf", http.StatusFound)
	}))
	t.Cleanup(srv.Close)
	c := clientOf(t, srv.URL+"/api", fileHosts(t, srv.URL+"/files"))
	require.NoError(t, Download(t.Context(), c, pdfCall, io.Discard, File{}))
	assert.Len(t, keys, 2)
	assert.Empty(t, keys["/files/pdf"])
	delete(keys, "/files/pdf")
	for path, key := range keys {
		assert.Equal(t, testKey, key, path)
	}
}

// From https nothing leads to http, to this machine neither.
func TestRedirectOfAFileAwayFromTLS(t *testing.T) {
	t.Parallel()
	for _, to := range []string{"http://files.example.test/x", "http://127.0.0.1:1/x", "http://localhost/x"} {
		sent := 0
		c := inMemory(t, func(req *http.Request) (*http.Response, error) {
			sent++
			return answerWith(req, 302, "", "Location", to), nil
		})
		f := asFailure(t, Download(t.Context(), c, pdfCall, io.Discard, File{}))
		require.ErrorIs(t, f.Err, errRefused, to)
		assert.Equal(t, 1, sent, to)
		f = asFailure(t, Fetch(t.Context(), c, "GET file", "https://files.example.test/signed", io.Discard, File{}))
		require.ErrorIs(t, f.Err, errRefused, to)
		assert.Equal(t, 2, sent, to)
	}
}

func TestRedirectAwayFromTLS(t *testing.T) {
	t.Parallel()
	sent := 0
	c := inMemory(t, func(req *http.Request) (*http.Response, error) {
		sent++
		return answerWith(req, 302, "", "Location", "http://api.example.test/v1/things"), nil
	})
	f := asFailure(t, Run(t.Context(), c, Call{Op: "GET /v1/things"}))
	assert.Equal(t, 1, sent)
	assert.ErrorIs(t, f.Err, errRefused)
}

func TestRedirectLoopEnds(t *testing.T) {
	t.Parallel()
	sent := 0
	c := inMemory(t, func(req *http.Request) (*http.Response, error) {
		sent++
		return answerWith(req, 302, "", "Location", "/v1/things"), nil
	})
	f := asFailure(t, Run(t.Context(), c, Call{Op: "GET /v1/things"}))
	assert.Equal(t, maxRedirects, sent)
	assert.ErrorIs(t, f.Err, errRefused)
}

func TestCallersRedirectRuleIsAsked(t *testing.T) {
	t.Parallel()
	c := inMemory(t, func(req *http.Request) (*http.Response, error) {
		return answerWith(req, 302, "", "Location", "/v2"), nil
	}, func(cfg *Config) {
		cfg.HTTPClient.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	})
	f := asFailure(t, Run(t.Context(), c, Call{Op: "GET /v1/things"}))
	assert.Equal(t, 302, f.Status)
}

// The last check before sending, in case a redirect rule fails.
func TestGuard(t *testing.T) {
	t.Parallel()
	j := &jail{places: newPlaces([]*url.URL{mustParse(t, "https://api.checks.truora.com"), mustParse(t, "http://127.0.0.1:4711/api.checks")}, nil)}
	ask := func(target string) error {
		req := httptest.NewRequest(http.MethodGet, target, nil)
		req.Header.Set(KeyHeader, testKey)
		return j.admit(req)
	}
	for _, good := range []string{"https://api.checks.truora.com/v1", "https://API.checks.truora.com:443/", "https://api.checks.truora.com./x", "http://127.0.0.1:4711/api.checks/v1"} {
		assert.NoError(t, ask(good), good)
	}
	for _, bad := range []string{
		"http://api.checks.truora.com/v1", "https://api.checks.truora.com:8443/", "https://api.checks.truora.com.evil.test/",
		"https://evil.test/", "http://127.0.0.1:4712/", "https://127.0.0.1:4711/",
		"http://127.0.0.1:4711/files/x", "http://127.0.0.1:4711/api.checksum/v1", "http://127.0.0.1:4711/",
	} {
		assert.ErrorIs(t, ask(bad), errRefused, bad)
	}
	link := httptest.NewRequest(http.MethodGet, "https://api.checks.truora.com/", nil)
	link.Header.Set(KeyHeader, testKey)
	assert.ErrorIs(t, j.admitLink(link), errRefused)
}

func TestIsPrivate(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]bool{
		"https://a.test": true, "http://localhost:1": true, "http://127.0.0.1": true, "http://[::1]:8": true, "HTTPS://a.test": true,
		"http://a.test": false, "http://10.0.0.1": false, "ftp://a.test": false, "https://": false, "": false, "http://localhost.evil.test": false,
	} {
		assert.Equal(t, want, IsPrivate(mustParse(t, raw)), raw)
	}
}

func TestKeySourceFailure(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]func(context.Context) (string, error){
		"error":      func(context.Context) (string, error) { return "", io.ErrUnexpectedEOF },
		"empty":      func(context.Context) (string, error) { return "", nil },
		"line break": func(context.Context) (string, error) { return "a\r\nX-Evil: 1", nil },
		"not ASCII":  func(context.Context) (string, error) { return "llavé", nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := inMemory(t, func(*http.Request) (*http.Response, error) {
				t.Error("something was sent")
				return nil, io.EOF
			}, func(cfg *Config) { cfg.Key = key })
			f := asFailure(t, Run(t.Context(), c, Call{Op: "POST /v1/things"}))
			assert.False(t, f.Unknown)
		})
	}
}

func TestCallersClientStaysAsItIs(t *testing.T) {
	t.Parallel()
	own := &http.Client{Transport: always(200, `{"id":"1"}`)}
	before := *own
	c := clientOf(t, "https://api.example.test", func(cfg *Config) { cfg.HTTPClient = own })
	_, err := Do[thing](t.Context(), c, Call{Op: "GET /v1/things"})
	require.NoError(t, err)
	assert.Nil(t, own.CheckRedirect)
	assert.Equal(t, before.Timeout, own.Timeout)
	assert.IsType(t, trip(nil), own.Transport)
}

// closer is a transport that counts how often its connections are dropped.
type closer struct {
	trip
	closed int
}

func (c *closer) CloseIdleConnections() { c.closed++ }

func TestFailuresDoNotDropTheCallersConnections(t *testing.T) {
	t.Parallel()
	transport := &closer{trip: always(500, "")}
	c := clientOf(t, "https://api.example.test", func(cfg *Config) { cfg.HTTPClient = &http.Client{Transport: transport} })
	asFailure(t, Run(t.Context(), c, Call{Op: "GET /v1/things"}))
	assert.Zero(t, transport.closed)
}

func TestTLSHostGetsTheKey(t *testing.T) {
	t.Parallel()
	var got string
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get(KeyHeader)
		sayThing(w, r)
	}))
	t.Cleanup(srv.Close)
	c := clientOf(t, srv.URL, func(cfg *Config) {
		cfg.HTTPClient = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: srv.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}}}
	})
	_, err := Do[thing](t.Context(), c, Call{Op: "GET /v1/things"})
	require.NoError(t, err)
	assert.Equal(t, testKey, got)
}
