// Package engagement manages the conversations of a business on WhatsApp: its
// channels, the chats with people, their messages, the agents who answer, and
// exports.
//
// A chat accepts free text for 24 hours after the person's last message. At any
// other time, only an approved template can be sent: see package whatsapp.
package engagement

import (
	"context"
	"iter"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Service calls the operations on chats and agents. It is the field Engagement
// of truora.Client.
type Service struct {
	c *rest.Client
}

// New is called by package truora.
func New(c *rest.Client) *Service { return &Service{c} }

// Channel is a way to reach people, such as a WhatsApp line.
type Channel struct {
	ChannelID      string         `json:"channel_id" contract:"required"`
	ClientID       string         `json:"client_id"`
	Name           string         `json:"name"`
	Type           string         `json:"type"`
	ExternalID     string         `json:"external_id"`   // of a line its number, with plus
	ExternalType   string         `json:"external_type"` // whatsapp
	Details        ChannelDetails `json:"details"`
	CreationDate   time.Time      `json:"creation_date"`
	LastUpdateDate time.Time      `json:"last_update_date"`
	apitype.Raw
}

// ChannelDetails are the line behind a channel.
type ChannelDetails struct {
	PhoneNumber   string           `json:"phone_number"`
	PhoneNumberID string           `json:"phone_number_id"`
	Provider      apitype.Provider `json:"provider"`
	WABAID        string           `json:"waba_id"` // WhatsApp Business Account
}

// ListChannelsParams selects channels.
type ListChannelsParams struct {
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// ListChannels returns a page of the account's channels.
func (s *Service) ListChannels(ctx context.Context, params ListChannelsParams) (*apitype.Page[Channel], error) {
	return rest.List[Channel](ctx, s.c, rest.Call{
		Op: "GET /v1/engagement/channels", Query: params, Key: "channels", Also: []string{"templates"}, // as in Truora's table
		Empty: "channels not found",
	})
}

// AllChannels walks over all pages of [Service.ListChannels].
func (s *Service) AllChannels(ctx context.Context, params ListChannelsParams) iter.Seq2[Channel, error] {
	return rest.All(ctx, params, s.ListChannels, func(p *ListChannelsParams) *string { return &p.StartKey })
}
