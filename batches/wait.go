package batches

import (
	"context"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// WaitParams configures [Service.Wait].
type WaitParams struct {
	// OnUpdate is called with the batch every time it has been read, including
	// the last time.
	OnUpdate func(*Batch)
	// Notifier ends a pause early. Truora documents no events about batches, so
	// there may be none. Optional.
	Notifier apitype.Notifier
}

// Wait reads a batch until its status is neither not_started nor in_progress:
// Truora does not publish the names of the final statuses. It also waits for a
// batch that was never started. A batch can take hours, so give ctx a deadline.
// truora.WithPolling sets the pauses.
//
// The wait also ends with an error if ctx ends, if an error is not transient (such
// as [ErrNoBatch]), or if ten polls in a row fail. Along with the error, it
// returns the batch as last read, or nil.
func (s *Service) Wait(ctx context.Context, batchID string, params WaitParams) (*Batch, error) {
	return rest.Wait(ctx, s.c, rest.Waiting[Batch]{
		Op:       "GET /v1/batches/{batch_id}",
		ID:       batchID,
		Get:      func(ctx context.Context) (*Batch, error) { return s.Get(ctx, batchID) },
		Final:    (*Batch).Final,
		OnUpdate: params.OnUpdate,
		Notifier: params.Notifier,
	})
}
