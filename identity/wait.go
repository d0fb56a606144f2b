package identity

import (
	"context"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// WaitParams configures [Service.Wait].
type WaitParams struct {
	// OnUpdate is called with the result every time it has been read, including
	// the last time.
	OnUpdate func(*Result)
	// Notifier, such as a webhooks.Hub, ends a pause as soon as an event about the
	// process arrives, and lets Wait poll slowly from the start. Optional.
	Notifier apitype.Notifier
	// EvenUnopened makes Wait treat a process that is not found as pending: it
	// does not exist until someone opens the link of its token. If nobody ever
	// does, only ctx ends the wait.
	EvenUnopened bool
}

// Wait reads the result of a process until it is final: approved, declined,
// expired or failed, all of which are results. A person takes minutes, but may
// take the whole time to live of the flow (usually 120 minutes, at most a day),
// and Truora may take 15 minutes more: give ctx a deadline later than
// [Result.LatestVerdict], or use a webhook. truora.WithPolling sets the pauses.
//
// The wait also ends with an error if ctx ends, if an error is not transient
// (such as truora.ErrNotFound), or if ten polls in a row fail. Along with the
// error, it returns the result as last read, or nil.
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
