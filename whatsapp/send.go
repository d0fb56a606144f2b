package whatsapp

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// SendParams are a message to one person.
type SendParams struct {
	OutboundID string `url:"outbound_id"` // of an approved template
	// CountryCode is the calling code with a plus: +57.
	CountryCode string `url:"country_code"`
	// PhoneNumber is without the country code. Argentine mobiles are 9 and the
	// number, without a leading 0 and without 15, or WhatsApp does not reach them.
	PhoneNumber string `url:"phone_number"`
	// UserAuthorized states that the person has agreed to be written to. Send
	// refuses to send anything else than true.
	UserAuthorized bool `url:"user_authorized"`
	// FlowID is the flow to start; required unless the template is a notification,
	// which takes none.
	FlowID string `url:"flow_id,omitempty"`
	// AccountID is your own name for the person, of letters, digits and . _ -
	AccountID string `url:"account_id,omitempty"`
	// Variables are the values of all variables in text, header and buttons. A flow
	// gets them too.
	Variables Variables `url:"var,omitempty"`
	// PreserveLastOutbound is in no document; one client sends false. nil omits it.
	PreserveLastOutbound *bool `url:"preserve_last_outbound,omitempty"`
}

var (
	callingCode = regexp.MustCompile(`^\+[1-9][0-9]{0,3}$`)
	accountID   = regexp.MustCompile(`^[a-zA-Z0-9_.-]+$`)
)

// Validate reports what Truora would certainly refuse: every field that is
// wrong, in one error.
func (p SendParams) Validate() error {
	var found problems
	found.when(p.OutboundID == "", "outbound_id is missing")
	found.when(p.PhoneNumber == "", "phone_number is missing")
	found.when(strings.HasPrefix(p.PhoneNumber, "+"), "phone_number must not hold the country code")
	found.when(!callingCode.MatchString(p.CountryCode), "country_code must be a plus and digits")
	found.when(!p.UserAuthorized, "user_authorized must be true: the person has to consent")
	found.when(p.AccountID != "" && !accountID.MatchString(p.AccountID), "account_id may have letters, digits and . _ - only")
	return found.err()
}

// SendResult says that a message was handed over to WhatsApp.
type SendResult struct {
	Message string `json:"message" contract:"either"` // holds the person's number
	FlowID  string `json:"flow_id"`                   // empty for notifications
	// OutboundMessage is the template, not the text as sent.
	OutboundMessage Outbound `json:"outbound_message"`
	// SessionID begins with WDI. Truora's table has it, its sample has not.
	SessionID       string    `json:"session_id" contract:"either"`
	UserPhoneNumber string    `json:"user_phone_number"` // with country code and plus
	CreationDate    time.Time `json:"creation_date"`
	apitype.Raw
}

// Send sends an approved template to a person and opens a session; each call
// messages the person, and is billed. Success means that WhatsApp took the message:
// whether it was delivered, read or answered comes by webhook, or into the chat
// (package engagement).
//
// A lost answer is not asked for again and gives truora.ErrOutcomeUnknown: the
// person may have been written to. No operation on sessions tells; the chat with
// the person (package engagement) may show it.
func (s *Service) Send(ctx context.Context, params SendParams) (*SendResult, error) {
	return rest.Do[SendResult](ctx, s.c, rest.Call{Op: "POST /v1/whatsapp/outbounds/send", Form: params})
}
