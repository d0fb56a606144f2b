package whatsapp

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/inputs"
	"github.com/truora/truora-go/internal/rest"
)

// SendParams configures [Service.Send]: a message to one person.
type SendParams struct {
	OutboundID string `url:"outbound_id"` // of an approved template
	// CountryCode is the calling code with a plus: +57. apitype.ParsePhone splits a
	// number into both.
	CountryCode string `url:"country_code"`
	// PhoneNumber is the number without the country code. WhatsApp reaches Argentine
	// mobiles only as 9 and the number, without a leading 0 and without 15.
	PhoneNumber string `url:"phone_number"`
	// UserAuthorized states that the person has agreed to receive messages.
	// Send refuses to send anything but true.
	UserAuthorized bool `url:"user_authorized"`
	// FlowID is the flow to start; required unless the template is a notification,
	// which takes none.
	FlowID string `url:"flow_id,omitempty"`
	// AccountID is your own id for the person: letters, digits and . _ - only.
	AccountID string `url:"account_id,omitempty"`
	// Variables are the values of all variables in text, header and buttons. The
	// flow receives them too.
	Variables Variables `url:"var,omitempty"`
	// PreserveLastOutbound is not documented; one client sends false. nil omits it.
	PreserveLastOutbound *bool `url:"preserve_last_outbound,omitempty"`
}

var callingCode = regexp.MustCompile(`^\+[1-9][0-9]{0,3}$`)

// Validate returns an error that names every field that Truora would certainly
// refuse.
func (p SendParams) Validate() error {
	var found problems
	found.when(p.OutboundID == "", "outbound_id is missing")
	found.when(p.PhoneNumber == "", "phone_number is missing")
	reason := misdialled(p.CountryCode, p.PhoneNumber)
	found.when(reason == apitype.PhoneReasonCountryCodeTwice, "phone_number must not hold the country code")
	found.when(reason == apitype.PhoneReasonCharacters || !isASCII(p.PhoneNumber), "phone_number must be digits")
	found.when(!callingCode.MatchString(p.CountryCode), "country_code must be a plus and digits")
	found.when(!p.UserAuthorized, "user_authorized must be true: the person has to consent")
	if err := inputs.AccountID(p.AccountID); err != nil {
		found.when(true, "%v", err)
	}
	return found.err()
}

// isASCII reports whether a text has no marks that cannot be seen: it is sent as it is.
func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
}

// misdialled returns why a number cannot be one, or "". It leaves a wrong length to
// Truora, because the numbering plans of countries change.
func misdialled(code, number string) apitype.PhoneReason {
	if !callingCode.MatchString(code) {
		return ""
	}
	_, err := apitype.NewPhone(code, number)
	if problem, ok := errors.AsType[*apitype.PhoneError](err); ok {
		return problem.Reason
	}
	return ""
}

// SendResult describes a message that WhatsApp has accepted.
type SendResult struct {
	Message string `json:"message" contract:"either"` // holds the person's number
	FlowID  string `json:"flow_id"`                   // empty for notifications
	// OutboundMessage is the template, not the text that was sent.
	OutboundMessage Outbound `json:"outbound_message"`
	// SessionID begins with WDI. It is in Truora's table, but not in its
	// sample.
	SessionID       string    `json:"session_id" contract:"either"`
	UserPhoneNumber string    `json:"user_phone_number"` // with country code and plus
	CreationDate    time.Time `json:"creation_date"`
	apitype.Raw
}

// Send sends an approved template to a person and opens a session; each call
// messages the person, and is billed. Success means that WhatsApp accepted the
// message. Webhooks and the chat (package engagement) show whether it was
// delivered, read or answered.
//
// A call whose answer is lost is not sent again and gives
// truora.ErrOutcomeUnknown: the person may have received the message. No
// operation on sessions can tell; the chat with the person (package engagement)
// may show it.
func (s *Service) Send(ctx context.Context, params SendParams) (*SendResult, error) {
	return rest.Do[SendResult](ctx, s.c, rest.Call{Op: "POST /v1/whatsapp/outbounds/send", Form: params})
}
