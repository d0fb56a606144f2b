package webhooks

import (
	"time"

	"github.com/truora/truora-go/apitype"
)

// Session is a WhatsApp conversation: the payload of the session events and of
// truconnect.process_started, process_succeeded and process_failed, also embedded in
// [Inbound] and [Outbound]. Its names are inferred from the labels Truora publishes.
type Session struct {
	SessionID       string    `json:"session_id"`
	SessionStatus   string    `json:"session_status"`
	UserID          string    `json:"user_id"`
	UserPhoneNumber string    `json:"user_phone_number"` // E.164 with +
	WABAPhoneNumber string    `json:"waba_phone_number"` // the business's, E.164 with +
	FlowID          string    `json:"flow_id"`
	BillingHub      string    `json:"billing_hub"`
	CreationDate    time.Time `json:"creation_date"`
	UpdateDate      time.Time `json:"update_date"`
	apitype.Raw
}

// Inbound is the payload of inbound.started: a user wrote first.
type Inbound struct {
	Session
	InboundMessage string `json:"inbound_message"`
}

// Outbound is the payload of the outbound events: a template was sent, and the user
// accepted or declined.
type Outbound struct {
	Session
	OutboundID      string `json:"outbound_id"`
	OutboundMessage string `json:"outbound_message"`
	IsNotification  bool   `json:"is_notification"` // asks for nothing
}

// Notification is the payload of truconnect.notification_sent. Its members are not
// published; RawJSON has them.
type Notification struct{ apitype.Raw }

// Signal is the payload of signal.detected, of a product that is not in Truora's
// current reference. Its members are not published; RawJSON has them.
type Signal struct{ apitype.Raw }
