// Package checks is a made-up area in which everything is as the inventory says.
package checks

import (
	"context"

	"example.com/internal/rest"
)

type Service struct{ c *rest.Client }

type Status string

const (
	Completed Status = "completed"
	Failed    Status = "error"
	plain            = "GET /v1/checks/{check_id}"
)

// Create starts a check.
func (s *Service) Create(ctx context.Context, p CreateParams) (*Check, error) {
	return rest.Do[Check](ctx, s.c, rest.Call{
		Op: "POST /v1/checks", Form: p, Key: "check", Effect: rest.DedupeUnless(p.ForceCreation),
	})
}

// Get returns a check; its Op is a constant.
func (s *Service) Get(ctx context.Context, id string) (*Check, error) {
	return rest.Do[Check](ctx, s.c, rest.Call{Op: plain, Args: []string{id}, Key: "check"})
}

// List leaves the call to a function of the package.
func (s *Service) List(ctx context.Context, p ListParams) (*Page[Check], error) {
	return rest.List[Check](ctx, s.c, listCall(p))
}

// All is not in the inventory, what it calls is.
func (s *Service) All(ctx context.Context, p ListParams) Seq {
	return rest.All(ctx, p, func() { s.page(p) })
}

// Wait names the operation it repeats.
func (s *Service) Wait(ctx context.Context, id string) (*Check, error) {
	return rest.Wait(ctx, s.c, rest.Waiting[Check]{Op: "GET /v1/checks/{check_id}"})
}

// DownloadAttachment fetches a signed link, which is no operation of Truora's.
func (s *Service) DownloadAttachment(ctx context.Context) error {
	return rest.Fetch(ctx, s.c, "GET attachment", "https://files.example.com")
}

func (s *Service) page(p ListParams) rest.Call { return listCall(p) }

func listCall(p ListParams) rest.Call {
	return rest.Call{Op: "GET /v1/checks", Query: p, Key: "checks"}
}
