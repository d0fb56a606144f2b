package identity

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/received"
	"github.com/truora/truora-go/internal/rest"
)

// ListParams selects processes. Without any field it selects all processes of
// the account; a key with the permission identity.process.read.own sees only
// its own.
type ListParams struct {
	// AccountID selects the processes of exactly one account. Truora silently
	// ignores such a filter, so the SDK searches for the account and filters
	// the answer itself: a page may be empty and still have a next one.
	AccountID string `url:"-"`
	// Search is an exact process_id or flow_id, or a part of an account_id,
	// document_number, cell_phone, first_name or last_name.
	Search         string                   `url:"search,omitempty"`
	Status         apitype.Status           `url:"status,omitempty"`
	FailureStatus  apitype.FailureStatus    `url:"failure_status,omitempty"`
	DeclinedReason []apitype.DeclinedReason `url:"declined_reason,omitempty"` // any of them
	// StartDate and EndDate go together, at most two months apart.
	StartDate time.Time `url:"start_date,omitempty" layout:"2006-01-02T15:04:05-07:00"`
	EndDate   time.Time `url:"end_date,omitempty" layout:"2006-01-02T15:04:05-07:00"`
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

const maxMonths = 2

// Validate returns an error for input that Truora would certainly refuse.
func (p ListParams) Validate() error {
	switch {
	case p.StartDate.IsZero() != p.EndDate.IsZero():
		return errors.New("start_date and end_date go together")
	case p.EndDate.Before(p.StartDate):
		return errors.New("end_date is before start_date")
	case p.EndDate.After(p.StartDate.AddDate(0, maxMonths, 0)):
		return errors.New("start_date and end_date are more than two months apart")
	}
	return nil
}

// searching makes Truora search for the account, which saves pages.
func (p ListParams) searching() ListParams {
	if p.Search == "" {
		p.Search = p.AccountID
	}
	return p
}

// List returns a page of processes, 20 of them by default.
func (s *Service) List(ctx context.Context, params ListParams) (*apitype.Page[Process], error) {
	page, err := rest.List[Process](ctx, s.c, rest.Call{Op: "GET /v1/processes", Query: params.searching(), Key: "identity_processes"})
	return params.own(page), err
}

// own removes the processes of other accounts, and so the text of the page too.
func (p ListParams) own(page *apitype.Page[Process]) *apitype.Page[Process] {
	if page == nil || p.AccountID == "" {
		return page
	}
	before := len(page.Items)
	page.Items = slices.DeleteFunc(page.Items, func(process Process) bool { return process.AccountID != p.AccountID })
	if len(page.Items) < before {
		received.Attach(page, nil, received.NotesOf(page))
	}
	return page
}

// All walks over all pages of [Service.List].
func (s *Service) All(ctx context.Context, params ListParams) iter.Seq2[Process, error] {
	return rest.All(ctx, params, s.List, func(p *ListParams) *string { return &p.StartKey })
}
