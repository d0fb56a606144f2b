package truora_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
)

var sentinels = []error{
	truora.ErrInvalid, truora.ErrUnauthorized, truora.ErrForbidden, truora.ErrNotFound, truora.ErrConflict, truora.ErrExpired,
	truora.ErrRateLimited, truora.ErrServer, truora.ErrPartial, truora.ErrOutcomeUnknown, truora.ErrNotReady, truora.ErrUnchanged,
}

func assertKinds(t *testing.T, err error, want ...error) {
	t.Helper()
	for _, sentinel := range sentinels {
		is := false
		for _, w := range want {
			is = is || errors.Is(w, sentinel)
		}
		assert.Equal(t, is, errors.Is(err, sentinel), "%v is %v", err, sentinel)
	}
}

func TestWhatAnErrorIs(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status int
		body   string
		want   []error
		text   string
	}{
		"400":            {400, `{"code":10400,"message":"Invalid request: native country was expected"}`, []error{truora.ErrInvalid}, "truora: GET /v1/checks/{check_id}: 400: Invalid request: native country was expected"},
		"400 as 404":     {400, `{"code":10404,"message":""}`, []error{truora.ErrInvalid}, "truora: GET /v1/checks/{check_id}: 400: Bad Request"},
		"400 limit":      {400, `{"message":"max rate limit reached"}`, []error{truora.ErrRateLimited}, "max rate limit"},
		"400 same":       {400, `{"code":10400,"message":"Invalid request: config already exists"}`, []error{truora.ErrUnchanged}, "config already exists"},
		"400 default":    {400, `{"code":10400,"message":"Invalid request: the configuration already has the default value"}`, []error{truora.ErrUnchanged}, "default value"},
		"401":            {401, `{"message":"Unauthorized"}`, []error{truora.ErrUnauthorized}, "401: Unauthorized"},
		"403":            {403, `{"message":"Missing Authentication Token"}`, []error{truora.ErrForbidden}, "(this host has no such path: check the hosts)"},
		"403 deny":       {403, `{"message":"User is not authorized to access this resource with an explicit deny"}`, []error{truora.ErrForbidden}, "(the key has no grant for this, or it has expired)"},
		"403 expired":    {403, `{"code":10403,"message":"User is not authorized to access this resource with an explicit deny: the api key has expired"}`, []error{truora.ErrForbidden, truora.ErrExpired}, "expired"},
		"404":            {404, `{"code":10404,"http_code":404,"message":"Resource not found"}`, []error{truora.ErrNotFound}, "truora: GET /v1/checks/{check_id}: 404: Resource not found"},
		"409":            {409, `{"code":10409,"message":"x"}`, []error{truora.ErrConflict}, "409: x"},
		"409 under 400":  {400, `{"message":"Invalid current step"}`, []error{truora.ErrConflict}, "400"},
		"410":            {410, ``, []error{truora.ErrExpired}, "410: Gone"},
		"410 under 400":  {400, `{"message":"process expired"}`, []error{truora.ErrExpired}, "400"},
		"422":            {422, `{"code":10422}`, []error{truora.ErrInvalid}, "422"},
		"429":            {429, `{"code":10400,"http_code":429,"message":"too many"}`, []error{truora.ErrRateLimited}, "429: too many"},
		"418":            {418, ``, nil, "418: I'm a teapot"},
		"500":            {500, `{"code":10500,"message":"Internal server error, try again later"}`, []error{truora.ErrServer}, "500"},
		"502 HTML":       {502, `<html><title>502 Bad Gateway</title></html>`, []error{truora.ErrServer}, "502: 502 Bad Gateway"},
		"207":            {207, `{"message":"partially","undeleted_template_names":["a"]}`, []error{truora.ErrPartial}, "207: partially: a"},
		"599":            {599, ``, []error{truora.ErrServer}, "599: no message"},
		"queued already": {400, `{"code":10400,"http_code":400,"message":"Invalid request: segment is already queued for computation"}`, []error{truora.ErrConflict}, "400"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, always(tt.status, tt.body)).Checks.Get(t.Context(), "CHK1")
			assertKinds(t, err, tt.want...)
			var e *truora.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, tt.status, e.StatusCode)
			assert.Equal(t, "GET /v1/checks/{check_id}", e.Op)
			assert.Equal(t, tt.body, string(e.Body))
			assert.Contains(t, err.Error(), tt.text)
		})
	}
}

func TestErrorFields(t *testing.T) {
	t.Parallel()
	_, err := newClient(t, func(req *http.Request) (*http.Response, error) {
		resp := reply(req, 429, `{"code":"10400","message":"slow down","hint":"less"}`)
		resp.Header = http.Header{"X-Amzn-Requestid": {"req-1"}, "Retry-After": {"120"}}
		return resp, nil
	}).Checks.Get(t.Context(), "CHK1")
	var e *truora.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, 10400, e.Code)
	assert.Equal(t, "slow down", e.Message)
	assert.Equal(t, "less", e.Hint)
	assert.Equal(t, "req-1", e.RequestID)
	assert.Equal(t, 2*time.Minute, e.RetryAfter)
}

func TestOutcomeUnknown(t *testing.T) {
	t.Parallel()
	sent := 0
	client := newClient(t, func(*http.Request) (*http.Response, error) { sent++; return nil, io.ErrUnexpectedEOF })
	forced := someone()
	forced.ForceCreation = true

	_, err := client.Checks.Create(t.Context(), forced)
	assertKinds(t, err, truora.ErrOutcomeUnknown)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.Equal(t, 1, sent, "a forced check is bought once")
	assert.EqualError(t, err, "truora: POST /v1/checks: unexpected EOF (whether it was carried out is unknown)")

	sent = 0
	_, err = client.Checks.Create(t.Context(), someone())
	assertKinds(t, err, truora.ErrOutcomeUnknown)
	assert.Equal(t, 1+truora.DefaultRetries, sent, "an equal check is not bought twice")

	sent = 0
	_, err = client.Checks.Get(t.Context(), "CHK1")
	assertKinds(t, err)
	assert.Equal(t, 1+truora.DefaultRetries, sent)
}

func TestInvalidIsNotSent(t *testing.T) {
	t.Parallel()
	client := newClient(t, func(*http.Request) (*http.Response, error) {
		t.Error("something was sent")
		return nil, io.EOF
	})
	params := someone()
	params.UserAuthorized = false
	_, err := client.Checks.Create(t.Context(), params)
	assertKinds(t, err, truora.ErrInvalid)
	assert.EqualError(t, err, "truora: POST /v1/checks: not sent: user_authorized must be true: the subject has to consent")
	_, err = client.Checks.Get(t.Context(), "..")
	assertKinds(t, err, truora.ErrInvalid)
}

func TestDecodeError(t *testing.T) {
	t.Parallel()
	body := `{"check":{"check_id":1000000001}}`
	_, err := newClient(t, always(201, body)).Checks.Create(t.Context(), someone())
	var e *truora.DecodeError
	require.ErrorAs(t, err, &e)
	assert.Equal(t, body, string(e.Body))
	assert.Equal(t, 201, e.StatusCode)
	assert.EqualError(t, err, "truora: POST /v1/checks: the answer cannot be read: /check/check_id is a number, not a string")
	assertKinds(t, err)
	assertPrintsNothing(t, err, "1000000001")
}

// assertPrintsNothing prints v in every way and looks for the secrets.
func assertPrintsNothing(t *testing.T, v error, secrets ...string) {
	t.Helper()
	var text strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		fmt.Fprintf(&text, verb+"\n", v)
		fmt.Fprintf(&text, verb+"\n", []error{v})
	}
	slog.New(slog.NewJSONHandler(&text, nil)).Error("x", "err", v)
	slog.New(slog.NewTextHandler(&text, nil)).Error("x", "err", v)
	for inner := v; inner != nil; inner = errors.Unwrap(inner) {
		text.WriteString(inner.Error())
	}
	for _, secret := range secrets {
		assert.NotContains(t, text.String(), secret)
		assert.NotContains(t, text.String(), fmt.Sprintf("%x", secret))
	}
}

// A server that repeats everything it was sent, and a transport whose errors
// hold the URL.
func TestErrorsSayNothingAboutAnybody(t *testing.T) {
	t.Parallel()
	params := someone()
	params.FirstName, params.LastName, params.PhoneNumber, params.CustomInput = "ANA MARIA", "PRUEBA", "+57 3000000000", "ref-77"
	secrets := []string{"1000000001", "ANA MARIA", "PRUEBA", "3000000000", "ref-77", secretKey, "://", "CHK77"}
	for name, answer := range map[string]trip{
		"echo": func(req *http.Request) (*http.Response, error) {
			body, _ := io.ReadAll(req.Body)
			form, _ := url.ParseQuery(string(body))
			return reply(req, 400, fmt.Sprintf(`{"message":"bad %v by %s at %s"}`, form, req.Header.Get("Truora-API-Key"), req.URL)), nil
		},
		"transport": func(req *http.Request) (*http.Response, error) { return nil, fmt.Errorf("cannot reach %s", req.URL) },
		"context":   func(*http.Request) (*http.Response, error) { return nil, context.DeadlineExceeded },
		"redirect": func(req *http.Request) (*http.Response, error) {
			resp := reply(req, 307, "")
			resp.Header.Set("Location", "https://evil.test/?key="+secretKey)
			return resp, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, answer).Checks.Create(t.Context(), params)
			require.Error(t, err)
			assertPrintsNothing(t, err, secrets...)
		})
	}
	t.Run("path", func(t *testing.T) {
		t.Parallel()
		_, err := newClient(t, always(404, `{"message":"no CHK77 here"}`)).Checks.Get(t.Context(), "CHK77")
		assertPrintsNothing(t, err, secrets...)
		assert.ErrorContains(t, err, "no [redacted] here")
	})
	t.Run("JSON", func(t *testing.T) {
		t.Parallel()
		login := checks.SaveCredentialParams{Username: "ana@example.com", Password: "S3cret-word"}
		_, err := newClient(t, always(400, `{"message":"bad S3cret-word of ana@example.com"}`)).Checks.SaveCredential(t.Context(), "DBI1", login)
		assertPrintsNothing(t, err, "S3cret-word", "ana@example.com")
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", login, &login, login), "S3cret")
	})
}
