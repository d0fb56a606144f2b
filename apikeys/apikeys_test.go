package apikeys_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
)

func TestParamsAreCheckedBeforeSending(t *testing.T) {
	t.Parallel()
	change := func(f func(*apikeys.CreateParams)) apikeys.CreateParams {
		p := web()
		f(&p)
		return p
	}
	for name, p := range map[string]apikeys.CreateParams{
		"no type":             {},
		"backend, no name":    {KeyType: apikeys.KeyTypeBackend},
		"web, no grant":       {KeyType: apikeys.KeyTypeWeb},
		"sdk, no grant":       {KeyType: apikeys.KeyTypeSDK},
		"no flow":             change(func(p *apikeys.CreateParams) { p.FlowID = "" }),
		"no country":          change(func(p *apikeys.CreateParams) { p.Country = "" }),
		"no redirect":         change(func(p *apikeys.CreateParams) { p.RedirectURL = "" }),
		"a relative redirect": change(func(p *apikeys.CreateParams) { p.RedirectURL = "/after" }),
		"account":             change(func(p *apikeys.CreateParams) { p.AccountID = "ana díaz" }),
		"account with a path": change(func(p *apikeys.CreateParams) { p.AccountID = "a/b" }),
		"version":             change(func(p *apikeys.CreateParams) { p.APIKeyVersion = "2" }),
		"two kinds of phone":  change(func(p *apikeys.CreateParams) { p.Phone, p.Phones = "+1", []string{"+2"} }),
		"metadata":            change(func(p *apikeys.CreateParams) { p.Metadata = apikeys.Metadata{"": "x"} }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mock := areatest.Client(t)
			_, err := client.APIKeys.Create(t.Context(), p)
			require.ErrorIs(t, err, truora.ErrInvalid)
			assert.Zero(t, mock.GetTotalCallCount())
		})
	}
	require.NoError(t, web().Validate())
	require.NoError(t, apikeys.CreateParams{KeyType: apikeys.KeyTypeWeb, Grant: apikeys.GrantSignals}.Validate())
	require.NoError(t, apikeys.CreateParams{KeyType: apikeys.KeyTypeSDK, Grant: apikeys.GrantValidations}.Validate())
}

// jwt makes a key with the claims in a given base64.
func jwt(claims string, enc *base64.Encoding) apikeys.Token {
	return apikeys.NewToken("e30." + enc.EncodeToString([]byte(claims)) + ".c2ln")
}

func TestClaims(t *testing.T) {
	t.Parallel()
	full := `{"iss":"https://issuer.example.com","iat":1664204700,"exp":1664211900,"jti":"1","client_id":"TCI1","account_id":"user-001",` +
		`"additional_data":"{\"country\":\"ALL\",\"flow_id\":\"IPF1\",\"redirect_url\":\"https://example.com/\",\"process_id\":\"IDP1\"}",` +
		`"grant":"digital-identity","key_name":"k","key_type":"web","username":"u","application_id":"","new":[1]}`
	for _, enc := range []*base64.Encoding{base64.RawURLEncoding, base64.URLEncoding} {
		c, err := jwt(full, enc).Claims()
		require.NoError(t, err)
		assert.Equal(t, "IDP1", c.ProcessID)
		assert.Equal(t, "IPF1", c.FlowID)
		assert.Equal(t, apitype.CountryAll, c.Country)
		assert.Equal(t, "user-001", c.AccountID)
		assert.Equal(t, apikeys.KeyTypeWeb, c.KeyType)
		assert.Equal(t, 2*time.Hour, c.ExpiresAt.Sub(c.IssuedAt))
		assert.Contains(t, string(c.RawJSON()), `"new":[1]`)
	}
	for name, tt := range map[string]struct{ claims, process string }{
		"backend":             {`{"additional_data":"{}","exp":"1664211900"}`, ""},
		"no additional data":  {`{}`, ""},
		"it is an object":     {`{"additional_data":{"process_id":"IDP2"}}`, "IDP2"},
		"it is not JSON":      {`{"additional_data":"nonsense"}`, ""},
		"it is null":          {`{"additional_data":null,"exp":null}`, ""},
		"odd times":           {`{"exp":true,"iat":"soon","additional_data":"{\"process_id\":\"IDP3\"}"}`, "IDP3"},
		"a slash and a plus?": {`{"account_id":"ÿþ>>??","additional_data":"{\"process_id\":\"IDP4\"}"}`, "IDP4"},
	} {
		c, err := jwt(tt.claims, base64.RawURLEncoding).Claims()
		require.NoError(t, err, name)
		assert.Equal(t, tt.process, c.ProcessID, name)
	}
	c, err := jwt(`{"exp":"1664211900"}`, base64.RawURLEncoding).Claims()
	require.NoError(t, err)
	assert.Equal(t, int64(1664211900), c.ExpiresAt.Unix(), "a number as text")
	assert.True(t, c.IssuedAt.IsZero())

	for _, bad := range []string{"", "a", "a.b", "a.!!!.c", "a.bm9uc2Vuc2U.c", "a.W10.c", "a.b.c.d", "secretpart.bm9uc2Vuc2U.x"} {
		_, err := apikeys.NewToken(bad).Claims()
		require.Error(t, err, bad)
		assert.NotContains(t, err.Error(), "secretpart")
	}
}

func FuzzClaims(f *testing.F) {
	f.Add("e30.e30.c2ln")
	f.Add("a.eyJhZGRpdGlvbmFsX2RhdGEiOiJ7fSJ9.b")
	f.Fuzz(func(t *testing.T, key string) {
		c, err := apikeys.NewToken(key).Claims()
		if (c == nil) == (err == nil) {
			t.Fatal("neither claims nor an error")
		}
	})
}

// A token opens a process: no way of printing shows it.
func TestTokenIsNeverPrinted(t *testing.T) {
	t.Parallel()
	const secret = "sesame.open.now"
	created, err := areatest.Answering(t, 200, `{"api_key":"`+secret+`","message":"API key created successfully"}`).APIKeys.Create(t.Context(), web())
	require.NoError(t, err)
	token := created.Token()
	var printed []string
	for _, value := range []any{
		token, &token, created, *created,
		struct{ Token apikeys.Token }{token},
		struct{ token apikeys.Token }{token},
		[]apikeys.Token{token},
		map[string]apikeys.Token{"k": token},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t"} {
			printed = append(printed, fmt.Sprintf(verb, value))
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", value)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", value)
		printed = append(printed, log.String())
	}
	text, err := json.Marshal(created)
	require.NoError(t, err)
	printed = append(printed, string(text), token.String(), token.GoString())
	all := strings.Join(printed, "\n")
	assert.NotContains(t, all, "sesame")
	assert.NotContains(t, all, fmt.Sprintf("%x", "sesame"))
	assert.NotContains(t, all, fmt.Sprintf("%X", "sesame"))
	assert.NotContains(t, all, strings.Trim(fmt.Sprintf("%d", []byte("sesame")), "[]"))
	assert.Contains(t, all, "[redacted]")
	assert.Empty(t, apikeys.Token{}.Reveal())
	assert.True(t, apikeys.Token{}.IsZero())
}

func TestErrorsDoNotRepeatThePerson(t *testing.T) {
	t.Parallel()
	p := web()
	p.Emails, p.AccountID = []string{"ana.diaz@example.com"}, "Ana.Diaz"
	_, err := areatest.Answering(t, 400, `{"code":10400,"message":"no ana.diaz@example.com for Ana.Diaz: enrollment not found"}`).APIKeys.Create(t.Context(), p)
	require.ErrorIs(t, err, truora.ErrInvalid)
	assert.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), "iaz")
	assert.Contains(t, err.Error(), "enrollment not found")
}

const createOp = "POST /v1/api-keys"

func TestOnTheFake(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := truoratest.NewServer(t)
		client := srv.Client()
		created, err := client.APIKeys.Create(t.Context(), web())
		require.NoError(t, err)
		claims, err := created.Token().Claims()
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(claims.ProcessID, "IDP"))
		assert.WithinDuration(t, time.Now().Add(2*time.Hour), claims.ExpiresAt, time.Second)
		assert.Equal(t, "api.account.truora.com", srv.RequestsTo(createOp)[0].Host)

		// A lost answer: sent once, and the caller gets an error.
		srv.LoseAnswer(createOp)
		_, err = client.APIKeys.Create(t.Context(), web())
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		assert.Len(t, srv.RequestsTo(createOp), 2)
		assert.Empty(t, srv.Billed())

		backend, err := client.APIKeys.Create(t.Context(), apikeys.CreateParams{KeyType: apikeys.KeyTypeBackend, KeyName: "server"})
		require.NoError(t, err)
		other := client.With(truora.WithKey(backend.Token().Reveal()))
		count := 0
		srv.SetPageSize(1)
		for key, err := range other.APIKeys.All(t.Context(), apikeys.ListParams{}) {
			require.NoError(t, err)
			assert.NotEmpty(t, key.APIKeyID)
			count++
		}
		assert.Equal(t, 3, count, "the lost call created a key too")
		srv.LoseAnswer("DELETE /v1/api-keys/{api_key_id}")
		err = client.APIKeys.Delete(t.Context(), "server")
		require.NoError(t, err, "gone is gone")
		_, err = other.APIKeys.List(t.Context(), apikeys.ListParams{})
		require.ErrorIs(t, err, truora.ErrForbidden)

		// A web token is no backend key.
		_, err = client.With(truora.WithKey(created.Token().Reveal())).APIKeys.List(t.Context(), apikeys.ListParams{})
		require.ErrorIs(t, err, truora.ErrForbidden)
	})
}

// Truora documents repeated fields. Others send one field with commas, or numbered ones.
func TestPrefilledValuesInEveryForm(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		p := web()
		p.Emails, p.Phones = []string{"a@example.com", "b@example.com"}, []string{"+573000000000", "573000000001"}
		_, err := client.APIKeys.Create(t.Context(), p)
		require.NoError(t, err)
		sent := srv.RequestsTo("POST /v1/api-keys")
		assert.Contains(t, string(sent[0].Body), "emails=a%40example.com&emails=b%40example.com")
		assert.Contains(t, string(sent[0].Body), "phones=%2B573000000000&phones=573000000001")
	})
}

func TestTestTokensLive15Minutes(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, _ *truoratest.Server, client *truora.Client) {
		for kind, life := range map[apikeys.KeyType]time.Duration{apikeys.KeyTypeTest: 15 * time.Minute, apikeys.KeyTypeWeb: 2 * time.Hour} {
			p := web()
			p.KeyType = kind
			created, err := client.APIKeys.Create(t.Context(), p)
			require.NoError(t, err)
			claims, err := created.Token().Claims()
			require.NoError(t, err)
			assert.Equal(t, kind, claims.KeyType)
			assert.NotEmpty(t, claims.ProcessID)
			assert.Equal(t, life, claims.ExpiresAt.Sub(claims.IssuedAt))
		}
	})
}

func TestLaunchURLIn(t *testing.T) {
	t.Parallel()
	token := apikeys.NewToken("a.b+c.d")
	assert.Equal(t, token.LaunchURL()+"&lang=pt", token.LaunchURLIn(apitype.LanguagePortuguese))
	assert.Equal(t, "https://identity.truora.com/?token=a.b%2Bc.d&lang=a%26token%3Dx", token.LaunchURLIn("a&token=x"))
}
