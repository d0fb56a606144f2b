package contract_test

import (
	"context"
	"errors"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/contacts"
)

func tier(ctx context.Context, d drive) (*contacts.Property, error) {
	return d.client.Contacts.CreateProperty(ctx, contacts.CreatePropertyParams{
		Type: contacts.PropertyTypeEnum, Name: "Tier", IsHidden: true, AllowedValues: contacts.AllowedValues{"gold", "silver"},
	})
}

func ana(ctx context.Context, d drive) (*contacts.Contact, error) {
	property, err := tier(ctx, d)
	if err != nil {
		return nil, err
	}
	return d.client.Contacts.Create(ctx, contacts.CreateParams{
		Name: "Ana Example", PhoneNumber: "+573000000001", ExternalID: "usr_1", Email: "ana@example.com",
		CustomPropertyValues: contacts.Values{property.PropertyID: "gold"},
	})
}

var _ = drives(
	row{Go: "contacts.CreateProperty", Run: func(ctx context.Context, d drive) error {
		_, err := tier(ctx, d)
		return err
	}},
	row{Go: "contacts.ListProperties", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		for range 2 {
			if _, err := tier(ctx, d); err != nil {
				return err
			}
		}
		page, err := d.client.Contacts.ListProperties(ctx, contacts.ListPropertiesParams{})
		if err != nil {
			return err
		}
		_, err = d.client.Contacts.ListProperties(ctx, contacts.ListPropertiesParams{StartKey: page.Next})
		return err
	}},
	row{Go: "contacts.Create", Run: func(ctx context.Context, d drive) error {
		_, err := ana(ctx, d)
		return err
	}},
	row{Go: "contacts.Get", Run: func(ctx context.Context, d drive) error {
		contact, err := ana(ctx, d)
		if err != nil {
			return err
		}
		for key, kind := range map[string]contacts.KeyType{
			contact.ContactID: "", "+573000000001": contacts.KeyTypePhoneNumber, "usr_1": contacts.KeyTypeExternalID,
		} {
			if _, err := d.client.Contacts.Get(ctx, key, contacts.GetParams{KeyType: kind}); err != nil {
				return err
			}
		}
		_, err = d.client.Contacts.Get(ctx, "CNT0", contacts.GetParams{KeyType: contacts.KeyTypeContactID})
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "contacts.Update", Run: func(ctx context.Context, d drive) error {
		contact, err := ana(ctx, d)
		if err != nil {
			return err
		}
		values := contacts.Values{}
		for id := range contact.CustomPropertyValues {
			values[id] = "silver"
		}
		_, err = d.client.Contacts.Update(ctx, "+573000000001", contacts.UpdateParams{
			KeyType: contacts.KeyTypePhoneNumber, Name: "Ana Updated", Email: new("ana.updated@example.com"), EmitSysevent: true, CustomPropertyValues: values,
		})
		return err
	}},
	row{Go: "contacts.Delete", Run: func(ctx context.Context, d drive) error {
		contact, err := ana(ctx, d)
		if err != nil {
			return err
		}
		if err := d.client.Contacts.Delete(ctx, contact.ContactID); err != nil {
			return err
		}
		_, err = d.client.Contacts.Get(ctx, contact.ContactID, contacts.GetParams{})
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "contacts.List", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		for _, id := range []string{"usr_1", "usr_2"} {
			if _, err := d.client.Contacts.Create(ctx, contacts.CreateParams{Name: "Somebody", ExternalID: id}); err != nil {
				return err
			}
		}
		page, err := d.client.Contacts.List(ctx, contacts.ListParams{})
		if err == nil && page.Next == "" {
			err = errors.New("no second page")
		}
		if err != nil {
			return err
		}
		_, err = d.client.Contacts.List(ctx, contacts.ListParams{StartKey: page.Next})
		return err
	}},
)
