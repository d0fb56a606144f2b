package truora_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
)

var sentinels = []error{
	truora.ErrInvalid, truora.ErrUnauthorized, truora.ErrForbidden, truora.ErrNotFound, truora.ErrConflict, truora.ErrExpired,
	truora.ErrRateLimited, truora.ErrServer, truora.ErrPartial, truora.ErrOutcomeUnknown, truora.ErrNotReady, truora.ErrUnchanged,
	truora.ErrRefused,
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
	forms := []any{v, []error{v}, []any{v}, map[string]any{"err": v}, struct{ Err error }{v}}
	if e, ok := errors.AsType[*truora.Error](v); ok {
		forms = append(forms, *e, []truora.Error{*e}, map[string]truora.Error{"err": *e})
	}
	if e, ok := errors.AsType[*truora.DecodeError](v); ok {
		forms = append(forms, *e, []truora.DecodeError{*e})
	}
	if cause := errors.Unwrap(v); cause != nil {
		forms = append(forms, cause, struct{ cause any }{cause})
	}
	// Under a verb that does not fit, fmt would look behind the pointer.
	fmt.Fprintf(&text, "%[1]v %+[1]v %#[1]v", struct{ err error }{v})
	for _, form := range forms {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			fmt.Fprintf(&text, verb+"\n", form)
		}
		for _, handler := range []slog.Handler{slog.NewJSONHandler(&text, nil), slog.NewTextHandler(&text, nil)} {
			slog.New(handler).Error("x", "err", form)
		}
		marshalled, err := json.Marshal(form)
		fmt.Fprintln(&text, string(marshalled), err)
	}
	for inner := v; inner != nil; inner = errors.Unwrap(inner) {
		text.WriteString(inner.Error())
	}
	for _, secret := range secrets {
		assert.NotContains(t, text.String(), secret)
		assert.NotContains(t, text.String(), fmt.Sprintf("%x", secret))
		assert.NotContains(t, text.String(), strings.Trim(fmt.Sprintf("%v", []byte(secret)), "[]"))
		assert.NotContains(t, text.String(), base64.StdEncoding.EncodeToString([]byte(secret))[:4*(len(secret)/3)])
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
		login := checks.SaveCredentialParams{Username: "ana@example.com", Password: apitype.NewSecret("S3cret-word")}
		err := newClient(t, always(400, `{"message":"bad S3cret-word of ana@example.com"}`)).Checks.SaveCredential(t.Context(), "DBI1", login)
		assertPrintsNothing(t, err, "S3cret-word", "ana@example.com")
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", login, &login, login), "S3cret")

		login.Password = apitype.NewSecret("abc")
		err = newClient(t, always(400, `{"message":"abc is weak"}`)).Checks.SaveCredential(t.Context(), "DBI1", login)
		assert.EqualError(t, err, "truora: POST /v1/config/credentials/{database_id}: 400: [redacted] is weak", "no matter how short")
	})
}

func TestErrorsInJSONAreTheirText(t *testing.T) {
	t.Parallel()
	_, err := newClient(t, always(400, `{"message":"no ANA MARIA","hint":"1000000001"}`)).Checks.Create(t.Context(), someone())
	quoted := fmt.Sprintf("%q", err.Error())
	for want, v := range map[string]any{
		quoted: err, "[" + quoted + "]": []error{err}, `{"err":` + quoted + `}`: map[string]any{"err": err}, `{"Err":` + quoted + `}`: struct{ Err error }{err},
	} {
		text, marshalErr := json.Marshal(v)
		require.NoError(t, marshalErr)
		assert.Equal(t, want, string(text))
	}
	_, err = newClient(t, always(200, `["ANA MARIA"]`)).Checks.Get(t.Context(), "CHK1")
	text, marshalErr := json.Marshal([]error{err})
	require.NoError(t, marshalErr)
	assert.Equal(t, fmt.Sprintf("[%q]", err.Error()), string(text))
}

// Whoever walks over an error by reflection, as dumpers do, finds what Truora said
// in the exported fields, and nowhere what was sent.
func TestReflectionFindsNothingThatWasSent(t *testing.T) {
	t.Parallel()
	params := someone()
	params.FirstName = "ANA MARIA"
	dial := fmt.Errorf("cannot reach %s for %s", "https://api.checks.truora.com", "ANA MARIA")
	for _, answer := range []trip{always(400, `{"message":"no"}`), func(*http.Request) (*http.Response, error) { return nil, dial }} {
		_, err := newClient(t, answer).Checks.Create(t.Context(), params)
		var found []string
		texts(reflect.ValueOf(err), &found)
		all := strings.Join(found, "\n")
		assert.Contains(t, all, "POST /v1/checks")
		for _, secret := range []string{"ANA MARIA", "anamaria", "maria", "1000000001", secretKey, "://"} {
			assert.NotContains(t, all, secret)
		}
	}
}

// texts lists the texts that v leads to, in unexported fields too.
func texts(v reflect.Value, found *[]string) {
	switch v.Kind() {
	case reflect.String:
		*found = append(*found, v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			texts(v.Elem(), found)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			texts(field, found)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			*found = append(*found, string(v.Bytes()))
			return
		}
		for i := range v.Len() {
			texts(v.Index(i), found)
		}
	case reflect.Map:
		for key, value := range v.Seq2() {
			texts(key, found)
			texts(value, found)
		}
	default:
	}
}

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"8f14e45f-CEEA-467f": "8f14e45f-CEEA-467f", strings.Repeat("a", 128): strings.Repeat("a", 128),
		strings.Repeat("a", 129): "", strings.Repeat("ANA PRUEBA ", 80_000): "", "a b": "", "ñ": "", "a\u2028": "", "1;DROP": "", "": "",
	} {
		_, err := newClient(t, func(req *http.Request) (*http.Response, error) {
			resp := reply(req, 404, "{}")
			resp.Header = http.Header{"X-Request-Id": {header}}
			return resp, nil
		}).Checks.Get(t.Context(), "CHK1")
		var e *truora.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, want, e.RequestID)
	}
}

// What a transport says may quote what it read. The error says what failed, and
// errors.Is and errors.As still find the cause.
func TestTransportsAreNotQuoted(t *testing.T) {
	t.Parallel()
	quoting := &os.PathError{Op: "read", Path: "/home/ana-prueba/cedula.jpg", Err: os.ErrPermission}
	for _, cause := range []error{
		errors.New(`malformed HTTP status code "ANA"`), quoting, fmt.Errorf("proxy: %w", quoting),
	} {
		_, err := newClient(t, func(*http.Request) (*http.Response, error) { return nil, cause }).Checks.Get(t.Context(), "CHK1")
		require.ErrorIs(t, err, cause)
		assertPrintsNothing(t, err, "ANA", "ana-prueba", "cedula", "malformed")
	}
	_, err := newClient(t, func(*http.Request) (*http.Response, error) { return nil, quoting }).Checks.Get(t.Context(), "CHK1")
	var path *os.PathError
	assert.ErrorAs(t, err, &path)
}

// An error made by hand, as in tests of users, prints as others do.
func TestErrorsMadeByHand(t *testing.T) {
	t.Parallel()
	assert.EqualError(t, &truora.Error{Op: "GET /x", StatusCode: 404}, "truora: GET /x: 404: Not Found")
	assert.EqualError(t, &truora.Error{}, "truora: : no message")
	assert.EqualError(t, &truora.DecodeError{Op: "GET /x"}, "truora: GET /x: the answer cannot be read")
	assert.NoError(t, errors.Unwrap(&truora.Error{}))
}

//nolint:paralleltest // allocations are counted
func TestTextsAreMadeOnce(t *testing.T) {
	_, err := newClient(t, always(400, `{"message":"`+strings.Repeat("no José Núñez 1000000001 ", 1<<20/25)+`"}`)).Checks.Create(t.Context(), someone())
	require.Error(t, err)
	assert.Less(t, testing.AllocsPerRun(10, func() { _ = err.Error() }), 20.0)
}

func BenchmarkErrorText(b *testing.B) {
	client := newClient(b, always(400, `{"message":"`+strings.Repeat("no José Núñez 1000000001 ", 1<<20/25)+`"}`))
	params := someone()
	params.FirstName = "José Núñez"
	_, err := client.Checks.Create(b.Context(), params)
	for b.Loop() {
		_ = err.Error()
	}
}
