// Package contacts holds the people a business writes with, and the properties
// it keeps of them. Truora also makes contacts by itself, of people who write in
// or are written to.
package contacts

import (
	"context"
	"errors"
	"iter"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Service calls the operations on contacts. It is the field Contacts of
// truora.Client.
type Service struct {
	c *rest.Client
}

// New is called by package truora.
func New(c *rest.Client) *Service { return &Service{c} }

// Contact is a person.
type Contact struct {
	ContactID   string `json:"contact_id" contract:"required"`
	ClientID    string `json:"client_id"`
	Name        string `json:"name"`
	PhoneNumber string `json:"phone_number"` // with country code and plus
	ExternalID  string `json:"external_id"`  // your own
	Email       string `json:"email"`
	// CustomPropertyValues are by property id. Lists leave them out: nil there says
	// nothing.
	CustomPropertyValues Values `json:"custom_property_values"`
	IsValidWAUser        bool   `json:"is_valid_wa_user"` // reachable on WhatsApp

	InboundProcessesStarted       int `json:"inbound_processes_started"`
	OutboundProcessesStarted      int `json:"outbound_processes_started"`
	FlowOutboundsRejected         int `json:"flow_outbounds_rejected"`
	NotificationOutboundsReceived int `json:"notification_outbounds_received"`

	apitype.Raw
}

// CreateParams are a new contact. Name is required, and PhoneNumber or
// ExternalID.
type CreateParams struct {
	Name string `url:"name"`
	// PhoneNumber has country code and plus in it: +573000000001.
	PhoneNumber          string `url:"phone_number,omitempty"`
	ExternalID           string `url:"external_id,omitempty"`
	Email                string `url:"email,omitempty"`
	CustomPropertyValues Values `url:"custom_property_values,omitempty"` // by property id
}

// Validate reports what Truora would certainly refuse.
func (p CreateParams) Validate() error {
	switch {
	case p.Name == "":
		return errors.New("name is required")
	case p.PhoneNumber == "" && p.ExternalID == "":
		return errors.New("phone_number or external_id is required")
	default:
		return nil
	}
}

// Create makes a contact. Whether a second one with the same number is refused is
// not documented. After truora.ErrOutcomeUnknown look with [Service.Get], by
// number or external id, before you create it again.
func (s *Service) Create(ctx context.Context, params CreateParams) (*Contact, error) {
	return rest.Do[Contact](ctx, s.c, rest.Call{Op: "POST /v1/contacts", Form: params})
}

// KeyType is what the key of a contact is.
type KeyType string

// Kinds of key.
const (
	KeyTypeContactID   KeyType = "contact_id" // the default
	KeyTypePhoneNumber KeyType = "phone_number"
	KeyTypeExternalID  KeyType = "external_id"
)

// GetParams say what the key of a contact is.
type GetParams struct {
	KeyType KeyType `url:"key_type,omitempty"` // KeyTypeContactID unless set
}

// Get returns a contact by its id, by phone number (with country code and plus)
// or by your external id, as params.KeyType says.
func (s *Service) Get(ctx context.Context, key string, params GetParams) (*Contact, error) {
	return rest.Do[Contact](ctx, s.c, rest.Call{Op: "GET /v1/contacts/{contact_id}", Args: []string{key}, Query: params})
}

// UpdateParams are what to change. Empty fields are not sent and stay as they
// are; how to empty one is not documented. Number and external id cannot change.
type UpdateParams struct {
	KeyType              KeyType `url:"key_type,omitempty"` // KeyTypeContactID unless set
	Name                 string  `url:"name,omitempty"`
	Email                string  `url:"email,omitempty"`
	CustomPropertyValues Values  `url:"custom_property_values,omitempty"`
	// EmitSysevent lets the update set off rules and webhooks, each time it is
	// sent. unverified: its type is inferred.
	EmitSysevent bool `url:"emit_sysevent,omitempty"`
}

// form is what goes into the body: the kind of the key goes into the query.
func (p UpdateParams) form() UpdateParams {
	p.KeyType = ""
	return p
}

// Update changes a contact and returns it. With EmitSysevent a lost answer gives
// truora.ErrOutcomeUnknown; without, it is asked for again.
func (s *Service) Update(ctx context.Context, key string, params UpdateParams) (*Contact, error) {
	return rest.Do[Contact](ctx, s.c, rest.Call{
		Op: "PUT /v1/contacts/{contact_id}", Args: []string{key}, Query: GetParams{params.KeyType}, Form: params.form(),
		Effect: rest.IdempotentUnless(params.EmitSysevent),
	})
}

// Delete deletes a contact by its contact id, no other key. If the answer is lost
// and the second try finds no contact, that counts as deleted.
func (s *Service) Delete(ctx context.Context, contactID string) error {
	return rest.Run(ctx, s.c, rest.Call{Op: "DELETE /v1/contacts/{contact_id}", Args: []string{contactID}})
}

// ListParams select contacts.
type ListParams struct {
	// StartKey is Page.Next of the page before; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// List returns a page of contacts, without their custom values: get a contact for
// those.
func (s *Service) List(ctx context.Context, params ListParams) (*apitype.Page[Contact], error) {
	return rest.List[Contact](ctx, s.c, rest.Call{Op: "GET /v1/contacts", Query: params, Key: "contacts"})
}

// All walks over all pages of [Service.List].
func (s *Service) All(ctx context.Context, params ListParams) iter.Seq2[Contact, error] {
	return rest.All(ctx, params, s.List, func(p *ListParams) *string { return &p.StartKey })
}
