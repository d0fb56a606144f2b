// Package contacts manages the people with whom a business exchanges messages,
// and their properties. Truora also creates contacts on its own, for people who
// send or receive messages.
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
	// CustomPropertyValues are by property id. Lists do not include them: nil there
	// does not mean that there are none.
	CustomPropertyValues Values `json:"custom_property_values"`
	IsValidWAUser        bool   `json:"is_valid_wa_user"` // reachable on WhatsApp

	InboundProcessesStarted       int `json:"inbound_processes_started"`
	OutboundProcessesStarted      int `json:"outbound_processes_started"`
	FlowOutboundsRejected         int `json:"flow_outbounds_rejected"`
	NotificationOutboundsReceived int `json:"notification_outbounds_received"`

	apitype.Raw
}

// CreateParams is a new contact. Name is required, and so is one of PhoneNumber
// and ExternalID.
type CreateParams struct {
	Name string `url:"name"`
	// PhoneNumber includes the plus and the country code, as apitype.Phone.E164 writes
	// it: +573000000001.
	PhoneNumber          string `url:"phone_number,omitempty"`
	ExternalID           string `url:"external_id,omitempty"`
	Email                string `url:"email,omitempty"`
	CustomPropertyValues Values `url:"custom_property_values,omitempty"` // by property id
}

// Validate returns an error for input that Truora would certainly refuse.
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

// Create creates a contact. Whether Truora refuses a second one with the same
// number is not documented. After truora.ErrOutcomeUnknown, look for it with
// [Service.Get], by number or external id, before you create it again.
func (s *Service) Create(ctx context.Context, params CreateParams) (*Contact, error) {
	return rest.Do[Contact](ctx, s.c, rest.Call{Op: "POST /v1/contacts", Form: params})
}

// KeyType is the kind of key by which to find a contact.
type KeyType string

// Kinds of key.
const (
	KeyTypeContactID   KeyType = "contact_id" // the default
	KeyTypePhoneNumber KeyType = "phone_number"
	KeyTypeExternalID  KeyType = "external_id"
)

// GetParams says what kind of key the argument of [Service.Get] is.
type GetParams struct {
	KeyType KeyType `url:"key_type,omitempty"` // KeyTypeContactID unless set
}

// Get returns a contact by its id, by phone number (with country code and plus)
// or by your external id, as params.KeyType says.
func (s *Service) Get(ctx context.Context, key string, params GetParams) (*Contact, error) {
	return rest.Do[Contact](ctx, s.c, rest.Call{Op: "GET /v1/contacts/{contact_id}", Args: []string{key}, Query: params})
}

// UpdateParams has the fields to change. Those that are not set are not sent and stay
// unchanged. The number and the external id cannot be changed.
type UpdateParams struct {
	KeyType KeyType `url:"key_type,omitempty"` // KeyTypeContactID unless set
	Name    string  `url:"name,omitempty"`
	// Email is left alone if nil; new("") empties it. unverified: how Truora clears a
	// field is not documented.
	Email *string `url:"email,omitempty"`
	// CustomPropertyValues are those to change: an empty one is sent, and one that is
	// not in the map stays.
	CustomPropertyValues Values `url:"custom_property_values,omitempty"`
	// EmitSysevent makes the update trigger rules and webhooks, each time it is
	// sent. unverified: its type is inferred.
	EmitSysevent bool `url:"emit_sysevent,omitempty"`
}

// form returns the fields of the body; the kind of the key is sent in the
// query.
func (p UpdateParams) form() UpdateParams {
	p.KeyType = ""
	return p
}

// Update changes a contact and returns it. With EmitSysevent, a lost answer
// gives truora.ErrOutcomeUnknown; without it, the call is sent again.
func (s *Service) Update(ctx context.Context, key string, params UpdateParams) (*Contact, error) {
	return rest.Do[Contact](ctx, s.c, rest.Call{
		Op: "PUT /v1/contacts/{contact_id}", Args: []string{key}, Query: GetParams{params.KeyType}, Form: params.form(),
		Effect: rest.IdempotentUnless(params.EmitSysevent),
	})
}

// Delete deletes a contact by its contact id; it accepts no other key. If the
// answer is lost and the second attempt finds no contact, it counts as deleted.
func (s *Service) Delete(ctx context.Context, contactID string) error {
	return rest.Run(ctx, s.c, rest.Call{Op: "DELETE /v1/contacts/{contact_id}", Args: []string{contactID}})
}

// ListParams select contacts.
type ListParams struct {
	// StartKey is Page.Next of the previous page; empty for the first page.
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
