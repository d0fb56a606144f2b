package apikeys_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/areatest"
)

const host = "https://api.account.truora.com"

// web are the least params of a web token.
func web() apikeys.CreateParams {
	return apikeys.CreateParams{
		KeyType: apikeys.KeyTypeWeb, Grant: apikeys.GrantDigitalIdentity, FlowID: "IPF1", Country: apitype.CountryAll,
		RedirectURL: "https://example.com/after",
	}
}

func TestWire(t *testing.T) {
	t.Parallel()
	areatest.Run(t, map[string]areatest.Row{
		"Create": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				p := web()
				p.APIKeyVersion, p.AccountID, p.DocumentType = "1", "user-001", apitype.DocumentTypeNationalID
				p.Emails, p.Phones = []string{"a@example.com", "b@example.com"}, []string{"+573000000000"}
				p.Metadata = apikeys.Metadata{"order_id": "A 77&", "b": "2"}
				return c.APIKeys.Create(ctx, p)
			},
			Method: "POST", URL: host + "/v1/api-keys", Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
			Form: "account_id=user-001&api_key_version=1&country=ALL&document_type=national-id&emails=a%40example.com&emails=b%40example.com" +
				"&flow_id=IPF1&grant=digital-identity&key_type=web&phones=%2B573000000000&redirect_url=https%3A%2F%2Fexample.com%2Fafter" +
				"&start_variables.metadata.b=2&start_variables.metadata.order_id=A+77%26",
			Status: 200, Answer: `{"api_key":"header.payload.signature","message":"API key created successfully","new":1}`,
			Want: func(t *testing.T, got any) {
				created := got.(*apikeys.Created)
				assert.Equal(t, "header.payload.signature", created.Token().Reveal())
				assert.Equal(t, "https://identity.truora.com/?token=header.payload.signature", created.Token().LaunchURL())
				assert.Contains(t, string(created.RawJSON()), `"new":1`)
			},
		},
		"Create, the token under its other name": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.APIKeys.Create(ctx, apikeys.CreateParams{KeyType: apikeys.KeyTypeBackend, KeyName: "server"})
			},
			Method: "POST", URL: host + "/v1/api-keys", Form: "key_name=server&key_type=backend",
			Status: 200, Answer: `{"code":"a.b.c","message":"x"}`,
			Want: func(t *testing.T, got any) { assert.Equal(t, "a.b.c", got.(*apikeys.Created).Token().Reveal()) },
		},
	})
}
