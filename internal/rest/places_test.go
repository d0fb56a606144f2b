package rest

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Links that no answer may contain, in many spellings. All are refused before anything
// is sent, whatever the transport.
func TestLinksIntoPrivateNetworks(t *testing.T) {
	t.Parallel()
	c := inMemory(t, func(req *http.Request) (*http.Response, error) {
		t.Errorf("sent to %s", req.URL)
		return answerWith(req, 200, pdf), nil
	}, fileHosts(t, "https://files.example.test"))
	for _, host := range []string{
		"127.0.0.1", "127.8.9.1:8443", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255",
		"0.0.0.0", "0.1.2.3", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.0.8", "198.18.0.1",
		"[::1]", "[::]", "[fe80::1]", "[fe80::1%25eth0]", "[::1%25.truora.com]", "[fd00::1]", "[ff02::1]", "[fec0::1]",
		"[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[::ffff:100.64.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001::1]",
		"localhost", "LOCALHOST", "localhost.", "app.localhost", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.0.0.1.",
	} {
		f := asFailure(t, Fetch(t.Context(), c, "GET file", "https://"+host+"/x", io.Discard, File{}))
		assert.True(t, f.Invalid, host)
		assert.ErrorIs(t, f.Err, errRefused, host)
	}
	for _, link := range []string{"http://files.example.test/x", "http://127.0.0.1/x", "http://localhost:4711/x", "http://8.8.8.8/x", "ftp://files.example.test/x"} {
		f := asFailure(t, Fetch(t.Context(), c, "GET file", link, io.Discard, File{}))
		assert.True(t, f.Invalid, link)
		assert.EqualError(t, f.Err, "the link is not https", link)
	}
}

func TestLinksToPublicAddresses(t *testing.T) {
	t.Parallel()
	c := inMemory(t, always(200, pdf))
	for _, host := range []string{"files.example.test", "8.8.8.8", "[2001:4860:4860::8888]", "[64:ff9b::808:808]", "1.example.test", "bucket.s3.amazonaws.com:443", "files.example.test:8443"} {
		assert.NoError(t, Fetch(t.Context(), c, "GET file", "https://"+host+"/x", io.Discard, File{}), host)
	}
}

// A redirect is a link, too, both of a signed link and of a call.
func TestRedirectsIntoPrivateNetworks(t *testing.T) {
	t.Parallel()
	for _, to := range []string{"https://10.0.0.1/", "https://169.254.169.254/latest/meta-data", "http://files.example.test/x", "https://[::ffff:10.0.0.1]/", "https://localhost/"} {
		n := 0
		c := inMemory(t, func(req *http.Request) (*http.Response, error) {
			n++
			return answerWith(req, 302, "", "Location", to), nil
		})
		var got bytes.Buffer
		for _, err := range []error{
			Fetch(t.Context(), c, "GET file", "https://files.example.test/x", &got, File{}),
			Download(t.Context(), c, pdfCall, &got, File{}),
		} {
			f := asFailure(t, err)
			require.ErrorIs(t, f.Err, errRefused, to)
			assert.Equal(t, 302, f.Status, "a call that was sent is not reported as not sent")
			assert.False(t, f.Invalid)
		}
		assert.Equal(t, 2, n, to)
		assert.Zero(t, got.Len())
	}
}

// No redirect leads away from TLS, not even to a named host.
func TestNoRedirectDownFromTLS(t *testing.T) {
	t.Parallel()
	inClear := newForeign(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, pdf) })
	down := func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, inClear.URL, http.StatusFound) }
	onStores(t, down, func(t *testing.T, s *store) {
		c := clientOf(t, "https://api.example.test", fileHosts(t, s.URL, inClear.URL), func(cfg *Config) { cfg.HTTPClient = s.Client() })
		f := asFailure(t, Fetch(t.Context(), c, "GET file", s.URL, io.Discard, File{}))
		require.EqualError(t, f.Err, "redirected to an address without TLS")
		assert.Zero(t, inClear.count())
	})
}

// guarded is the client's default transport, except that it trusts srv.
func guarded(t *testing.T, srv *httptest.Server) *http.Transport {
	t.Helper()
	transport := srv.Client().Transport.(*http.Transport).Clone()
	transport.DialContext = nil
	guardDials(transport)
	t.Cleanup(transport.CloseIdleConnections)
	return transport
}

// A name that resolves to a private network is found out when it is dialled. localhost
// stands for one, because every machine knows it; the check of its spelling is left
// out.
func TestNamesThatLeadIntoPrivateNetworks(t *testing.T) {
	t.Parallel()
	onStores(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, pdf) }, func(t *testing.T, s *store) {
		u := mustParse(t, s.URL)
		u.Host = net.JoinHostPort("localhost", u.Port())
		get := func(places places) (int, error) {
			ctx := (&exchange{core: &Core{places: places}, effect: Read}).bind(t.Context())
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
			require.NoError(t, err)
			transport := guarded(t, s.Server)
			transport.TLSClientConfig.ServerName = "example.com"
			resp, err := transport.RoundTrip(req)
			if err != nil {
				return 0, err
			}
			return resp.StatusCode, resp.Body.Close()
		}
		_, err := get(places{})
		require.ErrorIs(t, err, errRefused)
		assert.EqualError(t, withoutURL(err), "the link leads into a private network", "the address is not quoted")

		for _, named := range []places{newPlaces([]*url.URL{u}, nil), newPlaces(nil, []*url.URL{u})} {
			status, err := get(named)
			require.NoError(t, err)
			assert.Equal(t, 200, status)
		}
	})
}

func TestTheDefaultTransportIsGuarded(t *testing.T) {
	t.Parallel()
	both, ok := madeOf(http.DefaultTransport).(*transport)
	require.True(t, ok)
	for _, x := range []*exchange{nil, {core: &Core{}}} {
		ctx := t.Context()
		if x != nil {
			ctx = x.bind(ctx)
		}
		ln, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
		require.NoError(t, err)
		for _, transport := range []*http.Transport{both.once, both.other} {
			_, err = transport.DialContext(ctx, "tcp", ln.Addr().String())
			require.ErrorIs(t, err, errRefused)
		}
		require.NoError(t, ln.Close())
	}
}

// A user's proxy is usually in a private network.
func TestTheProxyMayBeDialled(t *testing.T) {
	t.Parallel()
	proxy := newForeign(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	transport := &http.Transport{Proxy: http.ProxyURL(mustParse(t, proxy.URL))}
	guardDials(transport)
	t.Cleanup(transport.CloseIdleConnections)
	ctx := (&exchange{core: &Core{}, effect: Read}).bind(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://files.example.test/", nil)
	require.NoError(t, err)
	resp, err := transport.RoundTrip(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusTeapot, resp.StatusCode)
}

func TestOnlyPublic(t *testing.T) {
	t.Parallel()
	for address, public := range map[string]bool{
		"8.8.8.8:443": true, "[2606:4700::1]:443": true, "10.1.2.3:443": false, "[fe80::1%lo]:443": false, "[::ffff:192.168.0.1]:443": false, "": false, "x": false,
	} {
		assert.Equal(t, public, onlyPublic("tcp", address, nil) == nil, address)
	}
	assert.True(t, isPrivateAddr(netip.Addr{}))
}

// Files are sent only to the hosts that the options name, by name, port and scheme.
func TestUploadHosts(t *testing.T) {
	t.Parallel()
	var sent []string
	c := inMemory(t, func(req *http.Request) (*http.Response, error) {
		sent = append(sent, req.URL.Host)
		return answerWith(req, 200, "{}"), nil
	}, fileHosts(t, "https://files.truora.com", "https://bucket.s3.amazonaws.com", "http://127.0.0.1:4711"))
	upload := func(link string) error {
		_, err := Upload{Op: "PUT /x", Link: link, Body: strings.NewReader("content")}.Send(t.Context(), c)
		return err
	}
	good := []string{"files.truora.com", "files.truora.com:443", "bucket.s3.amazonaws.com", "FILES.truora.com"}
	for _, host := range good {
		require.NoError(t, upload("https://"+host+"/x"))
	}
	require.NoError(t, upload("http://127.0.0.1:4711/x"))
	require.Len(t, sent, len(good)+1)
	for _, link := range []string{
		"https://evil-bucket.s3.amazonaws.com/x", "https://evil.truora.com/x", "https://files.truora.com:8443/x", "https://evil.truora.com:8443/x",
		"https://[::1%25.truora.com]/x", "https://1.2.3.4/x", "https://127.0.0.1:4711/x", "http://127.0.0.1:4712/x", "http://files.truora.com/x",
		"https://files.truora.com.evil.test/x", "https://xfiles.truora.com/x", "https://api.example.test/x", "https://files.truora.com@evil.test/x",
	} {
		f := asFailure(t, upload(link))
		assert.True(t, f.Invalid, link)
	}
	assert.Len(t, sent, len(good)+1)
}

// A link's expiry is judged by the clock of the API, or left to the store.
func TestAClockThatIsWrong(t *testing.T) {
	t.Parallel()
	truth := time.Now().Add(-6 * time.Minute) // this machine's clock is ahead
	expires := truth.Add(5 * time.Minute)
	for name, tt := range map[string]struct {
		date    string // of the API's answer; "" asks nothing
		age     string
		expired bool
	}{
		"no answer yet":       {"", "", false},
		"the API's clock":     {truth.UTC().Format(http.TimeFormat), "", false},
		"past by the API's":   {truth.Add(6 * time.Minute).UTC().Format(http.TimeFormat), "", true},
		"a date from a cache": {truth.Add(6 * time.Minute).UTC().Format(http.TimeFormat), "60", false},
		"no date":             {"nonsense", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent := newForeign(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Date", truth.Add(24*time.Hour).UTC().Format(http.TimeFormat)) // not the API's
				_, _ = io.WriteString(w, "{}")
			})
			c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Date", tt.date)
				if tt.age != "" {
					w.Header().Set("Age", tt.age)
				}
				sayThing(w, r)
			}, fileHosts(t, sent.URL))
			if tt.date != "" {
				require.NoError(t, Run(t.Context(), c, Call{Op: "GET /v1/things"}))
			}
			upload := func(query url.Values) error {
				_, err := Upload{Op: "PUT /x", Link: sent.URL + "/x?" + query.Encode(), Body: strings.NewReader("content")}.Send(t.Context(), c)
				return err
			}
			for range 2 { // also after the store has answered
				for _, query := range []url.Values{
					{"Expires": {strconv.FormatInt(expires.Unix(), 10)}},
					{"X-Amz-Date": {expires.Add(-15 * time.Minute).UTC().Format("20060102T150405Z")}, "X-Amz-Expires": {"900"}},
				} {
					err := upload(query)
					if !tt.expired {
						require.NoError(t, err)
						continue
					}
					f := asFailure(t, err)
					assert.True(t, f.Invalid)
					assert.True(t, f.Expired)
				}
			}
			assert.Equal(t, tt.expired, sent.count() == 0)
		})
	}
}
