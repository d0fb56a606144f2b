// Package whatsapp writes to people over WhatsApp: it registers message
// templates (Truora says outbounds), waits for their approval, and sends them;
// it sets up the texts that start a flow (inbounds), and reads campaigns and
// lines.
//
// WhatsApp lets a business write freely only within 24 hours of a person's last
// message: see package engagement. Before that only an approved template may be
// sent. Whether a message was delivered, read or answered comes by webhook; no
// answer of this package says it.
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
// references give their titles only. A path that is wrong is corrected here.
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
