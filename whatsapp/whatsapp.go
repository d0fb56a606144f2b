// Package whatsapp sends WhatsApp messages: it registers message templates
// (outbounds, in Truora's terms), waits for their approval, and sends them. It
// also manages the texts that start a flow (inbounds), and reads campaigns and
// lines.
//
// WhatsApp allows a business to send free text only within 24 hours of a
// person's last message: see package engagement. At any other time, only an
// approved template may be sent. Webhooks report whether a message was
// delivered, read or answered; the methods of this package do not.
package whatsapp

import "github.com/truora/truora-go/internal/rest"

// Service calls the operations on WhatsApp. It is the field WhatsApp of
// truora.Client.
type Service struct {
	c *rest.Client
}

// New is called by package truora.
func New(c *rest.Client) *Service { return &Service{c} }

// Operations whose path is inferred from others of the same family: Truora's
// references have only their titles. Correct a wrong path here.
const (
	opListInboundFlows   = "GET /v1/whatsapp/inbounds"
	opGetInboundFlow     = "GET /v1/whatsapp/inbounds/{inbound_flow_id}"
	opUpdateInboundFlow  = "POST /v1/whatsapp/inbounds/{inbound_flow_id}"
	opDeleteInboundFlow  = "DELETE /v1/whatsapp/inbounds/{inbound_flow_id}"
	opGetCampaign        = "GET /v1/whatsapp/campaigns/{campaign_id}"
	opCancelCampaign     = "POST /v1/whatsapp/campaigns/{campaign_id}/cancel"
	opListLines          = "GET /v1/whatsapp/lines"
	opGetLine            = "GET /v1/whatsapp/lines/{waba_phone_number}"
	opUpdateLineConfig   = "PUT /v1/whatsapp/lines/{waba_phone_number}/config"
	opCreateSubscription = "POST /v1/whatsapp/subscriptions"
	opSendProviderStatus = "POST /v1/whatsapp/statuses/{waba_provider}"
)
