package contract_test

import (
	"context"
	"errors"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/identity"
)

var _ = drives(
	row{Go: "apikeys.Create", Run: func(ctx context.Context, d drive) error {
		for _, params := range []apikeys.CreateParams{
			webKey("user-001"),
			{KeyType: apikeys.KeyTypeBackend, KeyName: "server", APIKeyVersion: "1", BillingHub: "DEFAULT"},
			{KeyType: apikeys.KeyTypeSDK, Grant: apikeys.GrantValidations, KeyName: "app"},
		} {
			if _, err := d.client.APIKeys.Create(ctx, params); err != nil {
				return err
			}
		}
		if _, err := d.client.Identity.Start(ctx, identity.StartParams{
			FlowID: "IPF00000000000000000000000000000001", RedirectURL: "https://example.com/after", DocumentType: apitype.DocumentTypeNationalID,
			Phones: []string{"+573000000000"}, Emails: []string{"ana.diaz@example.com"}, Metadata: map[string]string{"order_id": "A-77"},
		}); err != nil {
			return err
		}
		single := webKey("user-002")
		single.Phones, single.Phone = nil, "+573000000000"
		if _, err := d.client.APIKeys.Create(ctx, single); err != nil {
			return err
		}
		wrong := webKey("user-003")
		wrong.FlowID = "no flow"
		_, err := d.client.APIKeys.Create(ctx, wrong)
		return expect(truora.ErrInvalid, err)
	}},
	row{Go: "apikeys.List", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		for _, account := range []string{"user-001", "user-002"} {
			if _, err := d.client.APIKeys.Create(ctx, webKey(account)); err != nil {
				return err
			}
		}
		page, err := d.client.APIKeys.List(ctx, apikeys.ListParams{})
		if err != nil {
			return err
		}
		if page.Next == "" {
			return errors.New("one page only")
		}
		_, err = d.client.APIKeys.List(ctx, apikeys.ListParams{StartKey: page.Next})
		return err
	}},
	row{Go: "apikeys.Delete", Run: func(ctx context.Context, d drive) error {
		if _, err := d.client.APIKeys.Create(ctx, apikeys.CreateParams{KeyType: apikeys.KeyTypeBackend, KeyName: "server"}); err != nil {
			return err
		}
		if err := d.client.APIKeys.Delete(ctx, "server"); err != nil {
			return err
		}
		err := d.client.APIKeys.Delete(ctx, "server")
		return expect(truora.ErrNotFound, err)
	}},
)

func webKey(account string) apikeys.CreateParams {
	return apikeys.CreateParams{
		KeyType: apikeys.KeyTypeWeb, Grant: apikeys.GrantDigitalIdentity, APIKeyVersion: "1", KeyName: "onboarding",
		FlowID: "IPF00000000000000000000000000000001", Country: apitype.CountryAll, RedirectURL: "https://example.com/after?a=1&b=2",
		AccountID: account, DocumentType: apitype.DocumentTypeNationalID,
		Emails: []string{"ana.diaz@example.com"}, Phones: []string{"+573000000000", "+573000000001"},
		Metadata: apikeys.Metadata{"order_id": "A-77", "branch": "north & south"},
	}
}
