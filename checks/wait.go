package checks

import (
	"context"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// WaitParams configures [Service.Wait].
type WaitParams struct {
	// OnUpdate sees the check each time it has been read, the last time included.
	OnUpdate func(*Check)
	// Notifier, such as a webhooks.Hub, ends a pause as soon as an event about the
	// check arrives, and makes polling slow from the start. Optional.
	Notifier apitype.Notifier
}

// Wait reads a check until it is final: completed or error, both of which are
// results. Most checks take seconds to minutes. A delayed one takes up to 3 days
// and is asked for ever less often, so give ctx a deadline; the pauses are set by
// truora.WithPolling.
//
// What else ends the wait: ctx, an error that will not pass (such as
// truora.ErrNotFound), or ten polls in a row that fail. Beside the error comes
// the check as last read, or nil.
func (s *Service) Wait(ctx context.Context, checkID string, params WaitParams) (*Check, error) {
	return rest.Wait(ctx, s.c, rest.Waiting[Check]{
		Op:       "GET /v1/checks/{check_id}",
		ID:       checkID,
		Get:      func(ctx context.Context) (*Check, error) { return s.Get(ctx, checkID) },
		Final:    (*Check).Final,
		Slow:     func(c *Check) bool { return c.Status == StatusDelayed },
		Updated:  func(c *Check) time.Time { return c.UpdateDate },
		OnUpdate: params.OnUpdate,
		Notifier: params.Notifier,
	})
}
