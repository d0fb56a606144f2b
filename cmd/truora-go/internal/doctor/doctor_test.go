package doctor_test

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/cmd/truora-go/internal/doctor"
	"github.com/truora/truora-go/truoratest"
)

const hookKey = "4f1d8a7c93e2b6054f1d8a7c93e2b6054f1d8a7c93e2b6054f1d8a7c93e2b605"

// stage is a setup in which nothing is wrong: a Truora behind TLS on this machine, whose
// certificate is trusted.
type stage struct {
	*testing.T
	srv   *truoratest.Server
	env   map[string]string
	setup doctor.Setup
}

func sound(t *testing.T, wrap func(http.Handler) http.Handler) *stage {
	t.Helper()
	s := &stage{T: t, srv: truoratest.NewServer(t)}
	var handler http.Handler = s.srv
	if wrap != nil {
		handler = wrap(handler)
	}
	server := httptest.NewTLSServer(handler)
	t.Cleanup(server.Close)
	s.env = map[string]string{
		"TRUORA_BASE_URL": server.URL, "TRUORA_API_KEY": truoratest.APIKey, "TRUORA_WEBHOOK_KEY": hookKey,
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(server.Certificate())
	s.setup = doctor.Setup{
		Env: func(name string) string { return s.env[name] }, TLS: &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12},
		Proxy: func(*http.Request) (*url.URL, error) { return nil, nil }, Patience: 5 * time.Second,
	}
	return s
}

// faults are the findings that are no good news.
func (s *stage) faults() []doctor.Finding {
	s.Helper()
	var list []doctor.Finding
	for _, f := range doctor.Examine(s.Context(), s.setup) {
		if key := s.env["TRUORA_API_KEY"]; key != "" {
			assert.NotContains(s, f.Text+f.Do, key, "a finding has the key")
		}
		assert.True(s, strings.HasSuffix(f.Text, "."), f.Text)
		if f.State == doctor.Fault || f.State == doctor.Warning {
			assert.True(s, strings.HasSuffix(f.Do, "."), "%s: what to do?", f.Text)
			list = append(list, f)
		}
	}
	return list
}

func TestASoundSetupHasNoFaults(t *testing.T) {
	t.Parallel()
	s := sound(t, nil)
	assert.Empty(t, s.faults())
	s.env["TRUORA_API_KEY_FILE"] = s.file(truoratest.APIKey+"\n", 0o600)
	s.env["TRUORA_API_KEY"] = ""
	s.env["TRUORA_WEBHOOK_KEY_FILE"], s.env["TRUORA_WEBHOOK_KEY"] = s.file(hookKey+"\n"+hookKey[1:]+"0\n", 0o400), ""
	assert.Empty(t, s.faults())
	s.env["TRUORA_WEBHOOK_KEY_FILE"] = ""
	assert.Empty(t, s.faults(), "not to receive webhooks is no fault")
	assert.Empty(t, s.srv.Billed())
}

func (s *stage) file(text string, mode os.FileMode) string {
	name := filepath.Join(s.TempDir(), "key")
	require.NoError(s, os.WriteFile(name, []byte(text), 0o600))
	require.NoError(s, os.Chmod(name, mode))
	return name
}

// token looks like a key of Truora's.
func token(claims string) string {
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(`{"alg":"HS256"}`)) + "." + part([]byte(claims)) + "." + part([]byte("made up"))
}

// answering answers all with one answer.
func answering(status int, header, value, body string) func(http.Handler) http.Handler {
	return func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set(header, value)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		})
	}
}

// after lets requests without a key through, so that the host is reached.
func after(plant func(http.Handler) http.Handler) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		planted := plant(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Truora-API-Key") == "" {
				next.ServeHTTP(w, r)
				return
			}
			planted.ServeHTTP(w, r)
		})
	}
}

// only plants at one host.
func only(host string, plant func(http.Handler) http.Handler) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		planted := after(plant)(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Path, host) {
				planted.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func TestPlantedFaultsAreFound(t *testing.T) {
	t.Parallel()
	future, past := time.Now().Add(1000*time.Hour).Unix(), time.Now().Add(-time.Hour).Unix()
	at := time.Now().Truncate(time.Second)
	stopped := truoratest.NewServer(t, truoratest.WithTime(func() time.Time { return at }))
	for name, tc := range map[string]struct {
		wrap    func(http.Handler) http.Handler
		plant   func(*stage)
		want    string // a part of the finding
		follows string // of what follows from it
	}{
		"no key":            {nil, func(s *stage) { s.env["TRUORA_API_KEY"] = "" }, "There is no API key", ""},
		"two keys":          {nil, func(s *stage) { s.env["TRUORA_API_KEY_FILE"] = "elsewhere" }, "both set", ""},
		"no key file":       {nil, func(s *stage) { s.env["TRUORA_API_KEY"], s.env["TRUORA_API_KEY_FILE"] = "", "/absent" }, "cannot be read: no such file", ""},
		"an empty key file": {nil, func(s *stage) { s.env["TRUORA_API_KEY"], s.env["TRUORA_API_KEY_FILE"] = "", s.file("\n", 0o600) }, "is empty", ""},
		"a public key file": {nil, func(s *stage) {
			s.env["TRUORA_API_KEY"], s.env["TRUORA_API_KEY_FILE"] = "", s.file(truoratest.APIKey, 0o644)
		}, "Others can read", ""},
		"a quoted key":               {nil, func(s *stage) { s.env["TRUORA_API_KEY"] = `"` + token("{}") + `"` }, "has something around it", "The API key cannot be used"},
		"a key cut short":            {nil, func(s *stage) { s.env["TRUORA_API_KEY"] = token("{}")[:22] }, "three parts", "No host takes the API key"},
		"an expired key":             {nil, func(s *stage) { s.env["TRUORA_API_KEY"] = token(fmt.Sprintf(`{"exp":%d,"key_type":"backend"}`, past)) }, "has expired", "No host takes the API key"},
		"a key of another type":      {nil, func(s *stage) { s.env["TRUORA_API_KEY"] = token(fmt.Sprintf(`{"exp":"%d","key_type":"web"}`, future)) }, "not one for servers", "No host takes the API key"},
		"a key soon expired":         {nil, func(s *stage) { s.env["TRUORA_API_KEY"] = token(fmt.Sprintf(`{"exp":%d}`, past+7200)) }, "expires in 0 hours", "No host takes the API key"},
		"an unknown key":             {after(answering(401, "Content-Type", "application/json", `{"message":"Unauthorized"}`)), nil, "does not know the API key", ""},
		"no grant":                   {after(answering(403, "Content-Type", "application/json", `{"message":"Forbidden"}`)), nil, "No host takes the API key", ""},
		"no grant for one":           {only("connect", answering(403, "Content-Type", "application/json", `{"message":"Forbidden"}`)), nil, "may not use api.connect.truora.com", ""},
		"a rate limit":               {after(answering(429, "Retry-After", "7", `{"code":10400,"message":"rate limit"}`)), nil, "for 7s", ""},
		"a short webhook key":        {nil, func(s *stage) { s.env["TRUORA_WEBHOOK_KEY"] = "abc" }, "shorter than 32 characters", ""},
		"the API key as webhook key": {nil, func(s *stage) { s.env["TRUORA_WEBHOOK_KEY"] = truoratest.APIKey }, "is the API key", ""},
		"a public webhook key": {nil, func(s *stage) {
			s.env["TRUORA_WEBHOOK_KEY"], s.env["TRUORA_WEBHOOK_KEY_FILE"] = "", s.file(hookKey, 0o666)
		}, "Others can read or change the file that TRUORA_WEBHOOK_KEY_FILE names", ""},
		"no such name":          {nil, func(s *stage) { s.env["TRUORA_BASE_URL"] = "https://nobody.invalid" }, "name cannot be looked up", ""},
		"nobody listens":        {nil, func(s *stage) { s.env["TRUORA_BASE_URL"] = "https://" + closed(s.T) }, "No connection", ""},
		"no answer":             {slow, func(s *stage) { s.setup.Patience = 100 * time.Millisecond }, "does not answer in time", ""},
		"a foreign CA":          {nil, func(s *stage) { s.setup.TLS = nil }, "nobody whom this machine trusts", ""},
		"an old certificate":    {nil, func(s *stage) { s.env["TRUORA_BASE_URL"] = s.certified(-time.Hour, "127.0.0.1") }, "certificate has expired", ""},
		"another's certificate": {nil, func(s *stage) { s.env["TRUORA_BASE_URL"] = s.certified(time.Hour, "127.0.0.2") }, "for another name", ""},
		"no TLS":                {nil, func(s *stage) { s.env["TRUORA_BASE_URL"] = "https://" + strings.TrimPrefix(plain(s.T), "http://") }, "does not speak TLS", ""},
		"a sign-in page":        {answering(200, "Content-Type", "text/html; charset=utf-8", "<html>"), nil, "A web page answers", ""},
		"a redirect":            {answering(302, "Location", "https://login.example.com", ""), nil, "A web page answers", ""},
		"a fault of Truora's":   {answering(502, "Content-Type", "application/json", "{}"), nil, "answers with 502", ""},
		"a fast clock":          {func(http.Handler) http.Handler { return stopped }, func(s *stage) { s.setup.Now = func() time.Time { return at.Add(6 * time.Minute) } }, "6m0s ahead", ""},
		"a slow clock":          {nil, func(s *stage) { s.setup.Now = shifted(-time.Hour) }, "behind", ""},
		"a proxy that is none":  {nil, func(s *stage) { s.setup.Proxy = func(*http.Request) (*url.URL, error) { return nil, assert.AnError } }, "The proxy that the environment names is not a URL", ""},
		"a dead proxy":          {nil, func(s *stage) { s.setup.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: closed(s.T)}) }, "The proxy does not answer", ""},
		"a closed proxy":        {nil, func(s *stage) { u, _ := url.Parse(plain(s.T)); s.setup.Proxy = http.ProxyURL(u) }, "The proxy does not let calls through", ""},
		"no address":            {nil, func(s *stage) { s.env["TRUORA_BASE_URL"] = "localhost:8080" }, "is not a URL", ""},
		"http elsewhere":        {nil, func(s *stage) { s.env["TRUORA_BASE_URL"] = "http://sandbox.example.com" }, "anyone on the way can read", ""},
		"http allowed": {nil, func(s *stage) {
			s.env["TRUORA_BASE_URL"], s.env["TRUORA_INSECURE_HTTP"], s.setup.Proxy = "http://sandbox.example.com", "1", refuse
		}, "anyone on the way can read", "The proxy that"},
		"the made-up key": {nil, func(s *stage) { s.setup.Proxy = refuse; s.env["TRUORA_BASE_URL"] = "" }, "cannot be used", "The proxy that"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sound(t, tc.wrap)
			if tc.plant != nil {
				tc.plant(s)
			}
			faults := s.faults()
			assert.True(t, slices.ContainsFunc(faults, func(f doctor.Finding) bool { return strings.Contains(f.Text, tc.want) }), "%v", faults)
			for _, f := range faults { // and no other
				assert.True(t, strings.Contains(f.Text, tc.want) || strings.Contains(f.Text, cmp.Or(tc.follows, tc.want)), f.Text)
			}
		})
	}
}

func slow(http.Handler) http.Handler {
	return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
}

func shifted(by time.Duration) func() time.Time {
	return func() time.Time { return time.Now().Add(by) }
}

func refuse(*http.Request) (*url.URL, error) { return nil, assert.AnError }

// closed is an address at which nobody listens.
func closed(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, ln.Close())
	return ln.Addr().String()
}

// plain is a server without TLS, which is no proxy either.
func plain(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	return server.URL
}

// certified is a server with a certificate of its own, which is trusted.
func (s *stage) certified(left time.Duration, address string) string {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(s, err)
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "made up"}, IPAddresses: []net.IP{net.ParseIP(address)},
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(left), IsCA: true, BasicConstraintsValid: true,
	}
	raw, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	require.NoError(s, err)
	parsed, err := x509.ParseCertificate(raw)
	require.NoError(s, err)
	s.setup.TLS.RootCAs.AddCert(parsed)
	server := httptest.NewUnstartedServer(s.srv)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{raw}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	s.Cleanup(server.Close)
	return server.URL
}
