package batches

import (
	"context"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// WaitParams configures [Service.Wait].
type WaitParams struct {
	// OnUpdate sees the batch each time it has been read, the last time included.
	OnUpdate func(*Batch)
	// Notifier ends a pause early. Truora documents no event about batches, so none
	// may come. Optional.
	Notifier apitype.Notifier
}

// Wait reads a batch until it is final, which it is under any status but
// not_started and in_progress: Truora does not publish what the ends are called.
// One that was never started is waited for too. A batch can take hours, so give
// ctx a deadline; the pauses are set by truora.WithPolling.
//
// What else ends the wait: ctx, an error that will not pass (such as
// [ErrNoBatch]), or ten polls in a row that fail. Beside the error comes the batch
// as last read, or nil.
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
