package checks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/received"
	"github.com/truora/truora-go/internal/rest"
)

// FindParams bounds [Service.Find].
type FindParams struct {
	// ReportID searches the checks of one report only, which saves pages.
	ReportID string
	// Since leaves out checks that were created before it; zero leaves out none. A check
	// without a readable date stays in.
	Since time.Time
	// MaxPages bounds the pages that are read each time; 0 means 100.
	MaxPages int
	// MaxWait is for how long the list is read again while the check is not in it: how
	// soon a new check is in the list is not published. 0 reads it once.
	MaxWait time.Duration
}

const usualMaxPages = 100

// Find returns the check that was created with the given CustomInput, which must not be
// blank; of several the first in the list. Upper and lower case are the same. Truora has
// no search for it, so Find reads the list of checks, page by page. unverified: that the
// list returns the custom_input.
//
// Only truora.ErrNotFound says that there is no such check: the list was read to its
// end. Any other error leaves that open, also that of a list that is longer than
// MaxPages. A check that Create gave back instead of a new one has the CustomInput of
// the call that bought it: see Check.Reused.
func (s *Service) Find(ctx context.Context, customInput string, params FindParams) (*Check, error) {
	if strings.TrimSpace(customInput) == "" {
		return nil, s.c.Refuse(listOp, errors.New("custom_input is blank"))
	}
	pauses := s.c.Pauses(ctx, params.MaxWait)
	for {
		check, err := s.findOnce(ctx, customInput, params)
		if check != nil || !errors.Is(err, rest.ErrNotFound) || params.MaxWait <= 0 {
			return check, err
		}
		if more, ended := pauses.Sleep(ctx); !more {
			return nil, errors.Join(err, ended)
		}
	}
}

const listOp = "GET /v1/checks"

func (s *Service) findOnce(ctx context.Context, customInput string, params FindParams) (*Check, error) {
	limit := params.MaxPages
	if limit <= 0 {
		limit = usualMaxPages
	}
	pages := rest.Pages(ctx, ListParams{ReportID: params.ReportID}, s.List, func(p *ListParams) *string { return &p.StartKey })
	n, unread := 0, error(nil)
	for page, err := range pages {
		if errors.Is(err, rest.ErrNotFound) { // of the list, which says nothing of the check
			return nil, s.c.Fail(listOp, nil, "the list of checks was answered with a 404, and not read to its end")
		}
		if page == nil {
			return nil, err
		}
		for i := range page.Items {
			c := &page.Items[i]
			switch {
			case sameReference(c.CustomInput, customInput) && (c.CreationDate.IsZero() || !c.CreationDate.Before(params.Since)):
				return c, nil
			case slices.ContainsFunc(c.Problems(), aboutCustomInput):
				unread = s.c.Fail(listOp, nil, "a check has a custom_input that cannot be read")
			}
		}
		if notes := received.NotesOf(page); notes != nil && notes.Err != nil {
			unread = notes.Err // it may be among those that could not be read
		}
		if n++; n == limit && page.Next != "" {
			return nil, s.c.Fail(listOp, nil, fmt.Sprintf("no check with this custom_input on the first %d pages, and there are more", n))
		}
	}
	if unread != nil {
		return nil, unread
	}
	return nil, s.c.Fail(listOp, rest.ErrNotFound, "no check has this custom_input")
}

func aboutCustomInput(p apitype.Problem) bool { return p.Pointer == "/custom_input" }

// sameReference compares what was sent with what came back: letters may come back in
// another case, as other names do.
func sameReference(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

// How far the times that Truora's machines write may differ, and how far one is rounded.
const (
	clockSlack = 5 * time.Second
	rounding   = 2 * time.Second
)

// reused returns what notes in the check that a call returned whether it is proven to be
// older than the call, which begins at that time. A forced call never gets an older one.
func (s *Service) reused(params CreateParams, begun time.Time) func(result any) bool {
	if params.ForceCreation {
		return nil
	}
	sent := params.CustomInput
	return func(result any) bool {
		c := result.(*Check)
		c.Reused = s.older(c, sent, begun)
		return c.Reused
	}
}

func (s *Service) older(c *Check, sent string, begun time.Time) bool {
	if c.CustomInput != "" && sent != "" && !sameReference(c.CustomInput, sent) {
		return true
	}
	if c.CreationDate.IsZero() {
		return false
	}
	if !c.UpdateDate.IsZero() && c.UpdateDate.Sub(c.CreationDate) > time.Since(begun)+rounding {
		return true // it had a life before the call
	}
	begun, known := s.c.ServerTime(begun)
	return known && c.CreationDate.Before(begun.Add(-clockSlack))
}
