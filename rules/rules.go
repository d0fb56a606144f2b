// Package rules manages what Truora does on its own when an event occurs: rules,
// their actions and the variables of those actions.
//
// These operations are not in Truora's reference of 2024.
package rules

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Service calls the operations on rules. It is the field Rules of truora.Client.
type Service struct {
	c *rest.Client
}

// New is called by package truora.
func New(c *rest.Client) *Service { return &Service{c} }

// EventType is the event that a rule listens to: product, subproduct and event,
// with dots between. The set is open.
type EventType string

// Events that Truora lists for rules.
const (
	EventTypeCheckFinished EventType = "checks.check.finished"
	EventTypeCheckDelayed  EventType = "checks.check.delayed"
)

// Rule says for which events, and under which condition, actions are carried
// out.
type Rule struct {
	RuleID    string    `json:"rule_id" contract:"required"`
	Name      string    `json:"name"`
	EventType EventType `json:"event_type"`
	// Condition is a jsonlogic document, as it was sent. [Service.GetVariablesSpec] has
	// the variables.
	Condition string `json:"condition"`
	// Status and EventActions are mentioned in prose only; no sample has them.
	Status       string          `json:"status"`
	EventActions json.RawMessage `json:"event_actions"` //grammar:raw named in prose only: no sample has it
	CreationDate time.Time       `json:"creation_date"`
	UpdateDate   time.Time       `json:"update_date"`
	apitype.Raw
}

// CreateParams is a new rule. Name, EventType and Condition are required.
type CreateParams struct {
	Name      string    `url:"name"`
	EventType EventType `url:"event_type"`
	// Condition is a jsonlogic document: {"<":[{"var":"variable.check.score"},0.5]}
	Condition string `url:"condition"`
	// EventActions is mentioned in prose, without its format. unverified.
	EventActions string `url:"event_actions,omitempty"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p CreateParams) Validate() error {
	if p.Name == "" || p.EventType == "" || p.Condition == "" {
		return errors.New("name, event_type and condition are required")
	}
	return validateCondition(p.Condition)
}

// UpdateParams has the fields of a rule to change. Empty fields are not sent.
type UpdateParams struct {
	Name      string    `url:"name,omitempty"`
	EventType EventType `url:"event_type,omitempty"`
	Condition string    `url:"condition,omitempty"` // a jsonlogic document
}

// Validate returns an error for input that Truora would certainly refuse.
func (p UpdateParams) Validate() error { return validateCondition(p.Condition) }

func validateCondition(condition string) error {
	if condition != "" && !json.Valid([]byte(condition)) {
		return errors.New("condition must be a JSON document")
	}
	return nil
}

// ListParams selects a page.
type ListParams struct {
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// List returns a page of the account's rules.
func (s *Service) List(ctx context.Context, params ListParams) (*apitype.Page[Rule], error) {
	return rest.List[Rule](ctx, s.c, rest.Call{Op: "GET /v1/bre/rules", Query: params, Key: "rules"})
}

// All walks over all pages of [Service.List].
func (s *Service) All(ctx context.Context, params ListParams) iter.Seq2[Rule, error] {
	return rest.All(ctx, params, s.List, func(p *ListParams) *string { return &p.StartKey })
}

// Create creates a rule, which does nothing until it has an action. Each call
// creates another rule, and then events are acted on twice. A lost answer gives
// truora.ErrOutcomeUnknown: look for the rule with [Service.All].
func (s *Service) Create(ctx context.Context, params CreateParams) (*Rule, error) {
	return rest.Do[Rule](ctx, s.c, rest.Call{Op: "POST /v1/bre/rules", Form: params, Key: "rule"})
}

// Get returns a rule.
func (s *Service) Get(ctx context.Context, ruleID string) (*Rule, error) {
	return rest.Do[Rule](ctx, s.c, rest.Call{Op: "GET /v1/bre/rules/{rule_id}", Args: []string{ruleID}, Key: "rule"})
}

// Update changes a rule. Whether Truora resets what is not sent is not published.
func (s *Service) Update(ctx context.Context, ruleID string, params UpdateParams) (*Rule, error) {
	return rest.Do[Rule](ctx, s.c, rest.Call{Op: "PUT /v1/bre/rules/{rule_id}", Args: []string{ruleID}, Form: params, Key: "rule"})
}

// Delete deletes a rule permanently. If the answer is lost and the second
// attempt finds no rule, it counts as deleted.
func (s *Service) Delete(ctx context.Context, ruleID string) error {
	return rest.Run(ctx, s.c, rest.Call{Op: "DELETE /v1/bre/rules/{rule_id}", Args: []string{ruleID}})
}

// Spec has the variables that conditions can use.
type Spec struct {
	// VariablesSpec has the variables by name, such as variable.check.score.
	VariablesSpec map[string]Variable `json:"variables_spec" contract:"required"`
	apitype.Raw
}

// Variable is a variable that a condition can use.
type Variable struct {
	Type string `json:"type"` // e.g. string
}

// GetVariablesSpec returns the variables that conditions can use.
func (s *Service) GetVariablesSpec(ctx context.Context) (*Spec, error) {
	return rest.Do[Spec](ctx, s.c, rest.Call{Op: "GET /v1/bre/variables-spec"})
}
