package truoratest

import (
	"net/http"
	"time"
)

// WhatsAppCampaign is a template sent to many people. Truora's API can read and cancel
// one but not create it.
type WhatsAppCampaign struct {
	Name       string
	OutboundID string
	FlowID     string // "" for notifications
	Line       string // WhatsAppLine unless set
	Recipients int
	// SendAt is when it goes out; at once unless set.
	SendAt time.Time
}

// How many of a hundred recipients a campaign reaches, and how long it takes.
//
// choice: a campaign goes out in a minute, and reaches 96 % of its recipients
const (
	campaignTime                     = time.Minute
	reachedOf, seenOf, engagedOf, of = 96, 70, 30, 100
)

type campaign struct {
	id string
	WhatsAppCampaign
	from      *line // also when the account no longer has it
	cancelled time.Time
}

// AddCampaign adds a campaign and returns its id.
func (s *WhatsApp) AddCampaign(c WhatsAppCampaign) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.Line == "" {
		c.Line = WhatsAppLine
	}
	from := s.lineOf(c.Line)
	if from == nil || c.Recipients < 1 {
		s.misuse("truoratest: WhatsApp.AddCampaign: no such line, or no recipients")
		return ""
	}
	if c.SendAt.IsZero() {
		c.SendAt = s.now()
	}
	made := &campaign{id: s.newID("CMP"), WhatsAppCampaign: c, from: from}
	s.campaigns = append(s.campaigns, made)
	return made.id
}

func (s *WhatsApp) campaign(r *request) (*campaign, error) {
	return orNotFound(firstWhere(s.campaigns, func(c *campaign) bool { return c.id == r.args["campaign_id"] }))
}

// campaignState returns the status, and how many messages have been sent.
func (s *WhatsApp) campaignState(c *campaign, now time.Time) (status string, out int) {
	if !c.cancelled.IsZero() {
		now = c.cancelled
	}
	share := float64(now.Sub(c.SendAt)) / float64(s.paced(campaignTime))
	out = int(float64(c.Recipients) * min(max(share, 0), 1))
	switch {
	case !c.cancelled.IsZero():
		return "canceled", out
	case share < 0:
		return "scheduled", out
	case share < 1:
		return "in_progress", out
	default:
		return "sent", out
	}
}

func (s *WhatsApp) getCampaign(r *request, c *campaign) (reply, error) {
	status, out := s.campaignState(c, r.now)
	reached := (out*reachedOf + of - 1) / of
	wire := obj{
		"campaign_id": c.id, "campaign_name": c.Name, "campaign_status": status, "client_id": clientID, "flow_id": nil,
		"outbound_id": c.OutboundID, "recipients": c.Recipients, "delivered_users": reached, "failed_deliveries": out - reached,
		"seen_messages": out * seenOf / of, "engaged_users": out * engagedOf / of,
		"sending_date": stamp(c.SendAt), "waba_phone_number": c.from.number(),
	}
	if c.FlowID != "" {
		wire["flow_id"] = c.FlowID
	}
	return jsonReply(http.StatusOK, wire), nil
}

// cancelCampaign stops what has not been sent yet. A second call changes nothing.
func (s *WhatsApp) cancelCampaign(r *request, c *campaign) (reply, error) {
	if status, _ := s.campaignState(c, r.now); status == "sent" {
		return reply{}, invalid("campaign was already sent")
	}
	if c.cancelled.IsZero() {
		c.cancelled = r.now
	}
	return jsonReply(http.StatusOK, obj{"message": "campaign successfully canceled"}), nil
}
