package identity_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
)

const tokenOp = "POST /v1/api-keys"

func starting() identity.StartParams {
	return identity.StartParams{FlowID: "IPF1", RedirectURL: "https://example.com/after"}
}

func TestStart(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		p := starting()
		p.Phones, p.Emails = []string{"+573000000000"}, []string{"ana.diaz@example.com"}
		p.Metadata, p.Lang = map[string]string{"order_id": "A-77"}, apitype.LanguagePortuguese
		started, err := client.Identity.Start(t.Context(), p)
		require.NoError(t, err)
		assert.Equal(t, 2*time.Hour, time.Until(started.ExpiresAt))
		assert.NotEmpty(t, started.AccountID)

		link, err := url.Parse(started.LaunchURL())
		require.NoError(t, err)
		assert.Equal(t, "https://identity.truora.com/", link.Scheme+"://"+link.Host+link.Path)
		assert.Equal(t, url.Values{"token": {started.Token.Reveal()}, "lang": {"pt"}}, link.Query())

		sent, err := url.ParseQuery(string(srv.RequestsTo(tokenOp)[0].Body))
		require.NoError(t, err)
		assert.Equal(t, url.Values{
			"key_type": {"web"}, "grant": {"digital-identity"}, "api_key_version": {"1"}, "flow_id": {"IPF1"}, "country": {"ALL"},
			"redirect_url": {"https://example.com/after"}, "account_id": {started.AccountID}, "phones": {"+573000000000"},
			"emails": {"ana.diaz@example.com"}, "start_variables.metadata.order_id": {"A-77"},
		}, sent)

		srv.Identity.Finish(started.ProcessID)
		result, err := client.Identity.GetResult(t.Context(), started.ProcessID)
		require.NoError(t, err)
		assert.Equal(t, started.AccountID, result.AccountID)
		assert.EqualValues(t, "A-77", result.Metadata["order_id"])
	})
}

// A fresh account id for each call, or the caller's, which may come again.
func TestStartAndAccounts(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		srv.APIKeys.ReuseProcesses(true)
		seen := map[string]bool{}
		for range 20 {
			started, err := client.Identity.Start(t.Context(), starting())
			require.NoError(t, err)
			assert.False(t, seen[started.ProcessID])
			seen[started.ProcessID] = true
		}
		own := starting()
		own.AccountID = "user-001"
		first, err := client.Identity.Start(t.Context(), own)
		require.NoError(t, err)
		again, err := client.Identity.Start(t.Context(), own)
		require.NoError(t, err)
		assert.Equal(t, "user-001", again.AccountID)
		assert.Equal(t, first.ProcessID, again.ProcessID, "the trap that the comment warns of")
	})
}

func TestStartFollowsTheHosts(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		for base, want := range map[string]string{
			"http://127.0.0.1:8080/hosted/":    "http://127.0.0.1:8080/hosted/?token=",
			"https://identity.example.com":     "https://identity.example.com/?token=",
			"https://proxy.example.com/truora": "https://proxy.example.com/truora/?token=",
		} {
			started, err := client.With(truora.WithHosts(truora.Hosts{Page: base})).Identity.Start(t.Context(), starting())
			require.NoError(t, err)
			assert.Equal(t, want+url.QueryEscape(started.Token.Reveal()), started.LaunchURL())
		}
		created, err := client.With(truora.WithHosts(truora.Hosts{Page: "https://identity.example.com"})).APIKeys.Create(t.Context(), apikeys.CreateParams{
			KeyType: apikeys.KeyTypeWeb, Grant: apikeys.GrantDigitalIdentity, FlowID: "IPF1", Country: apitype.CountryAll, RedirectURL: "https://example.com/after",
		})
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(created.Token().LaunchURL(), "https://identity.example.com/?token="))
		for _, sent := range srv.Requests() {
			assert.Equal(t, "api.account.truora.com", sent.Host, "nothing is sent to the page")
		}
		for _, base := range []string{"http://pages.example.com", "https://example.com/?a=b", "/hosted", "http://identity.truora.com"} {
			_, err := client.With(truora.WithHosts(truora.Hosts{Page: base})).Identity.Start(t.Context(), starting())
			require.ErrorIs(t, err, truora.ErrInvalid, base)
		}
	})
}

func TestStartRefuses(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*identity.StartParams){
		"no flow":              func(p *identity.StartParams) { p.FlowID = "" },
		"no redirect":          func(p *identity.StartParams) { p.RedirectURL = "" },
		"a relative redirect":  func(p *identity.StartParams) { p.RedirectURL = "/after" },
		"account with a path":  func(p *identity.StartParams) { p.AccountID = "../x" },
		"a nameless value":     func(p *identity.StartParams) { p.Metadata = map[string]string{"": "x"} },
		"phone without a plus": func(p *identity.StartParams) { p.Phones = []string{"573000000000"} },
		"phone with blanks":    func(p *identity.StartParams) { p.Phones = []string{"+57 300 0000000"} },
		"phone, other digits":  func(p *identity.StartParams) { p.Phones = []string{"+٥٧٣٠٠٠٠٠٠٠٠٠"} },
		"phones in one":        func(p *identity.StartParams) { p.Phones = []string{"+573000000000,+573000000001"} },
		"an empty phone":       func(p *identity.StartParams) { p.Phones = []string{""} },
		"email with a name":    func(p *identity.StartParams) { p.Emails = []string{"Ana <ana@example.com>"} },
		"emails in one":        func(p *identity.StartParams) { p.Emails = []string{"a@example.com,b@example.com"} },
		"email, a comma":       func(p *identity.StartParams) { p.Emails = []string{`"a,b"@example.com`} },
		"no address":           func(p *identity.StartParams) { p.Emails = []string{"nobody"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, mock := areatest.Client(t)
			p := starting()
			change(&p)
			_, err := client.Identity.Start(t.Context(), p)
			require.ErrorIs(t, err, truora.ErrInvalid)
			assert.Zero(t, mock.GetTotalCallCount())
			for _, value := range append(p.Phones, p.Emails...) {
				if value != "" {
					assert.NotContains(t, err.Error(), value)
				}
			}
		})
	}
}

// The answer of the token call, spoilt.
func TestStartWithOddTokens(t *testing.T) {
	token := func(claims string) string {
		return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
	}
	for name, tt := range map[string]struct {
		body string
		want string // process id; "" if there is none to be had
	}{
		"the other name":       {`{"code":"` + token(`{"additional_data":"{\"process_id\":\"IDP1\"}"}`) + `"}`, "IDP1"},
		"an object":            {`{"api_key":"` + token(`{"additional_data":{"process_id":"IDP2"},"exp":"1999999999"}`) + `"}`, "IDP2"},
		"no process":           {`{"api_key":"` + token(`{"additional_data":"{}"}`) + `"}`, ""},
		"process is a number":  {`{"api_key":"` + token(`{"additional_data":"{\"process_id\":7}"}`) + `"}`, ""},
		"no additional data":   {`{"api_key":"` + token(`{}`) + `"}`, ""},
		"claims are no object": {`{"api_key":"` + token(`[]`) + `"}`, ""},
		"no JWT":               {`{"api_key":"opaque"}`, ""},
		"no token":             {`{"message":"done"}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
				srv.Fail(tokenOp, truoratest.Answer{Body: tt.body})
				started, err := client.Identity.Start(t.Context(), starting())
				if tt.want != "" {
					require.NoError(t, err)
					assert.Equal(t, tt.want, started.ProcessID)
					return
				}
				var unread *truora.DecodeError
				require.ErrorAs(t, err, &unread)
				assert.Equal(t, tt.body, string(unread.Body), "the answer is not lost")
				assert.NotContains(t, err.Error(), "e30")
				assert.Len(t, srv.RequestsTo(tokenOp), 1)
			})
		})
	}
}

func TestStartWhoseAnswerIsLost(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		srv.LoseAnswer(tokenOp)
		_, err := client.Identity.Start(t.Context(), starting())
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		require.Len(t, srv.RequestsTo(tokenOp), 1)
		_, err = client.Identity.Start(t.Context(), starting())
		require.NoError(t, err)
	})
}

func TestStartedPrintsNoLink(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, _ *truoratest.Server, client *truora.Client) {
		started, err := client.Identity.Start(t.Context(), starting())
		require.NoError(t, err)
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", started, "w", *started)
		text := fmt.Sprintf("%v %+v %#v", started, *started, started) + log.String()
		assert.NotContains(t, text, started.Token.Reveal())
		assert.Contains(t, text, started.ProcessID)
	})
}

// The error of a call for the token under the backend key says what to do.
func TestCreateWithoutATokenExplainsItself(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		want := func(err error, hinted bool) {
			t.Helper()
			said, ok := err.(*truora.Error) //nolint:errorlint // the test is about this very value
			require.True(t, ok)
			if hinted {
				assert.Contains(t, said.Hint, "Identity.Start")
				assert.Contains(t, err.Error(), "Identity.Start")
			} else {
				assert.NotContains(t, said.Hint, "Identity.Start")
			}
		}
		_, err := client.Identity.Create(t.Context(), identity.CreateParams{})
		require.ErrorIs(t, err, truora.ErrForbidden)
		want(err, true)

		started, err := client.Identity.Start(t.Context(), starting())
		require.NoError(t, err)
		person := client.With(truora.WithKey(started.Token.Reveal())).Identity
		_, err = person.Create(t.Context(), identity.CreateParams{})
		require.NoError(t, err)
		_, err = person.GetResult(t.Context(), started.ProcessID)
		want(err, false)
		time.Sleep(3 * time.Hour)
		_, err = person.Create(t.Context(), identity.CreateParams{})
		require.ErrorIs(t, err, truora.ErrExpired)
		want(err, false)

		srv.Fail("POST /v1/processes", truoratest.Answer{Status: 403, Body: `{"message":"Missing Authentication Token"}`})
		_, err = client.Identity.Create(t.Context(), identity.CreateParams{})
		want(err, false)
	})
}
