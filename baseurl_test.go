package truora_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

// A program that makes its client with FromEnv is pointed at another Truora from
// outside, with all hosts, links and the page.
func TestBaseURL(t *testing.T) {
	srv := truoratest.NewServer(t)
	base := strings.TrimSuffix(srv.Start().Checks, "/api.checks.truora.com")
	t.Setenv("TRUORA_API_KEY", truoratest.APIKey)
	for _, spelled := range []string{base, base + "/"} {
		t.Setenv("TRUORA_BASE_URL", spelled)
		client, err := truora.FromEnv()
		require.NoError(t, err)
		_, err = client.Checks.Create(t.Context(), checks.CreateParams{
			Country: apitype.CountryColombia, Type: "person", NationalID: "1000000001", UserAuthorized: true,
		})
		require.NoError(t, err)
		token := func(c *truora.Client) apikeys.Token {
			created, err := c.APIKeys.Create(t.Context(), apikeys.CreateParams{
				KeyType: apikeys.KeyTypeWeb, Grant: apikeys.GrantDigitalIdentity, FlowID: "IPF1", Country: apitype.CountryAll,
				RedirectURL: "https://example.com",
			})
			require.NoError(t, err)
			return created.Token()
		}
		made := token(client)
		assert.Equal(t, base+"/identity.truora.com/?token="+made.Reveal(), made.LaunchURL())
		assert.Equal(t, made.LaunchURL()+"&lang=pt", made.LaunchURLIn(apitype.LanguagePortuguese))

		usual := token(srv.Client(truora.WithHosts(truora.Hosts{Page: "https://identity.truora.com"})))
		assert.Equal(t, apikeys.NewToken(usual.Reveal()), usual, "tokens of the usual page are equal if their keys are")
	}
	assert.Len(t, srv.RequestsTo("POST /v1/checks"), 2)

	_, err := truora.FromEnv(truora.WithHosts(truora.Hosts{Files: "http://files.example.com"}))
	require.ErrorContains(t, err, "host Files", "options come after the environment")
}

func TestBaseURLsThatAreRefused(t *testing.T) {
	t.Setenv("TRUORA_API_KEY", "not-a-real-key")
	for _, c := range []struct{ base, insecure, want string }{
		{"http://sandbox:8080", "", "must be https"},
		{"http://sandbox:8080", "0", "must be https"},
		{"http://sandbox:8080", "1", ""},
		{"http://localhost:8080", "", ""},
		{"https://sandbox.example.com/truora", "", ""},
		{"http://api.checks.truora.com", "1", "Truora's own"},
		{"", "yes", "TRUORA_INSECURE_HTTP"},
		{"sandbox:8080", "1", "TRUORA_BASE_URL"},
		{"http://user:secret@localhost", "", "TRUORA_BASE_URL"},
	} {
		t.Setenv("TRUORA_BASE_URL", c.base)
		t.Setenv("TRUORA_INSECURE_HTTP", c.insecure)
		_, err := truora.FromEnv()
		if c.want == "" {
			assert.NoError(t, err, "%+v", c)
			continue
		}
		require.ErrorContains(t, err, c.want, "%+v", c)
		assert.NotContains(t, err.Error(), "secret")
	}
}
