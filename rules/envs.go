package rules

import (
	"context"
	"errors"
	"regexp"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Env is a variable of an action. Its value is often a key and is therefore never
// printed.
type Env struct {
	Name   string         `json:"name"`
	Secret bool           `json:"secret"`
	Value  apitype.Secret `json:"value"` // empty if Secret is set
}

// Envs are the variables of an action.
type Envs struct {
	Variables []Env `json:"variables" contract:"required"`
	apitype.Raw
}

// SetEnvParams is a variable to create or replace.
type SetEnvParams struct {
	// Name begins with a letter; letters, digits and underscores follow.
	Name  string         `url:"name"`
	Value apitype.Secret `url:"value"`
	// Secret stores the value encrypted: Truora never returns it.
	Secret bool `url:"secret"`
}

var envName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

// Validate returns an error for input that Truora would certainly refuse.
func (p SetEnvParams) Validate() error {
	if !envName.MatchString(p.Name) {
		return errors.New("name must begin with a letter and continue with letters, digits and underscores")
	}
	return nil
}

// GetEnvs returns the variables of an action; the values of secret ones are empty.
func (s *Service) GetEnvs(ctx context.Context, ruleID, actionID string) (*Envs, error) {
	return rest.Do[Envs](ctx, s.c, rest.Call{
		Op: "GET /v1/bre/rules/{rule_id}/actions/{action_id}/envs", Args: []string{ruleID, actionID},
	})
}

// SetEnv creates or replaces a variable of an action, and returns all of them.
func (s *Service) SetEnv(ctx context.Context, ruleID, actionID string, params SetEnvParams) (*Envs, error) {
	return rest.Do[Envs](ctx, s.c, rest.Call{
		Op: "POST /v1/bre/rules/{rule_id}/actions/{action_id}/envs", Args: []string{ruleID, actionID}, Form: params,
		Effect: rest.Idempotent, // it replaces the variable of that name
	})
}

// DeleteEnv deletes a variable of an action. If the answer is lost and the second
// attempt finds no variable, it counts as deleted.
func (s *Service) DeleteEnv(ctx context.Context, ruleID, actionID, name string) error {
	return rest.Run(ctx, s.c, rest.Call{
		Op: "DELETE /v1/bre/rules/{rule_id}/actions/{action_id}/envs/{var_name}", Args: []string{ruleID, actionID, name},
	})
}
