package identity

import (
	"context"
	"errors"
	"net/url"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// SendLinkParams says to whom a link is sent. All fields are required.
// apitype.ParsePhone parts a number into the two.
type SendLinkParams struct {
	Lang             apitype.Language `url:"lang"`
	PhoneNumber      string           `url:"phone_number"`       // without the country code
	PhoneCountryCode string           `url:"phone_country_code"` // with the plus sign
	MessageChannel   MessageChannel   `url:"message_channel"`    // WhatsApp
}

// Validate returns an error for input that Truora would certainly refuse.
func (p SendLinkParams) Validate() error {
	if p.Lang == "" || p.PhoneNumber == "" || p.PhoneCountryCode == "" || p.MessageChannel == "" {
		return errors.New("lang, phone_number, phone_country_code and message_channel are required")
	}
	return nil
}

// SendLink sends the person a message with a short link, to continue the process
// on another device. The client must use the web token of the process as its
// key. Each call sends a message.
func (s *Service) SendLink(ctx context.Context, processID string, params SendLinkParams) (*Process, error) {
	return rest.Do[Process](ctx, s.c, rest.Call{Op: "POST /v1/processes/{process_id}/send-link", Args: []string{processID}, Form: params})
}

// SendAccessLinkParams says to whom an access link is sent.
type SendAccessLinkParams struct {
	MessageChannel MessageChannel   `url:"message_channel"`
	Lang           apitype.Language `url:"lang"`
	PhoneNumber    string           `url:"phone_number"`          // +573000000000
	OutboundID     string           `url:"outbound_id,omitempty"` // needed for WhatsApp
	Email          string           `url:"email,omitempty"`       // needed for Email
	// Variables are those of the message template (outbound); none may be
	// empty.
	Variables TemplateVariables `url:"var,omitempty"`
}

// TemplateVariables are values by the name of the variable: the name stands for
// var.name.
type TemplateVariables map[string]apitype.Secret

// EncodeValues writes each value under its own key.
func (v TemplateVariables) EncodeValues(key string, values *url.Values) error {
	for name, value := range v {
		if name == "" || value.IsZero() {
			return errors.New("template variables need a name and a value")
		}
		values.Set(key+"."+name, value.Reveal())
	}
	return nil
}

// Validate returns an error for input that Truora would certainly refuse.
func (p SendAccessLinkParams) Validate() error {
	switch {
	case p.MessageChannel == "" || p.Lang == "" || p.PhoneNumber == "":
		return errors.New("message_channel, lang and phone_number are required")
	case p.MessageChannel == MessageChannelWhatsApp && p.OutboundID == "":
		return errors.New("whatsapp needs outbound_id")
	case p.MessageChannel == MessageChannelEmail && p.Email == "":
		return errors.New("email needs an address")
	case len(p.Variables) > 0 && p.OutboundID == "":
		return errors.New("template variables need outbound_id")
	}
	return nil
}

// AccessLink is the result of [Service.SendAccessLink]. One of the two is set.
type AccessLink struct {
	Status  string `json:"status" contract:"either"`
	Message string `json:"message" contract:"either"`
	apitype.Raw
}

// SendAccessLink creates a permanent or temporary link to a flow and sends it to
// the person. Each call sends a message.
func (s *Service) SendAccessLink(ctx context.Context, flowID string, params SendAccessLinkParams) (*AccessLink, error) {
	return rest.Do[AccessLink](ctx, s.c, rest.Call{Op: "POST /v1/web-integration/{flow}/process-access-link", Args: []string{flowID}, Form: params})
}
