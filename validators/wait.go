package validators

import (
	"context"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// WaitParams configures [Service.Wait].
type WaitParams struct {
	// OnUpdate sees the validation each time it has been read, the last time
	// included.
	OnUpdate func(*Validation)
	// Notifier, such as a webhooks.Hub, ends a pause as soon as an event about the
	// validation arrives, and makes polling slow from the start. Optional.
	Notifier apitype.Notifier
}

// Wait reads a validation until it is final, on which see [Validation.Final]: a
// failure is a result and no error. It does not perform anything: a validation
// that nobody performs expires after its timeout (300 s unless set), with the
// reason in ExpiredReason. Most take seconds to a minute after the last file, one
// that people look at may take hours, so give ctx a deadline; the pauses are set
// by truora.WithPolling.
//
// What else ends the wait: ctx, an error that will not pass (such as
// truora.ErrNotFound), or ten polls in a row that fail. Beside the error comes the
// validation as last read, or nil.
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
