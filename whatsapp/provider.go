package whatsapp

import (
	"context"
	"net/url"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// CreateSubscriptionParams configures [Service.CreateSubscription]. unverified:
// which fields Truora requires is not published; Fields are sent under their
// names.
type CreateSubscriptionParams struct {
	WABAID          string `url:"waba_id,omitempty"`
	WABAPhoneNumber string `url:"waba_phone_number,omitempty"`
	Fields          Fields `url:"fields,omitempty"`
}

// Fields are form fields by name.
type Fields map[string]string

// EncodeValues writes each field under its own name.
func (f Fields) EncodeValues(_ string, values *url.Values) error {
	for name, value := range f {
		values.Set(name, value)
	}
	return nil
}

// CreateSubscription subscribes a WhatsApp Business Account. unverified: only the
// title of the operation is public; path, fields and effect are inferred, so it is
// never sent twice.
func (s *Service) CreateSubscription(ctx context.Context, params CreateSubscriptionParams) error {
	return rest.Run(ctx, s.c, rest.Call{Op: opCreateSubscription, Form: params})
}

// SendProviderStatusParams is a provider's report on messages, in the provider's own
// format: for [apitype.ProviderMeta], entry[].changes[].value.statuses[].
type SendProviderStatusParams struct {
	Object string           `json:"object,omitzero"`
	Entry  []map[string]any `json:"entry,omitzero"`
}

// SendProviderStatus posts the states of messages, as WhatsApp's provider posts
// them to Truora. It is not meant for integrators, who learn of deliveries by
// webhook. unverified: path and body are inferred.
func (s *Service) SendProviderStatus(ctx context.Context, provider apitype.Provider, params SendProviderStatusParams) error {
	return rest.Run(ctx, s.c, rest.Call{
		Op: opSendProviderStatus, Args: []string{string(provider)}, JSON: params,
		Effect: rest.Idempotent, // a state that is known changes nothing
	})
}
