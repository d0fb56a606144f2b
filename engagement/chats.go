package engagement

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
	"github.com/truora/truora-go/internal/words"
)

// ChatStatus is the state of a chat.
type ChatStatus string

// States of a chat. Unassigned is a filter of [Service.ListChats] only.
const (
	ChatStatusOpen       ChatStatus = "open"
	ChatStatusClosed     ChatStatus = "closed"
	ChatStatusUnassigned ChatStatus = "UNASSIGNED"
)

// UnmarshalText reads a status in either case: Truora's tables have Open and Closed, its
// samples open and closed.
func (s *ChatStatus) UnmarshalText(text []byte) error {
	*s = words.Read(text, ChatStatusOpen, ChatStatusClosed, ChatStatusUnassigned)
	return nil
}

// ActorType is the kind of an actor in a chat.
type ActorType string

// Actors.
const (
	ActorTypeSystem ActorType = "system"
	ActorTypeUser   ActorType = "user" // the person
	ActorTypeAgent  ActorType = "agent"
)

// Chat is a conversation with a person. Missing dates are zero.
type Chat struct {
	ChatID      string      `json:"chat_id" contract:"required"`
	ClientID    string      `json:"client_id"`
	ChannelType string      `json:"channel_type"` // whatsapp
	ChannelData ChannelData `json:"channel_data"`
	// Details identifies the person in Truora's samples; in its tables the chat
	// itself has the three fields ContactID to ContactPhoneNumber. Use
	// [Chat.Contact].
	Details            ContactDetails `json:"details"`
	ContactID          string         `json:"contact_id"`
	ContactName        string         `json:"contact_name"`
	ContactPhoneNumber string         `json:"contact_phone_number"`
	ExternalID         string         `json:"external_id"`

	LastActivity     *Activity `json:"last_activity"`
	LastActivityDate time.Time `json:"last_activity_date"`
	LastReaction     string    `json:"last_reaction"`
	LastReactionDate time.Time `json:"last_reaction_date"`
	// LatestSessionTTL, in seconds since 1970, is when the 24 hours for free text
	// end. It is only in search results, and is often 0 although the chat is
	// open.
	LatestSessionTTL int64 `json:"latest_session_ttl"`
	// SessionTTL is the same for a single chat; -1 once the chat is closed.
	SessionTTL int64 `json:"session_ttl"`

	Owner  string     `json:"owner"` // e-mail address of the agent; empty if none
	Status ChatStatus `json:"status"`
	Tags   []Tag      `json:"tags"`

	apitype.Raw
}

// Contact returns who the person is, in whichever form Truora sent it.
func (c *Chat) Contact() ContactDetails {
	if c.Details != (ContactDetails{}) {
		return c.Details
	}
	return ContactDetails{c.ContactID, c.ContactName, c.ContactPhoneNumber}
}

// SessionEnds returns when the 24 hours for free text end. The result is false
// if Truora does not say.
func (c *Chat) SessionEnds() (time.Time, bool) {
	ends := max(c.LatestSessionTTL, c.SessionTTL)
	return time.Unix(ends, 0), ends > 0
}

// ChannelData is the channel of a chat.
type ChannelData struct {
	ChannelID  string `json:"channel_id"`
	ExternalID string `json:"external_id"`
	Name       string `json:"name"`
}

// ContactDetails are the person of a chat.
type ContactDetails struct {
	ContactID          string `json:"contact_id"`
	ContactName        string `json:"contact_name"`
	ContactPhoneNumber string `json:"contact_phone_number"` // with country code and plus
}

// Tag is a tag of a chat.
type Tag struct {
	Name string `json:"name"`
	// ColorHex is the name in Truora's tables, HexColor the one in its samples:
	// use [Tag.Color].
	ColorHex string `json:"color_hex"`
	HexColor string `json:"hex_color"`
}

// Color returns the color, whichever name Truora used for it.
func (t Tag) Color() string {
	if t.ColorHex != "" {
		return t.ColorHex
	}
	return t.HexColor
}

// ListChatsParams selects chats; the zero value selects all of them.
type ListChatsParams struct {
	// ContactQuery is a part of the name, or digits of the phone number. Use
	// digits only: according to one client, a plus matches nothing.
	ContactQuery string `url:"contact_query,omitempty"`
	EnqueuedOnly bool   `url:"enqueued_only,omitempty"`
	// FromLastActivityDate and ToLastActivityDate must be set together.
	FromLastActivityDate  time.Time  `url:"from_last_activity_date,omitempty"`
	ToLastActivityDate    time.Time  `url:"to_last_activity_date,omitempty"`
	LastActivityActorType ActorType  `url:"last_activity_actor_type,omitempty"`
	LastActivityType      string     `url:"last_activity_type,omitempty"`
	Owner                 string     `url:"owner,omitempty"` // e-mail address of the agent
	Status                ChatStatus `url:"status,omitempty"`
	Tag                   string     `url:"tag,omitempty"`
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p ListChatsParams) Validate() error {
	if p.FromLastActivityDate.IsZero() != p.ToLastActivityDate.IsZero() {
		return errors.New("from_last_activity_date and to_last_activity_date go together")
	}
	return nil
}

// ListChats returns a page of chats. The number of all hits is in the page's
// RawJSON, as total_hits.
func (s *Service) ListChats(ctx context.Context, params ListChatsParams) (*apitype.Page[Chat], error) {
	return rest.List[Chat](ctx, s.c, rest.Call{
		Op: "GET /v1/engagement/chat/search", Query: params, Key: "chats", Empty: "No chats found",
	})
}

// AllChats walks over all pages of [Service.ListChats].
func (s *Service) AllChats(ctx context.Context, params ListChatsParams) iter.Seq2[Chat, error] {
	return rest.All(ctx, params, s.ListChats, func(p *ListChatsParams) *string { return &p.StartKey })
}

// GetChat returns a chat.
func (s *Service) GetChat(ctx context.Context, chatID string) (*Chat, error) {
	return rest.Do[Chat](ctx, s.c, rest.Call{Op: "GET /v1/engagement/chat/{chat_id}", Args: []string{chatID}})
}

// UpdateChatParams has the fields to change; empty fields are not sent.
type UpdateChatParams struct {
	Owner  string     `json:"owner,omitzero"` // e-mail address of the agent
	Status ChatStatus `json:"status,omitzero"`
}

// UpdatedChat is a chat after its change.
type UpdatedChat struct {
	ChatID   string     `json:"chat_id" contract:"required"`
	ClientID string     `json:"client_id"`
	Owner    string     `json:"owner"`
	Status   ChatStatus `json:"status"`
	apitype.Raw
}

// UpdateChat assigns a chat to an agent, or opens or closes it.
func (s *Service) UpdateChat(ctx context.Context, chatID string, params UpdateChatParams) (*UpdatedChat, error) {
	return rest.Do[UpdatedChat](ctx, s.c, rest.Call{Op: "PUT /v1/engagement/chat/agent/{chat_id}", Args: []string{chatID}, JSON: params})
}

// UpdateTagsParams is one tag; Name is required. unverified: Truora documents the
// fields of one tag, and no list.
type UpdateTagsParams struct {
	Name     string `json:"name"`
	ColorHex string `json:"color_hex,omitzero"` // as #00aa55
}

// Validate returns an error for input that Truora would certainly refuse.
func (p UpdateTagsParams) Validate() error {
	if p.Name == "" {
		return errors.New("name is required")
	}
	return nil
}

// UpdateTags puts a tag on a chat and returns the chat. Whether the other tags
// stay is not documented.
func (s *Service) UpdateTags(ctx context.Context, chatID string, params UpdateTagsParams) (*Chat, error) {
	return rest.Do[Chat](ctx, s.c, rest.Call{Op: "PUT /v1/engagement/chat/{chat_id}/tags", Args: []string{chatID}, JSON: params})
}
