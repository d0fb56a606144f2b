package truora_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

// elsewhere is a transport that dials srv for every name.
func elsewhere(t *testing.T, srv *httptest.Server) *http.Client {
	t.Helper()
	transport := &http.Transport{}
	if own, ok := srv.Client().Transport.(*http.Transport); ok {
		transport = own.Clone()
		if transport.TLSClientConfig != nil {
			transport.TLSClientConfig.ServerName = "example.com"
		}
	}
	transport.DialContext = (&dialer{addr: srv.Listener.Addr().String()}).DialContext
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func TestWithInsecureHTTP(t *testing.T) {
	t.Parallel()
	var keys []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		keys = append(keys, r.Host+" "+r.Header.Get("Truora-API-Key"))
		_, _ = io.WriteString(w, someCheck)
	}))
	t.Cleanup(srv.Close)
	hosts := truora.WithHosts(truora.Hosts{Checks: "http://truora:8080/api.checks.truora.com"})

	_, err := truora.New(secretKey, hosts)
	require.ErrorContains(t, err, "WithInsecureHTTP")

	for _, opts := range [][]truora.Option{{hosts, truora.WithInsecureHTTP()}, {truora.WithInsecureHTTP(), hosts}} {
		client, err := truora.New(secretKey, append(opts, truora.WithHTTPClient(elsewhere(t, srv)))...)
		require.NoError(t, err)
		_, err = client.Checks.Get(t.Context(), "CHK1")
		require.NoError(t, err)
	}
	assert.Equal(t, []string{"truora:8080 " + secretKey, "truora:8080 " + secretKey}, keys)

	for _, base := range []string{"http://api.checks.truora.com", "http://API.checks.Truora.com.:8080", "http://truora.com"} {
		_, err = truora.New(secretKey, truora.WithInsecureHTTP(), truora.WithHosts(truora.Hosts{Checks: base}))
		require.ErrorContains(t, err, "Truora's own", base)
	}
	client := newClient(t, always(200, someCheck))
	_, err = client.With(hosts).Checks.Get(t.Context(), "CHK1")
	require.ErrorIs(t, err, truora.ErrInvalid)
}

// The key follows no redirect out of a host in the clear, and other links stay
// https.
func TestWithInsecureHTTPForNamedHostsOnly(t *testing.T) {
	t.Parallel()
	var sent []string
	client := newClient(t, func(req *http.Request) (*http.Response, error) {
		sent = append(sent, req.URL.Host)
		resp := reply(req, 302, "")
		resp.Header.Set("Location", "http://other:8080/v1/checks/CHK1")
		return resp, nil
	}, truora.WithInsecureHTTP(), truora.WithHosts(truora.Hosts{Checks: "http://truora:8080"}))
	_, err := client.Checks.Get(t.Context(), "CHK1")
	require.Error(t, err)
	err = client.Checks.DownloadAttachment(t.Context(), "http://other:8080/x", io.Discard, checks.DownloadAttachmentParams{})
	require.ErrorIs(t, err, truora.ErrInvalid)
	assert.Equal(t, []string{"truora:8080"}, sent)
}

type dialer struct {
	net.Dialer
	addr string
}

func (d *dialer) DialContext(ctx context.Context, network, _ string) (net.Conn, error) {
	return d.Dialer.DialContext(ctx, network, d.addr)
}

func TestWithFileHosts(t *testing.T) {
	t.Parallel()
	var sent []string
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent = append(sent, r.Host+" "+string(body)+r.Header.Get("Truora-API-Key"))
		w.WriteHeader(http.StatusOK)
	}))
	t.Cleanup(srv.Close)
	upload := func(host string, opts ...truora.Option) error {
		client, err := truora.New(secretKey, append(opts, truora.WithHTTPClient(elsewhere(t, srv)))...)
		require.NoError(t, err)
		return client.Batches.Upload(t.Context(), "https://"+host+"/x", strings.NewReader("sheet"), batches.UploadParams{})
	}
	const bucket = "bucket.s3.us-east-1.amazonaws.com"
	require.NoError(t, upload("files.truora.com"))
	require.ErrorIs(t, upload(bucket), truora.ErrInvalid)
	require.ErrorIs(t, upload("evil.truora.com"), truora.ErrInvalid)
	require.NoError(t, upload(bucket, truora.WithFileHosts(bucket)))
	require.NoError(t, upload(bucket, truora.WithFileHosts("other.example.com"), truora.WithFileHosts("one.example.com", bucket)))
	require.ErrorIs(t, upload(bucket+":8443", truora.WithFileHosts(bucket)), truora.ErrInvalid)
	require.ErrorIs(t, upload("evil-"+bucket, truora.WithFileHosts(bucket)), truora.ErrInvalid)
	assert.Equal(t, []string{"files.truora.com sheet", bucket + " sheet", bucket + " sheet"}, sent)

	for _, bad := range []string{"", "https://files.example.com", "files.example.com:8443", "files.example.com/x", "10.0.0.1", "[::1]", "*.example.com", ".example.com", "localhost", "a b.example.com"} {
		_, err := truora.New(secretKey, truora.WithFileHosts(bad))
		require.ErrorContains(t, err, "WithFileHosts", bad)
	}
}

func TestLinksIntoPrivateNetworksAreRefused(t *testing.T) {
	t.Parallel()
	served := 0
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { served++ }))
	t.Cleanup(srv.Close)
	client, err := truora.New(secretKey)
	require.NoError(t, err)
	get := func(client *truora.Client, link string) error {
		return client.Checks.DownloadAttachment(t.Context(), link, io.Discard, checks.DownloadAttachmentParams{})
	}
	for _, link := range []string{srv.URL + "/admin", "https://" + srv.Listener.Addr().String() + "/admin", "https://10.0.0.1/", "https://169.254.169.254/"} {
		err := get(client, link)
		require.ErrorIs(t, err, truora.ErrInvalid)
		assert.NotContains(t, err.Error(), strings.TrimPrefix(link, "https://"))
	}
	assert.Zero(t, served)
	require.NoError(t, get(client.With(truora.WithHosts(truora.Hosts{Files: srv.URL})), srv.URL+"/admin"), "a host that the options name")
	assert.Equal(t, 1, served)
}

func TestAKeyWithMoreAroundIt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	for text, says := range map[string]string{
		`"` + secretKey + `"` + "\n":         "quotation mark",
		"'" + secretKey + "'":                "quotation mark",
		"TRUORA_API_KEY=" + secretKey:        "assignment",
		"truora_key=" + secretKey + "\r\n":   "assignment",
		"export TRUORA_API_KEY=" + secretKey: "space",
		secretKey + "\n" + secretKey + "\n":  "line break",
		"Bearer " + secretKey:                "space",
		"\ufeff" + secretKey:                 "outside ASCII",
	} {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		t.Setenv("TRUORA_API_KEY", "")
		t.Setenv("TRUORA_API_KEY_FILE", file)
		_, err := truora.FromEnv()
		require.ErrorContains(t, err, says, text)
		require.ErrorContains(t, err, "TRUORA_API_KEY_FILE: ")
		assert.NotContains(t, err.Error(), secretKey)

		t.Setenv("TRUORA_API_KEY", text)
		_, err = truora.FromEnv()
		require.ErrorContains(t, err, "TRUORA_API_KEY: ")
		require.ErrorContains(t, err, says, text)
		_, err = truora.New(text)
		require.Error(t, err)
		assert.NotContains(t, err.Error(), secretKey)
	}
	t.Setenv("TRUORA_API_KEY", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln_-a==")
	_, err := truora.FromEnv()
	require.NoError(t, err)
}

// The key of truoratest does not go to the real Truora, whatever transport is used.
func TestTheMadeUpKeyOnTruorasHosts(t *testing.T) {
	t.Parallel()
	untouched := &http.Client{Transport: trip(func(*http.Request) (*http.Response, error) {
		t.Error("something was sent")
		return nil, io.EOF
	})}
	_, err := truora.New(truoratest.APIKey)
	require.ErrorContains(t, err, "truoratest")
	_, err = truora.New(truoratest.APIKey, truora.WithHTTPClient(untouched))
	require.ErrorContains(t, err, "truoratest")

	other, err := truora.New(secretKey, truora.WithHTTPClient(untouched))
	require.NoError(t, err)
	source := truora.WithKeySource(func(context.Context) (string, error) { return truoratest.APIKey, nil })
	partly := truora.WithHosts(truora.Hosts{Files: "http://127.0.0.1:1", Account: "http://127.0.0.1:1"})
	for _, opts := range [][]truora.Option{{truora.WithKey(truoratest.APIKey)}, {source}, {partly, truora.WithKey(truoratest.APIKey)}} {
		_, err = other.With(opts...).Checks.Get(t.Context(), "CHK1")
		require.ErrorIs(t, err, truora.ErrInvalid)
		require.ErrorContains(t, err, "truoratest")
	}

	srv := truoratest.NewServer(t)
	for name, opts := range map[string][]truora.Option{
		"the default transport": {truora.WithHTTPClient(http.DefaultClient)},
		"a real transport":      {truora.WithHTTPClient(&http.Client{Transport: &http.Transport{}})},
	} {
		_, err = srv.Client().With(opts...).Checks.Get(t.Context(), "CHK1")
		require.ErrorContains(t, err, "truoratest", name)
	}
}

func TestTheMadeUpKeyOnTruoratest(t *testing.T) {
	t.Parallel()
	srv := truoratest.NewServer(t)
	wrapped := &http.Client{Transport: trip(func(req *http.Request) (*http.Response, error) { return srv.RoundTrip(req) })}
	direct, err := truora.New(truoratest.APIKey, truora.WithHTTPClient(srv.HTTPClient()))
	require.NoError(t, err)
	listening, err := truora.New(truoratest.APIKey, truora.WithHosts(srv.Start()))
	require.NoError(t, err)
	for name, client := range map[string]*truora.Client{
		"in memory": direct, "over a listener": listening,
		"wrapped": truoratest.NewServer(t).Client(truora.WithHTTPClient(wrapped)),
	} {
		_, err := client.Checks.Get(t.Context(), "CHK1")
		require.ErrorIs(t, err, truora.ErrNotFound, name)
	}
	assert.Len(t, srv.Requests(), 3)
}
