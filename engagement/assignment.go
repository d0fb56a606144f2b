package engagement

import (
	"context"
	"errors"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// AssignmentType is how a chat is assigned.
type AssignmentType string

// AssignmentTypeSpecificAgent assigns the chat to the agent whose e-mail address is
// the target.
const AssignmentTypeSpecificAgent AssignmentType = "specific_agent"

// ForceDequeueParams says to whom a waiting chat is assigned. AssignmentType is
// required.
type ForceDequeueParams struct {
	AssignmentType AssignmentType `json:"assignment_type"`
	Target         string         `json:"target,omitzero"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p ForceDequeueParams) Validate() error {
	if p.AssignmentType == "" {
		return errors.New("assignment_type is required")
	}
	return nil
}

// ForceDequeue takes a chat out of the queue and assigns it. A chat that is not
// in the queue gives truora.ErrInvalid. If the answer was lost and the SDK sent
// the call again, that error means that the first call succeeded.
func (s *Service) ForceDequeue(ctx context.Context, chatID string, params ForceDequeueParams) error {
	return rest.Run(ctx, s.c, rest.Call{
		Op: "POST /v1/engagement/chat/{chat_id}/force-dequeue", Args: []string{chatID}, JSON: params,
		Effect: rest.Idempotent, // what has left the queue does not leave it again
	})
}

// AssignmentRuleset says how chats are assigned to agents.
type AssignmentRuleset struct {
	RulesetID      string           `json:"ruleset_id" contract:"required"`
	RulesetVersion string           `json:"ruleset_version"`
	ClientID       string           `json:"client_id"`
	CreationDate   time.Time        `json:"creation_date"`
	Rules          []AssignmentRule `json:"rules"`
	apitype.Raw
}

// AssignmentRule is one step of a ruleset.
type AssignmentRule struct {
	Type            AssignmentType `json:"type"`
	Target          string         `json:"target"` // e-mail address for AssignmentTypeSpecificAgent
	OnlineAgentOnly bool           `json:"online_agent_only"`
}

// GetAssignmentRuleset returns how chats are assigned to agents. No operation
// lists the ids of rulesets: find them in Truora's dashboard.
func (s *Service) GetAssignmentRuleset(ctx context.Context, rulesetID string) (*AssignmentRuleset, error) {
	return rest.Do[AssignmentRuleset](ctx, s.c, rest.Call{
		Op: "GET /v1/engagement/agent/assignment-rulesets/{ruleset_id}", Args: []string{rulesetID},
	})
}
