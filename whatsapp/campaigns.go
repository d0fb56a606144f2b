package whatsapp

import (
	"context"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Campaign is a template sent to many people; Truora's dashboard makes it.
// unverified: the names of the fields come from a copy of Truora's tables.
type Campaign struct {
	CampaignID       string         `json:"campaign_id" contract:"required"`
	CampaignName     string         `json:"campaign_name"`
	CampaignStatus   CampaignStatus `json:"campaign_status"`
	ClientID         string         `json:"client_id"`
	FlowID           string         `json:"flow_id"` // empty for notifications
	OutboundID       string         `json:"outbound_id"`
	Recipients       int            `json:"recipients"`
	DeliveredUsers   int            `json:"delivered_users"`
	SeenMessages     int            `json:"seen_messages"`
	EngagedUsers     int            `json:"engaged_users"` // answered
	FailedDeliveries int            `json:"failed_deliveries"`
	SendingDate      time.Time      `json:"sending_date"`
	WABAPhoneNumber  string         `json:"waba_phone_number"`
	apitype.Raw
}

// GetCampaign returns a campaign with its counters. unverified: path and answer
// are inferred.
func (s *Service) GetCampaign(ctx context.Context, campaignID string) (*Campaign, error) {
	return rest.Do[Campaign](ctx, s.c, rest.Call{Op: opGetCampaign, Args: []string{campaignID}})
}

// CancelCampaign cancels a campaign; messages already sent are not affected.
// unverified: path and answer are inferred.
func (s *Service) CancelCampaign(ctx context.Context, campaignID string) error {
	return rest.Run(ctx, s.c, rest.Call{
		Op: opCancelCampaign, Args: []string{campaignID},
		Effect: rest.Idempotent, // what is cancelled stays cancelled
	})
}
