package rules

import (
	"context"
	"errors"
	"iter"
	"net/url"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// ActionType is what an action does.
type ActionType string

// Types of actions.
const (
	ActionTypeHTTPRequest ActionType = "http_request"
	ActionTypeEmail       ActionType = "email"
	ActionTypeCreateCheck ActionType = "create_check" // is billed each time
)

// ActionStatus says whether an action is carried out.
type ActionStatus string

// Statuses of an action.
const (
	ActionStatusEnabled  ActionStatus = "enabled"
	ActionStatusDisabled ActionStatus = "disabled"
)

// HTTPMethod is how an action calls its URL.
type HTTPMethod string

// Methods.
const (
	HTTPMethodGet    HTTPMethod = "GET"
	HTTPMethodPost   HTTPMethod = "POST"
	HTTPMethodPut    HTTPMethod = "PUT"
	HTTPMethodDelete HTTPMethod = "DELETE"
)

// ActionConfig describes an HTTP request. URL and BodyTemplate may contain
// templates such as {{.check.check_id}}. Truora returns all of it in clear text:
// put secrets into the variables of the action, with [Service.SetEnv].
type ActionConfig struct {
	URL        string     `json:"url" url:"config.url,omitempty"`
	HTTPMethod HTTPMethod `json:"http_method" url:"config.http_method,omitempty"`
	// Headers is a string: name=value. It is not printed, because it may hold
	// keys.
	Headers      apitype.Secret `json:"headers" url:"config.headers,omitempty"`
	BodyTemplate string         `json:"body_template" url:"config.body_template,omitempty"`
}

// Action is something a rule does.
type Action struct {
	ActionID string       `json:"action_id" contract:"required"`
	Name     string       `json:"name"`
	Type     ActionType   `json:"type"`
	Status   ActionStatus `json:"status"`
	// Config is that of an HTTP request; what other types have is in RawJSON.
	Config       ActionConfig `json:"config"`
	CreationDate time.Time    `json:"creation_date"`
	UpdateDate   time.Time    `json:"update_date"`
	apitype.Raw
}

// MoreConfig is configuration without a field in ActionConfig: Truora documents
// none for the types email and create_check.
type MoreConfig map[string]string

// EncodeValues writes a field for each entry.
func (m MoreConfig) EncodeValues(prefix string, form *url.Values) error {
	for name, value := range m {
		form.Set(prefix+name, value)
	}
	return nil
}

// CreateActionParams is a new action. Name and Type are required.
type CreateActionParams struct {
	Name   string       `url:"name"`
	Type   ActionType   `url:"type"`
	Status ActionStatus `url:"status,omitempty"`
	// ActionConfig is the configuration. unverified: Truora does not say how it is
	// sent.
	ActionConfig
	MoreConfig MoreConfig `url:"config."`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p CreateActionParams) Validate() error {
	if p.Name == "" || p.Type == "" {
		return errors.New("name and type are required")
	}
	return nil
}

// UpdateActionParams has the fields of an action to change. Empty fields are
// not sent; MoreConfig sends what is in it, also empty: {"body_template": ""}.
type UpdateActionParams struct {
	Name   string       `url:"name,omitempty"`
	Type   ActionType   `url:"type,omitempty"`
	Status ActionStatus `url:"status,omitempty"`
	// ActionConfig is the configuration. unverified, as at creation.
	ActionConfig
	MoreConfig MoreConfig `url:"config."`
}

// ListActionsParams selects a page.
type ListActionsParams struct {
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// ListActions returns a page of the actions of a rule.
func (s *Service) ListActions(ctx context.Context, ruleID string, params ListActionsParams) (*apitype.Page[Action], error) {
	return rest.List[Action](ctx, s.c, rest.Call{Op: "GET /v1/bre/rules/{rule_id}/actions", Args: []string{ruleID}, Query: params, Key: "actions"})
}

// AllActions walks over all pages of [Service.ListActions].
func (s *Service) AllActions(ctx context.Context, ruleID string, params ListActionsParams) iter.Seq2[Action, error] {
	return rest.AllOf(ctx, ruleID, params, s.ListActions, func(p *ListActionsParams) *string { return &p.StartKey })
}

// CreateAction adds an action to a rule. Each call adds another one. A lost answer
// gives truora.ErrOutcomeUnknown: look for the action with [Service.AllActions].
func (s *Service) CreateAction(ctx context.Context, ruleID string, params CreateActionParams) (*Action, error) {
	return rest.Do[Action](ctx, s.c, rest.Call{Op: "POST /v1/bre/rules/{rule_id}/actions", Args: []string{ruleID}, Form: params, Key: "action"})
}

// UpdateAction changes an action. Whether Truora resets what is not sent is not
// published.
func (s *Service) UpdateAction(ctx context.Context, ruleID, actionID string, params UpdateActionParams) (*Action, error) {
	return rest.Do[Action](ctx, s.c, rest.Call{
		Op: "PUT /v1/bre/rules/{rule_id}/actions/{action_id}", Args: []string{ruleID, actionID}, Form: params, Key: "action",
	})
}

// DeleteAction deletes an action and its variables. If the answer is lost and the
// second attempt finds no action, it counts as deleted.
func (s *Service) DeleteAction(ctx context.Context, ruleID, actionID string) error {
	return rest.Run(ctx, s.c, rest.Call{
		Op: "DELETE /v1/bre/rules/{rule_id}/actions/{action_id}", Args: []string{ruleID, actionID},
	})
}
