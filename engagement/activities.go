package engagement

import (
	"context"
	"iter"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Activity is something that happened in a chat: a message, an event.
type Activity struct {
	ActivityID   string    `json:"activity_id" contract:"required"`
	ChatID       string    `json:"chat_id"`
	ClientID     string    `json:"client_id"`
	Actor        Actor     `json:"actor"`
	Category     string    `json:"category"` // as external_event
	Type         string    `json:"type"`     // as identity_process_finished
	ExternalID   string    `json:"external_id"`
	CreationDate time.Time `json:"creation_date"`
	UpdateDate   time.Time `json:"update_date"`
	TTL          int64     `json:"ttl"` // when it is forgotten, in seconds since 1970
	Payload      Payload   `json:"payload"`
	apitype.Raw
}

// Payload is what an activity is about. It differs by type: samples show that of a
// process that has ended.
type Payload struct {
	Type       string    `json:"type"`
	ProcessID  string    `json:"process_id"` // for package identity
	FinishDate time.Time `json:"finish_date"`
	// Other are the members of which no sample is published, as those of messages.
	Other map[string]any `json:",embed"`
}

// Actor is whoever caused an activity.
type Actor struct {
	ActorAlias string    `json:"actor_alias"`
	ActorID    string    `json:"actor_id"`
	Type       ActorType `json:"type"`
}

// ListActivitiesParams selects activities.
type ListActivitiesParams struct {
	ActorType ActorType `url:"actor_type,omitempty"`
	Type      string    `url:"type,omitempty"`
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// ListActivities returns a page of what happened in a chat. The order is not
// documented.
func (s *Service) ListActivities(ctx context.Context, chatID string, params ListActivitiesParams) (*apitype.Page[Activity], error) {
	return rest.List[Activity](ctx, s.c, rest.Call{
		Op: "GET /v1/engagement/chat/{chat_id}/activities", Args: []string{chatID}, Query: params, Key: "activities",
		Empty: "No activities found",
	})
}

// AllActivities walks over all pages of [Service.ListActivities].
func (s *Service) AllActivities(ctx context.Context, chatID string, params ListActivitiesParams) iter.Seq2[Activity, error] {
	return rest.AllOf(ctx, chatID, params, s.ListActivities, func(p *ListActivitiesParams) *string { return &p.StartKey })
}
