package validators

import (
	"context"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// WaitParams configures [Service.Wait].
type WaitParams struct {
	// OnUpdate is called with the validation every time it has been read,
	// including the last time.
	OnUpdate func(*Validation)
	// Notifier, such as a webhooks.Hub, ends a pause as soon as an event about the
	// validation arrives, and lets Wait poll slowly from the start. Optional.
	Notifier apitype.Notifier
}

// Wait reads a validation until it is final (see [Validation.Final]); a failure
// is a result, not an error. Wait does not perform the validation: one that
// nobody performs expires after its timeout (300 s by default), with the reason
// in ExpiredReason. Most take from seconds to a minute after the last file; one
// that people review may take hours, so give ctx a deadline. truora.WithPolling
// sets the pauses.
//
// The wait also ends with an error if ctx ends, if an error is not transient (such
// as truora.ErrNotFound), or if ten polls in a row fail. Along with the error, it
// returns the validation as last read, or nil.
func (s *Service) Wait(ctx context.Context, validationID string, params WaitParams) (*Validation, error) {
	return rest.Wait(ctx, s.c, rest.Waiting[Validation]{
		Op:       "GET /v1/validations/{validation_id}",
		ID:       validationID,
		Get:      func(ctx context.Context) (*Validation, error) { return s.Get(ctx, validationID, GetParams{}) },
		Final:    (*Validation).Final,
		OnUpdate: params.OnUpdate,
		Notifier: params.Notifier,
	})
}
