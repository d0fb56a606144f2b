// Package continuous repeats a background check at intervals and records what
// changed from run to run. Every run is billed, until the end date or until the
// continuous check is disabled; there is no way to delete one.
package continuous

import (
	"context"
	"iter"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Service calls the operations on continuous checks. It is the field Continuous
// of truora.Client.
type Service struct {
	c *rest.Client
}

// New is called by package truora.
func New(c *rest.Client) *Service { return &Service{c} }

// Create repeats an existing check, which counts as the first run. Each later run
// is billed, and each call creates another continuous check. After a lost answer
// (truora.ErrOutcomeUnknown), look for it with [Service.All] by the CheckID of its run
// before you create it again. A check created with checks.CreateParams.Watch is
// already a continuous one.
//
// The first run can no longer be deleted.
func (s *Service) Create(ctx context.Context, params CreateParams) (*Check, error) {
	return rest.Do[Check](ctx, s.c, rest.Call{Op: "POST /v1/continuous-checks", Form: params})
}

// Get returns a continuous check with its last run.
func (s *Service) Get(ctx context.Context, continuousCheckID string) (*Check, error) {
	return rest.Do[Check](ctx, s.c, rest.Call{
		Op: "GET /v1/continuous-checks/{continuous_check_id}", Args: []string{continuousCheckID},
	})
}

// Update changes the interval, the status, or the version of the events. The end
// date cannot be changed. Truora's rules of 2021 wanted both Frequency and Status.
func (s *Service) Update(ctx context.Context, continuousCheckID string, params UpdateParams) (*Check, error) {
	return rest.Do[Check](ctx, s.c, rest.Call{
		Op: "PUT /v1/continuous-checks/{continuous_check_id}", Args: []string{continuousCheckID}, Form: params,
	})
}

// Enable resumes the runs, which are billed: [Service.Update] with
// [StatusEnabled].
func (s *Service) Enable(ctx context.Context, continuousCheckID string) (*Check, error) {
	return s.Update(ctx, continuousCheckID, UpdateParams{Status: StatusEnabled})
}

// Disable stops the runs: [Service.Update] with [StatusDisabled].
func (s *Service) Disable(ctx context.Context, continuousCheckID string) (*Check, error) {
	return s.Update(ctx, continuousCheckID, UpdateParams{Status: StatusDisabled})
}

// ListParams selects a page.
type ListParams struct {
	// StartKey is Page.Next of the previous page; empty for the first page.
	// unverified: Truora's answer has a next, its parameters have no start_key.
	StartKey string `url:"start_key,omitempty"`
}

// List returns a page of the account's continuous checks. Truora's only samples
// are a single one without a list around it, which is returned as a page of
// one.
func (s *Service) List(ctx context.Context, params ListParams) (*apitype.Page[Check], error) {
	return rest.List[Check](ctx, s.c, rest.Call{
		Op: "GET /v1/continuous-checks", Query: params, Key: "continuous_checks", Lone: "continuous_check_id",
	})
}

// All walks over all pages of [Service.List].
func (s *Service) All(ctx context.Context, params ListParams) iter.Seq2[Check, error] {
	return rest.All(ctx, params, s.List, func(p *ListParams) *string { return &p.StartKey })
}

// ListHistoryParams selects a page.
type ListHistoryParams struct {
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// ListHistory returns a page of what changed from run to run. Their order is not
// published.
func (s *Service) ListHistory(ctx context.Context, continuousCheckID string, params ListHistoryParams) (*apitype.Page[Entry], error) {
	return rest.List[Entry](ctx, s.c, rest.Call{
		Op: "GET /v1/continuous-checks/{continuous_check_id}/history", Args: []string{continuousCheckID}, Query: params, Key: "history",
	})
}

// AllHistory walks over all pages of [Service.ListHistory].
func (s *Service) AllHistory(ctx context.Context, continuousCheckID string, params ListHistoryParams) iter.Seq2[Entry, error] {
	return rest.AllOf(ctx, continuousCheckID, params, s.ListHistory, func(p *ListHistoryParams) *string { return &p.StartKey })
}
