package truora_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
)

const secretKey = "not-a-real-key-5f3a"

// trip is a RoundTripper in memory.
type trip func(*http.Request) (*http.Response, error)

func (t trip) RoundTrip(req *http.Request) (*http.Response, error) { return t(req) }

func reply(req *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{}, Request: req,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

const someCheck = `{"check":{"check_id":"CHK1","status":"completed"},"self":"/v1/checks/CHK1"}`

// newClient returns a client whose requests end in h.
func newClient(t testing.TB, h trip, opts ...truora.Option) *truora.Client {
	t.Helper()
	client, err := truora.New(secretKey, append([]truora.Option{truora.WithHTTPClient(&http.Client{Transport: h}), truora.WithRetryWait(1, 1)}, opts...)...)
	require.NoError(t, err)
	return client
}

func always(status int, body string) trip {
	return func(req *http.Request) (*http.Response, error) { return reply(req, status, body), nil }
}

func someone() checks.CreateParams {
	return checks.CreateParams{Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		key  string
		opts []truora.Option
	}{
		"empty key":               {"", nil},
		"line break in the key":   {"a\nb", nil},
		"blank in the key":        {"a b", nil},
		"nil option":              {secretKey, []truora.Option{nil}},
		"nil client":              {secretKey, []truora.Option{truora.WithHTTPClient(nil)}},
		"nil logger":              {secretKey, []truora.Option{truora.WithLogger(nil)}},
		"nil limiter":             {secretKey, []truora.Option{truora.WithLimiter(nil)}},
		"nil key source":          {secretKey, []truora.Option{truora.WithKeySource(nil)}},
		"empty key in WithKey":    {secretKey, []truora.Option{truora.WithKey("")}},
		"negative retries":        {secretKey, []truora.Option{truora.WithRetries(-1)}},
		"no wait":                 {secretKey, []truora.Option{truora.WithRetryWait(0, time.Second)}},
		"waits the wrong way":     {secretKey, []truora.Option{truora.WithRetryWait(2, 1)}},
		"polling the wrong way":   {secretKey, []truora.Option{truora.WithPolling(2, 1)}},
		"no body":                 {secretKey, []truora.Option{truora.WithMaxBody(0)}},
		"empty program":           {secretKey, []truora.Option{truora.WithUserAgent("")}},
		"line break in program":   {secretKey, []truora.Option{truora.WithUserAgent("a\r\nX: 1")}},
		"host without TLS":        {secretKey, []truora.Option{truora.WithHosts(truora.Hosts{Checks: "http://api.checks.truora.com"})}},
		"host without scheme":     {secretKey, []truora.Option{truora.WithHosts(truora.Hosts{Checks: "api.checks.truora.com"})}},
		"host of another scheme":  {secretKey, []truora.Option{truora.WithHosts(truora.Hosts{Files: "ftp://files.truora.com"})}},
		"host with a user":        {secretKey, []truora.Option{truora.WithHosts(truora.Hosts{Checks: "https://u:p@api.checks.truora.com"})}},
		"host with a query":       {secretKey, []truora.Option{truora.WithHosts(truora.Hosts{Account: "https://api.account.truora.com?x=1"})}},
		"host with no query":      {secretKey, []truora.Option{truora.WithHosts(truora.Hosts{Account: "https://api.account.truora.com?"})}},
		"host that is no URL":     {secretKey, []truora.Option{truora.WithHosts(truora.Hosts{Identity: "https://%zz"})}},
		"only the port of a host": {secretKey, []truora.Option{truora.WithHosts(truora.Hosts{Connect: "https://:443"})}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, err := truora.New(tt.key, tt.opts...)
			require.Error(t, err)
			assert.Nil(t, client)
			assert.True(t, strings.HasPrefix(err.Error(), "truora: "), err)
			assert.NotContains(t, err.Error(), secretKey)
		})
	}
}

func TestFromEnv(t *testing.T) {
	key := func(t *testing.T, client *truora.Client, err error) string {
		require.NoError(t, err)
		var got string
		c := client.With(truora.WithHTTPClient(&http.Client{Transport: trip(func(req *http.Request) (*http.Response, error) {
			got = req.Header.Get("Truora-API-Key")
			return reply(req, 200, someCheck), nil
		})}))
		_, err = c.Checks.Get(t.Context(), "CHK1")
		require.NoError(t, err)
		return got
	}
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, []byte("from-a-file\n"), 0o600))
	t.Setenv("TRUORA_API_KEY", "")
	t.Setenv("TRUORA_API_KEY_FILE", "")

	_, err := truora.FromEnv()
	require.ErrorContains(t, err, "neither TRUORA_API_KEY nor TRUORA_API_KEY_FILE")

	t.Setenv("TRUORA_API_KEY_FILE", file)
	client, err := truora.FromEnv()
	assert.Equal(t, "from-a-file", key(t, client, err))

	t.Setenv("TRUORA_API_KEY", " from-the-environment\n")
	client, err = truora.FromEnv()
	assert.Equal(t, "from-the-environment", key(t, client, err))

	t.Setenv("TRUORA_API_KEY", "")
	require.NoError(t, os.WriteFile(file, []byte("\n"), 0o600))
	_, err = truora.FromEnv()
	require.ErrorContains(t, err, "is empty")
	t.Setenv("TRUORA_API_KEY_FILE", file+".missing")
	_, err = truora.FromEnv()
	require.ErrorIs(t, err, os.ErrNotExist)
}

// Every option has an effect on the wire.
func TestOptionsOnTheWire(t *testing.T) {
	t.Parallel()
	// call returns the requests of one Get, and its error.
	call := func(t *testing.T, answer trip, opts ...truora.Option) ([]*http.Request, error) {
		var sent []*http.Request
		client := newClient(t, func(req *http.Request) (*http.Response, error) {
			sent = append(sent, req)
			return answer(req)
		}, opts...)
		_, err := client.Checks.Get(t.Context(), "CHK1")
		return sent, err
	}
	fine, broken := always(200, someCheck), always(500, "")

	t.Run("none", func(t *testing.T) {
		t.Parallel()
		sent, err := call(t, fine)
		require.NoError(t, err)
		require.Len(t, sent, 1)
		assert.Equal(t, "https://api.checks.truora.com/v1/checks/CHK1", sent[0].URL.String())
		assert.Equal(t, secretKey, sent[0].Header.Get("Truora-API-Key"))
		assert.Equal(t, "application/json", sent[0].Header.Get("Accept"))
		assert.Regexp(t, `^[\w.-]+/\d+\.\d+\.\d+ \(unofficial; go1\.\d+.*; \w+/\w+\)$`, sent[0].Header.Get("User-Agent"))
	})
	t.Run("WithHosts", func(t *testing.T) {
		t.Parallel()
		for base, want := range map[string]string{
			"https://proxy.example.test":          "https://proxy.example.test/v1/checks/CHK1",
			"https://proxy.example.test/":         "https://proxy.example.test/v1/checks/CHK1",
			"https://proxy.example.test:8443/a/b": "https://proxy.example.test:8443/a/b/v1/checks/CHK1",
			"http://127.0.0.1:4711/x/":            "http://127.0.0.1:4711/x/v1/checks/CHK1",
		} {
			sent, err := call(t, fine, truora.WithHosts(truora.Hosts{Checks: base}))
			require.NoError(t, err)
			assert.Equal(t, want, sent[0].URL.String())
			assert.Equal(t, secretKey, sent[0].Header.Get("Truora-API-Key"))
		}
	})
	t.Run("WithRetries", func(t *testing.T) {
		t.Parallel()
		for n := range 3 {
			sent, err := call(t, broken, truora.WithRetries(n))
			require.ErrorIs(t, err, truora.ErrServer)
			assert.Len(t, sent, n+1)
		}
		sent, _ := call(t, broken)
		assert.Len(t, sent, truora.DefaultRetries+1)
	})
	t.Run("WithRetryWait", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			_, err := call(t, broken, truora.WithRetryWait(time.Hour, time.Hour))
			require.Error(t, err)
			assert.Greater(t, time.Since(start), time.Minute)
			assert.LessOrEqual(t, time.Since(start), 3*time.Hour)
		})
	})
	t.Run("WithPolling", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var at []time.Time
			client := newClient(t, func(req *http.Request) (*http.Response, error) {
				at = append(at, time.Now())
				if len(at) == 4 {
					return reply(req, 200, someCheck), nil
				}
				return reply(req, 200, `{"check":{"check_id":"CHK1","status":"in_progress"}}`), nil
			}, truora.WithPolling(time.Hour, time.Hour))
			_, err := client.Checks.Wait(t.Context(), "CHK1", checks.WaitParams{})
			require.NoError(t, err)
			assert.InDelta(t, 1, at[1].Sub(at[0]).Hours(), 0.2)
			assert.InDelta(t, 1, at[3].Sub(at[2]).Hours(), 0.2)
		})
	})
	t.Run("WithLogger", func(t *testing.T) {
		t.Parallel()
		var text strings.Builder
		logger := slog.New(slog.NewTextHandler(&text, &slog.HandlerOptions{Level: slog.LevelDebug}))
		_, err := call(t, broken, truora.WithLogger(logger), truora.WithRetries(1))
		require.Error(t, err)
		assert.Equal(t, 2, strings.Count(text.String(), `op="GET /v1/checks/{check_id}"`))
		assert.Contains(t, text.String(), "level=WARN")
		assert.Contains(t, text.String(), "status=500")
		for _, private := range []string{secretKey, "CHK1", "://"} {
			assert.NotContains(t, text.String(), private)
		}
	})
	t.Run("WithUserAgent", func(t *testing.T) {
		t.Parallel()
		sent, err := call(t, fine, truora.WithUserAgent("shop/1.4"))
		require.NoError(t, err)
		assert.Regexp(t, `^shop/1.4 [\w.-]+/\d`, sent[0].Header.Get("User-Agent"))
	})
	t.Run("WithKey", func(t *testing.T) {
		t.Parallel()
		sent, err := call(t, fine, truora.WithKey("another"))
		require.NoError(t, err)
		assert.Equal(t, "another", sent[0].Header.Get("Truora-API-Key"))
	})
	t.Run("WithKeySource", func(t *testing.T) {
		t.Parallel()
		n := 0
		client, err := truora.New("", truora.WithKeySource(func(context.Context) (string, error) {
			n++
			return fmt.Sprintf("key-%d", n), nil
		}), truora.WithHTTPClient(&http.Client{Transport: trip(func(req *http.Request) (*http.Response, error) {
			assert.Equal(t, fmt.Sprintf("key-%d", n), req.Header.Get("Truora-API-Key"))
			return reply(req, 200, someCheck), nil
		})}))
		require.NoError(t, err)
		for range 2 {
			_, err = client.Checks.Get(t.Context(), "CHK1")
			require.NoError(t, err)
		}
		assert.Equal(t, 2, n)
	})
	t.Run("WithKeySource that fails", func(t *testing.T) {
		t.Parallel()
		sent, err := call(t, fine, truora.WithKeySource(func(context.Context) (string, error) {
			return "", errors.New("vault said: " + secretKey)
		}))
		require.Error(t, err)
		assert.Empty(t, sent)
		assert.NotContains(t, err.Error(), secretKey)
	})
	t.Run("WithLimiter", func(t *testing.T) {
		t.Parallel()
		limiter := &limiter{allow: 2}
		sent, err := call(t, broken, truora.WithLimiter(limiter))
		require.ErrorIs(t, err, errNoBudget)
		assert.Len(t, sent, 2)
	})
	t.Run("WithMaxBody", func(t *testing.T) {
		t.Parallel()
		_, err := call(t, fine, truora.WithMaxBody(10))
		var unread *truora.DecodeError
		require.ErrorAs(t, err, &unread)
		assert.EqualError(t, unread.Err, "the answer is larger than 10 bytes")
		assert.Len(t, unread.Body, 10)
	})
	t.Run("WithHTTPClient", func(t *testing.T) {
		t.Parallel()
		own := &http.Client{Transport: fine, Timeout: time.Hour}
		client, err := truora.New(secretKey, truora.WithHTTPClient(own))
		require.NoError(t, err)
		own.Transport = broken
		_, err = client.Checks.Get(t.Context(), "CHK1")
		require.NoError(t, err, "the client was copied")
		assert.Nil(t, own.CheckRedirect)
	})
}

var errNoBudget = errors.New("no budget")

type limiter struct{ allow int }

func (l *limiter) Wait(context.Context) error {
	if l.allow--; l.allow < 0 {
		return errNoBudget
	}
	return nil
}

func TestWithLeavesTheClientAlone(t *testing.T) {
	t.Parallel()
	var keys []string
	client := newClient(t, func(req *http.Request) (*http.Response, error) {
		keys = append(keys, req.Header.Get("Truora-API-Key"))
		return reply(req, 200, someCheck), nil
	})
	other := client.With(truora.WithKey("token"))
	for _, c := range []*truora.Client{client, other, client} {
		_, err := c.Checks.Get(t.Context(), "CHK1")
		require.NoError(t, err)
	}
	assert.Equal(t, []string{secretKey, "token", secretKey}, keys)
}

func TestWithABadOption(t *testing.T) {
	t.Parallel()
	client := newClient(t, func(*http.Request) (*http.Response, error) {
		t.Error("something was sent")
		return nil, io.EOF
	})
	for _, opt := range []truora.Option{nil, truora.WithRetries(-1), truora.WithKey("")} {
		_, err := client.With(opt).Checks.Get(t.Context(), "CHK1")
		require.ErrorIs(t, err, truora.ErrInvalid)
	}
}

func TestOperation(t *testing.T) {
	t.Parallel()
	var got string
	client := newClient(t, func(req *http.Request) (*http.Response, error) {
		got = truora.Operation(req.Context())
		return reply(req, 200, someCheck), nil
	})
	_, err := client.Checks.Get(t.Context(), "CHK1")
	require.NoError(t, err)
	assert.Equal(t, "GET /v1/checks/{check_id}", got)
	assert.Empty(t, truora.Operation(t.Context()))
}

func TestPrintingAClientHidesTheKey(t *testing.T) {
	t.Parallel()
	client := newClient(t, always(200, someCheck))
	for _, v := range []any{client, *client, client.Checks, *client.Checks, truora.WithKey(secretKey), []any{client}, map[string]any{"c": *client}, struct{ C *truora.Client }{client}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%p", "%T"} {
			assert.NotContains(t, fmt.Sprintf(verb, v), secretKey)
			assert.NotContains(t, fmt.Sprintf(verb, v), fmt.Sprintf("%x", secretKey))
		}
	}
	var text strings.Builder
	slog.New(slog.NewJSONHandler(&text, nil)).Info("x", "client", client, "value", *client)
	assert.NotContains(t, text.String(), secretKey)
	assert.Contains(t, text.String(), "[redacted]")
	out, err := json.Marshal(client)
	require.NoError(t, err)
	assert.NotContains(t, string(out), secretKey)
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	client := newClient(t, func(req *http.Request) (*http.Response, error) {
		id := strings.TrimPrefix(req.URL.Path, "/v1/checks/")
		return reply(req, 200, `{"check":{"check_id":"`+id+`"}}`), nil
	})
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			for j := range 20 {
				id := fmt.Sprintf("CHK%d-%d", i, j)
				check, err := client.With(truora.WithRetries(j%3)).Checks.Get(t.Context(), id)
				if assert.NoError(t, err) {
					assert.Equal(t, id, check.CheckID)
				}
			}
		})
	}
	wg.Wait()
}
