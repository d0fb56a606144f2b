// Package customtypes manages the account's own types of checks: which data sets
// a check of such a type searches in a country, and how much each of them counts
// in its score. To use a type, set checks.CreateParams.Type to its name.
package customtypes

import (
	"context"
	"iter"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Service calls the operations on custom types. It is the field CustomTypes of
// truora.Client.
type Service struct {
	c *rest.Client
}

// New is called by package truora.
func New(c *rest.Client) *Service { return &Service{c} }

// GetConfigParams selects a page.
type GetConfigParams struct {
	// StartKey is Config.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// GetConfig returns the weights of the account's types, and of built-in ones too: see
// [Config.Own]. unverified: no sample has a second page.
func (s *Service) GetConfig(ctx context.Context, params GetConfigParams) (*Config, error) {
	return rest.DoPage(ctx, s.c, rest.Call{Op: "GET /v1/config", Query: params}, func(c *Config) *string { return &c.Next })
}

// All walks over the types on all pages of [Service.GetConfig].
func (s *Service) All(ctx context.Context, params GetConfigParams) iter.Seq2[Type, error] {
	return rest.All(ctx, params, func(ctx context.Context, p GetConfigParams) (*apitype.Page[Type], error) {
		config, err := s.GetConfig(ctx, p)
		if err != nil {
			return nil, err
		}
		return &apitype.Page[Type]{Items: config.Types(), Next: config.Next}, nil
	}, func(p *GetConfigParams) *string { return &p.StartKey })
}

// Create creates a type and returns the weights of all types of the account.
// What Truora does if the type exists is not published. A lost answer gives
// truora.ErrOutcomeUnknown: look for the type with [Service.GetConfig]. Creating
// it twice has the same result as creating it once.
func (s *Service) Create(ctx context.Context, params CreateParams) (*Config, error) {
	return rest.Do[Config](ctx, s.c, rest.Call{Op: "POST /v1/config", Form: params})
}

// Update replaces the weights of a type and returns those of all types. Country
// and name say which; neither can be changed. unverified: a data set that is left
// out is no longer searched, so set every weight. Existing checks keep their
// scores. An answer without a body, which Truora documented in 2021, is success and
// gives an empty Config.
func (s *Service) Update(ctx context.Context, params UpdateParams) (*Config, error) {
	return rest.Do[Config](ctx, s.c, rest.Call{Op: "PUT /v1/config", Form: params})
}

// Delete deletes a type. The result holds what is left, usually of that country
// only, and no ClientID and ConfigID. If the answer is lost and the second
// attempt finds no such type, it counts as deleted, and an empty Config is
// returned; an answer without a body, which Truora documented in 2021, gives one too.
func (s *Service) Delete(ctx context.Context, params DeleteParams) (*Config, error) {
	return rest.Do[Config](ctx, s.c, rest.Call{Op: "DELETE /v1/config", Query: params})
}
