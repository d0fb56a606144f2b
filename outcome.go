package truora

import (
	"errors"
	"net/http"

	"github.com/truora/truora-go/internal/rest"
)

// Effect is what carrying out a call a second time does.
type Effect string

// The effects of calls.
const (
	EffectRead       Effect = "read"       // nothing is changed
	EffectIdempotent Effect = "idempotent" // nothing more is changed
	EffectDedupe     Effect = "dedupe"     // the first result comes back
	EffectOnce       Effect = "once"       // it creates, bills or messages a person again
)

func effectOf(e rest.Effect) Effect {
	switch e {
	case rest.Read:
		return EffectRead
	case rest.Idempotent:
		return EffectIdempotent
	case rest.Dedupe:
		return EffectDedupe
	case rest.Once:
		return EffectOnce
	default:
		return EffectOnce
	}
}

// Outcome says whether a call was carried out.
type Outcome string

// The outcomes of calls.
const (
	// OutcomeDone means that the call was carried out, even if its answer could not
	// be read ([DecodeError]) or a part of it failed ([ErrPartial]).
	OutcomeDone Outcome = "done"
	// OutcomeRefused means that Truora, this SDK or an interceptor refused the call.
	// Nothing was carried out.
	OutcomeRefused Outcome = "refused"
	// OutcomeFailed means that the call failed and changed nothing: it is a read, it
	// never left, or the answer says that nothing was done.
	OutcomeFailed Outcome = "failed"
	// OutcomeUnknown means that the call may or may not have been carried out
	// ([ErrOutcomeUnknown]).
	OutcomeUnknown Outcome = "unknown"
)

// OutcomeOf returns what err, the error of one call or nil, says about whether it
// was carried out. An error that is not of this package says nothing:
// [OutcomeUnknown].
func OutcomeOf(err error) Outcome {
	if err == nil {
		return OutcomeDone
	}
	if _, ok := errors.AsType[*DecodeError](err); ok {
		return OutcomeDone
	}
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok || e.Is(ErrOutcomeUnknown):
		return OutcomeUnknown
	case e.Is(ErrPartial):
		return OutcomeDone
	case e.Is(ErrInvalid), e.Is(ErrRefused), e.Is(ErrRateLimited):
		return OutcomeRefused
	case e.StatusCode >= 400 && e.StatusCode < 500 && e.StatusCode != http.StatusRequestTimeout:
		return OutcomeRefused
	default:
		return OutcomeFailed
	}
}
