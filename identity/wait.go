package identity

import (
	"context"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// WaitParams configures [Service.Wait].
type WaitParams struct {
	// OnUpdate sees the result each time it has been read, the last time included.
	OnUpdate func(*Result)
	// Notifier, such as a webhooks.Hub, ends a pause as soon as an event about the
	// process arrives, and makes polling slow from the start. Optional.
	Notifier apitype.Notifier
	// EvenUnopened waits also for a process that is not found at first: that of a
	// token whose link nobody has opened. If nobody ever does, only ctx ends it.
	EvenUnopened bool
}

// Wait reads the result of a process until it is final: approved, declined,
// expired or failed, all of which are results. A person takes minutes, and may
// take the flow's whole time to live (usually 120 minutes, a day at most) with
// 15 minutes of grace after it: give ctx a deadline later than
// [Result.LatestVerdict], or wait by webhook. The pauses are set by
// truora.WithPolling.
//
// What else ends the wait: ctx, an error that will not pass (such as
// truora.ErrNotFound), or ten polls in a row that fail. Beside the error comes
// the result as last read, or nil.
func (s *Service) Wait(ctx context.Context, processID string, params WaitParams) (*Result, error) {
	return rest.Wait(ctx, s.c, rest.Waiting[Result]{
		Op:             "GET /v1/processes/{process_id}/result",
		ID:             processID,
		Get:            func(ctx context.Context) (*Result, error) { return s.GetResult(ctx, processID) },
		Final:          (*Result).Final,
		Updated:        func(r *Result) time.Time { return r.UpdateDate },
		MissingIsEarly: params.EvenUnopened,
		OnUpdate:       params.OnUpdate,
		Notifier:       params.Notifier,
	})
}
