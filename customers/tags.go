package customers

import (
	"context"
	"errors"
	"iter"
	"regexp"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Further sources of tags.
const (
	SourceForm     Source = "form"
	SourceExternal Source = "external-system" // a system of yours
)

// Tag is a tag of a customer.
type Tag struct {
	Name             string `json:"name" contract:"required"`
	Color            string `json:"color"` // #12d57d
	Source           Source `json:"source"`
	EngagementChatID string `json:"engagement_chat_id"` // of tags from a chat
	apitype.Raw
}

// PlainTag is a tag without its source.
type PlainTag struct {
	Name  string `json:"name"`
	Color string `json:"color"`
}

// TagAction is what to do with a tag.
type TagAction string

// Actions.
const (
	TagActionAdd    TagAction = "add"
	TagActionRemove TagAction = "remove"
)

// UpdateTagsParams is one tag and what to do with it.
type UpdateTagsParams struct {
	Name   string    `json:"name"`
	Color  string    `json:"color"` // #12d57d; also to remove
	Action TagAction `json:"action"`
	Source Source    `json:"source"`
	// SourceType names the external system. It is required with SourceExternal,
	// and only allowed there.
	SourceType string `json:"source_type,omitzero"`
	// EngagementChatID is needed by SourceChat.
	EngagementChatID string `json:"engagement_chat_id,omitzero"`
}

var hexColour = regexp.MustCompile(`^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$`)

// Validate returns an error for input that Truora would certainly refuse.
func (p UpdateTagsParams) Validate() error {
	switch {
	case p.Name == "":
		return errors.New("name is required")
	case !hexColour.MatchString(p.Color):
		return errors.New("color must be a # and hex digits, such as #12d57d")
	case p.Action != TagActionAdd && p.Action != TagActionRemove:
		return errors.New("action must be add or remove")
	case p.Source == "":
		return errors.New("source is required")
	case p.Source == SourceExternal && p.SourceType == "":
		return errors.New("the source external-system needs source_type")
	case p.Source != SourceExternal && p.SourceType != "":
		return errors.New("source_type goes with the source external-system only")
	case p.Source == SourceChat && p.EngagementChatID == "":
		return errors.New("the source engagement-chat needs engagement_chat_id")
	}
	return nil
}

// UpdateTags adds a tag to a customer or removes one, and returns the resulting
// tags; there is always one page only. Each change is recorded in the history,
// so after truora.ErrOutcomeUnknown read the tags with [Service.Get] first.
func (s *Service) UpdateTags(ctx context.Context, customerID string, params UpdateTagsParams) (*apitype.Page[Tag], error) {
	return rest.List[Tag](ctx, s.c, rest.Call{
		Op: "PUT /v1/customers/{customer_id}/tags", Args: []string{customerID}, JSON: params,
		Effect: rest.Once, // each change is an entry in the history
	})
}

// TagHistoryEntry has all tags of a customer after a change.
type TagHistoryEntry struct {
	Tags []PlainTag `json:"tags" contract:"required"` // all of them, not the change
	// UpdatedAt is not unique within a history.
	UpdatedAt time.Time `json:"updated_at"`
	apitype.Raw
}

// ListTagHistory returns the tags of a customer over time; there is always one
// page only.
func (s *Service) ListTagHistory(ctx context.Context, customerID string) (*apitype.Page[TagHistoryEntry], error) {
	return rest.List[TagHistoryEntry](ctx, s.c, rest.Call{Op: "GET /v1/customers/{customer_id}/tag-history", Args: []string{customerID}})
}

// AllTagHistory walks over the entries of [Service.ListTagHistory].
func (s *Service) AllTagHistory(ctx context.Context, customerID string) iter.Seq2[TagHistoryEntry, error] {
	return rest.OnePage(func() (*apitype.Page[TagHistoryEntry], error) { return s.ListTagHistory(ctx, customerID) })
}
