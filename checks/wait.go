package checks

import (
	"context"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// WaitParams configures [Service.Wait].
type WaitParams struct {
	// OnUpdate is called with the check every time it has been read, including
	// the last time.
	OnUpdate func(*Check)
	// Notifier, such as a webhooks.Hub, ends a pause as soon as an event about the
	// check arrives, and lets Wait poll slowly from the start. Optional.
	Notifier apitype.Notifier
}

// Wait reads a check until it is final: completed or error, both of which are
// results. Most checks take seconds to minutes. A delayed one takes up to 3 days
// and is polled less and less often, so give ctx a deadline. truora.WithPolling
// sets the pauses.
//
// The wait also ends with an error if ctx ends, if an error is not transient
// (such as truora.ErrNotFound), or if ten polls in a row fail. Along with the
// error, it returns the check as last read, or nil.
func (s *Service) Wait(ctx context.Context, checkID string, params WaitParams) (*Check, error) {
	return rest.Wait(ctx, s.c, rest.Waiting[Check]{
		Op:       "GET /v1/checks/{check_id}",
		ID:       checkID,
		Get:      func(ctx context.Context) (*Check, error) { return s.Get(ctx, checkID) },
		Final:    (*Check).Final,
		Slow:     func(c *Check) bool { return c.Status == apitype.CheckStatusDelayed },
		Updated:  func(c *Check) time.Time { return c.UpdateDate },
		OnUpdate: params.OnUpdate,
		Notifier: params.Notifier,
	})
}
