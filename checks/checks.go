// Package checks runs background checks: it creates them, waits for them, and
// reads their scores, details, files and PDF. A check takes seconds to days,
// and is billed when it is created.
//
// A finished check is not necessarily a clean one, or a complete one: read the
// scores only once [apitype.Check.Final] is true, and see [apitype.Check.Coverage] for
// the sources that did not answer.
package checks

import (
	"context"
	"iter"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Service calls the operations on checks. It is the field Checks of
// truora.Client.
type Service struct {
	c *rest.Client
}

// New is called by package truora.
func New(c *rest.Client) *Service { return &Service{c} }

// Create starts a background check and returns before it is done: wait with
// [Service.Wait] or take the webhook. Each new check is billed.
//
// If an equal check was created recently, it is returned instead of a new one
// and not billed, unless params.ForceCreation is set; how recently is not
// published. Check.Reused says when that is proven; such a check has the CustomInput
// and the ReportID of the call that bought it. Without ForceCreation, a call whose
// answer is lost is therefore sent again. With it, the error is
// truora.ErrOutcomeUnknown. After that error, and after a *truora.DecodeError, which
// means that a check was bought, look for the check with [Service.Find] by your
// CustomInput before you create it again.
//
// The new check has no scores and no statuses yet. Too many unfinished checks of
// high priority in a country give truora.ErrRateLimited, and nothing is created.
func (s *Service) Create(ctx context.Context, params CreateParams) (*Check, error) {
	return rest.Do[Check](ctx, s.c, rest.Call{
		Op: "POST /v1/checks", Form: params, Key: "check",
		Header: map[string]string{"Truora-Priority": string(params.Priority)},
		Effect: rest.DedupeUnless(params.ForceCreation),
		Reused: s.reused(params, time.Now()),
	})
}

// Get returns a check. Its scores are meaningful only once
// [apitype.Check.Final] is true.
func (s *Service) Get(ctx context.Context, checkID string) (*Check, error) {
	return rest.Do[Check](ctx, s.c, rest.Call{Op: "GET /v1/checks/{check_id}", Args: []string{checkID}, Key: "check"})
}

// Delete deletes a check and its data, and returns a stub of it, without inputs, status
// or scores. unverified: that the check is not found afterwards. The first check of a
// continuous check cannot be deleted. If the answer is lost and the second attempt
// finds no check, it counts as deleted, and an empty Check is returned.
func (s *Service) Delete(ctx context.Context, checkID string) (*Check, error) {
	return rest.Do[Check](ctx, s.c, rest.Call{Op: "DELETE /v1/checks/{check_id}", Args: []string{checkID}, Key: "check"})
}

// ListParams selects the checks that [Service.List] returns.
type ListParams struct {
	// ReportID selects the checks that are filed under this report.
	ReportID string `url:"report_id,omitempty"`
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// List returns a page of the account's checks. Neither the order nor the size of
// a page is published.
func (s *Service) List(ctx context.Context, params ListParams) (*apitype.Page[Check], error) {
	return rest.List[Check](ctx, s.c, rest.Call{Op: "GET /v1/checks", Query: params, Key: "checks"})
}

// All walks over all pages of [Service.List].
func (s *Service) All(ctx context.Context, params ListParams) iter.Seq2[Check, error] {
	return rest.All(ctx, params, s.List, func(p *ListParams) *string { return &p.StartKey })
}

// Summary is a text about the result of a check.
type Summary struct {
	// Summary is prose. It appears to be generated: the wording may differ from
	// call to call.
	Summary string `json:"summary" contract:"required"`
	apitype.Raw
}

// Summarize returns a text about what a check found. It may take a long time.
// What Truora answers for an unfinished check is not published.
func (s *Service) Summarize(ctx context.Context, checkID string) (*Summary, error) {
	return rest.Do[Summary](ctx, s.c, rest.Call{Op: "GET /v1/checks/{check_id}/summarize", Args: []string{checkID}})
}

// Variables are the decision variables of a check. Only the first fields are
// documented: read the rest from RawJSON.
type Variables struct {
	CheckID     string              `json:"check_id" contract:"required"`
	Check       string              `json:"check"`   // path of the check
	Details     string              `json:"details"` // path of its details
	Country     apitype.Country     `json:"country"`
	CheckStatus apitype.CheckStatus `json:"check_status"`
	// VariablesStatus becomes completed some time after the check does.
	VariablesStatus apitype.CheckStatus `json:"variables_status"`
	// Person, Company or Vehicle holds the variables of the subject, by name; the
	// others are nil. unverified: Company and Vehicle are inferred from Person.
	Person  map[string]any `json:"person"`
	Company map[string]any `json:"company"`
	Vehicle map[string]any `json:"vehicle"`
	apitype.Raw
}

// GetVariables returns the decision variables of a check. They are ready once
// VariablesStatus is completed, a while after the check.
func (s *Service) GetVariables(ctx context.Context, checkID string) (*Variables, error) {
	return rest.Do[Variables](ctx, s.c, rest.Call{Op: "GET /v1/checks/{check_id}/variables", Args: []string{checkID}})
}
