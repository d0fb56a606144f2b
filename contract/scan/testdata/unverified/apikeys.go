// Package apikeys is a made-up area with operations whose path is inferred.
package apikeys

import (
	"context"

	"example.com/internal/rest"
)

type Service struct{ c *rest.Client }

// List does not admit it.
func (s *Service) List(ctx context.Context) (*Page[Key], error) {
	return rest.List[Key](ctx, s.c, rest.Call{Op: "GET /v1/api-keys", Key: "api_keys"})
}

// Delete does.
//
// unverified: the path is inferred.
func (s *Service) Delete(ctx context.Context, id string) error {
	return rest.Run(ctx, s.c, rest.Call{Op: "DELETE /v1/api-keys/{api_key_id}", Args: []string{id}})
}
