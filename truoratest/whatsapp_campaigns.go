package truoratest

import (
	"net/http"
	"time"
)

// Campaign is a template sent to many; Truora's API can only read and cancel one, so a test makes it here.
type Campaign struct {
	Name       string
	OutboundID string
	FlowID     string // "" for notifications
	Line       string // Line unless set
	Recipients int
	// SendAt is when it goes out; at once unless set.
	SendAt time.Time
}

// What comes of a campaign, of a hundred recipients, and how long it takes to go out.
const (
	campaignTime                     = time.Minute
	reachedOf, seenOf, engagedOf, of = 96, 70, 30, 100
)

type campaign struct {
	id string
	Campaign
	cancelled time.Time
}

// AddCampaign makes a campaign and returns its id.
func (s *Server) AddCampaign(c Campaign) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.Line == "" {
		c.Line = Line
	}
	if s.lineOf(c.Line) == nil || c.Recipients < 1 {
		s.misuse("truoratest: AddCampaign: no such line, or nobody to write to")
		return ""
	}
	if c.SendAt.IsZero() {
		c.SendAt = time.Now()
	}
	made := &campaign{id: s.newID("CMP"), Campaign: c}
	s.whatsapp.campaigns = append(s.whatsapp.campaigns, made)
	return made.id
}

func ofCampaign(handle func(*Server, *request, *campaign) reply) func(*Server, *request) reply {
	return func(s *Server, r *request) reply {
		for _, c := range s.whatsapp.campaigns {
			if c.id == r.args["campaign_id"] {
				return handle(s, r, c)
			}
		}
		return notFound()
	}
}

// campaignState is the status, and how many messages are out.
func (s *Server) campaignState(c *campaign, now time.Time) (status string, out int) {
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

func (s *Server) getCampaign(r *request, c *campaign) reply {
	status, out := s.campaignState(c, r.now)
	reached := (out*reachedOf + of - 1) / of
	wire := obj{
		"campaign_id": c.id, "campaign_name": c.Name, "campaign_status": status, "client_id": waAccount, "flow_id": nil,
		"outbound_id": c.OutboundID, "recipients": c.Recipients, "delivered_users": reached, "failed_deliveries": out - reached,
		"seen_messages": out * seenOf / of, "engaged_users": out * engagedOf / of,
		"sending_date": stamp(c.SendAt), "waba_phone_number": s.lineOf(c.Line).number(),
	}
	if c.FlowID != "" {
		wire["flow_id"] = c.FlowID
	}
	return jsonReply(http.StatusOK, wire)
}

// cancelCampaign stops what is not out yet; a second time changes nothing.
func (s *Server) cancelCampaign(r *request, c *campaign) reply {
	if status, _ := s.campaignState(c, r.now); status == "sent" {
		return invalid("campaign was already sent")
	}
	if c.cancelled.IsZero() {
		c.cancelled = r.now
	}
	return jsonReply(http.StatusOK, obj{"message": "campaign successfully canceled"})
}
