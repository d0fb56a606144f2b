package engagement

import (
	"context"
	"errors"
	"iter"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Presence says whether an agent is available.
type Presence string

// Presences.
const (
	PresenceOnline  Presence = "online"
	PresenceOffline Presence = "offline"
)

// AgentStatus is an agent, with the agent's workload.
type AgentStatus struct {
	UserName          string   `json:"user_name" contract:"required"` // e-mail address
	Name              string   `json:"name"`
	Status            Presence `json:"status"`
	OpenConversations int      `json:"open_conversations"`
	Groups            []string `json:"groups"`
	apitype.Raw
}

// ListAgentsParams select agents.
type ListAgentsParams struct {
	Group    string   `url:"group,omitempty"` // how several are given is not documented
	Status   Presence `url:"status,omitempty"`
	Username string   `url:"username,omitempty"` // a part of it
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// ListAgents returns a page of agents.
func (s *Service) ListAgents(ctx context.Context, params ListAgentsParams) (*apitype.Page[AgentStatus], error) {
	return rest.List[AgentStatus](ctx, s.c, rest.Call{
		Op: "GET /v1/engagement/agent/status", Query: params, Key: "users", Also: []string{"Users"}, // as in Truora's table
	})
}

// AllAgents walks over all pages of [Service.ListAgents].
func (s *Service) AllAgents(ctx context.Context, params ListAgentsParams) iter.Seq2[AgentStatus, error] {
	return rest.All(ctx, params, s.ListAgents, func(p *ListAgentsParams) *string { return &p.StartKey })
}

// UpdateAgentStatusParams says whether an agent is available; both fields are
// required.
type UpdateAgentStatusParams struct {
	Username string   `json:"username"` // e-mail address
	Status   Presence `json:"status"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p UpdateAgentStatusParams) Validate() error {
	if p.Username == "" || p.Status == "" {
		return errors.New("username and status are required")
	}
	return nil
}

// UpdatedAgentStatus is the presence of an agent after its change.
type UpdatedAgentStatus struct {
	Username string   `json:"username" contract:"required"`
	Status   Presence `json:"status"`
	apitype.Raw
}

// UpdateAgentStatus marks an agent as available or not.
func (s *Service) UpdateAgentStatus(ctx context.Context, params UpdateAgentStatusParams) (*UpdatedAgentStatus, error) {
	return rest.Do[UpdatedAgentStatus](ctx, s.c, rest.Call{
		Op: "POST /v1/engagement/agent/status", JSON: params,
		Effect: rest.Idempotent, // it sets a value
	})
}

// CapacityUpdate is a kind of change of [Service.UpdateCapacities].
type CapacityUpdate string

// Changes of capacity.
const (
	CapacityUpdateUser    CapacityUpdate = "user"    // of the targets
	CapacityUpdateDefault CapacityUpdate = "default" // of all others
	CapacityUpdateToggle  CapacityUpdate = "toggle_capacity"
)

// UpdateCapacitiesParams says how many chats agents receive; UpdateType is
// required.
type UpdateCapacitiesParams struct {
	UpdateType CapacityUpdate `json:"update_type"`
	Capacity   *int           `json:"capacity,omitzero"` // chats at a time; 0 is none
	// Targets are agents. unverified: their shape is not documented; e-mail
	// addresses are likely.
	Targets []any `json:"targets,omitzero"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p UpdateCapacitiesParams) Validate() error {
	switch {
	case p.UpdateType == "":
		return errors.New("update_type is required")
	case p.UpdateType != CapacityUpdateToggle && p.Capacity == nil:
		return errors.New("capacity is required")
	default:
		return nil
	}
}

// CapacityResult is the result of a change of capacities.
type CapacityResult struct {
	Message       string         `json:"message"`
	FailedUpdates []FailedUpdate `json:"failed_updates"`
	apitype.Raw
}

// FailedUpdate is an agent whose capacity did not change.
type FailedUpdate struct {
	Email string `json:"email"`
	Error string `json:"error"`
}

// UpdateCapacities changes how many chats agents receive. CapacityUpdateToggle turns
// the limit on or off, so a call whose answer is lost is not sent again and gives
// truora.ErrOutcomeUnknown. If some agents could not be changed, the error is
// truora.ErrPartial, and the result that is returned with it lists them.
func (s *Service) UpdateCapacities(ctx context.Context, params UpdateCapacitiesParams) (*CapacityResult, error) {
	return rest.Do[CapacityResult](ctx, s.c, rest.Call{Op: "POST /v1/engagement/agent/capacities", JSON: params})
}
