// Package checks is a made-up area in which every method is wrong.
package checks

import (
	"context"

	"example.com/internal/rest"
)

type Service struct{ c *rest.Client }

// Get calls the path of another operation.
func (s *Service) Get(ctx context.Context, id string) (*Check, error) {
	return rest.Do[Check](ctx, s.c, rest.Call{Op: "GET /v1/checks/{check_id}/details", Args: []string{id}})
}

// Create may be sent twice.
func (s *Service) Create(ctx context.Context, p CreateParams) (*Check, error) {
	return rest.Do[Check](ctx, s.c, rest.Call{Op: "POST /v1/checks", Form: p, Effect: rest.Idempotent})
}

// UpdateSettings sends JSON.
func (s *Service) UpdateSettings(ctx context.Context, p Params) (*Settings, error) {
	return rest.Do[Settings](ctx, s.c, rest.Call{Op: "POST /v1/settings", JSON: p, Effect: rest.Idempotent})
}

// Summarize calls nothing.
func (s *Service) Summarize(ctx context.Context, id string) (*Summary, error) {
	return nil, nil
}

// Invent calls what Truora does not have.
func (s *Service) Invent(ctx context.Context) error {
	return rest.Run(ctx, s.c, rest.Call{Op: "POST /v1/inventions"})
}

// Guess puts its Op together.
func (s *Service) Guess(ctx context.Context, what string) error {
	return rest.Run(ctx, s.c, rest.Call{Op: "GET /v1/" + what})
}

func (s *Service) Delete(ctx context.Context, id string) (*Check, error) {
	return rest.Do[Check](ctx, s.c, rest.Call{Op: "DELETE /v1/checks/{check_id}"})
}
