package faults

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/truora/truora-go"
	"github.com/truora/truora-go/contract"
)

// changes reports whether carrying out a call changes something.
func changes(effect string) bool { return effect != "read" }

// IsFile reports whether a success of the operation is a file, which is handed
// on while it comes.
func IsFile(e *contract.Endpoint) bool {
	for status, response := range e.Spec.Responses.Map() {
		if status[0] != '2' || response.Value.Content["application/json"] != nil {
			continue
		}
		if len(response.Value.Content) > 0 {
			return true
		}
	}
	return false
}

// Repeats reports whether a call of that effect may be sent again after the
// fault. This is the retry table.
func (f Fault) Repeats(effect string, file bool) bool {
	switch f.Kind {
	case NeverLeft, TurnedAway:
		return true
	case Lost:
		return effect != "once"
	case Cut:
		return effect != "once" && !file
	default:
		return false
	}
}

// JudgeCall says what is wrong with how often a call was sent: again after each
// attempt that met the fault, where that is allowed, until the retries are used up.
func (f Fault) JudgeCall(c *Call, retries int) []string {
	if c.Endpoint == nil {
		return nil // a signed link: only its caller knows what lies behind it
	}
	want := 1
	if f.Repeats(c.Effect, IsFile(c.Endpoint)) {
		want = min(c.Met, retries) + 1
	}
	var wrong []string
	if c.Attempts != want {
		wrong = append(wrong, fmt.Sprintf("a call of effect %s that met the fault %d times was sent %d times, not %d", c.Effect, c.Met, c.Attempts, want))
	}
	if c.Effect == "once" && c.Carried > 1 {
		wrong = append(wrong, fmt.Sprintf("carried out %d times", c.Carried))
	}
	return wrong
}

// JudgeError says what is wrong with the error of a call that met only the fault.
// decodes tells whether its method gives more than an error.
func (f Fault) JudgeError(c *Call, decodes bool, err error) []string {
	var wrong []string
	must := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Sprintf(format, args...)+fmt.Sprintf(": %v", err))
		}
	}
	file := IsFile(c.Endpoint)
	if f.saysEnough(c.Endpoint) {
		decodes = false
	}
	if f.Kind == Told && (file || c.Endpoint.Body == "raw") {
		return nil // the bytes of a file, or what the file store says
	}
	if f.Kind == Slow {
		must(err == nil, "a slow answer is an error")
		return wrong
	}
	if err == nil {
		must(f.Kind == Unreadable && !decodes, "no error")
		return wrong
	}
	if f.Kind == Unreadable && !decodes {
		return nil // a success, after which the row wants something else
	}
	e, isError := errors.AsType[*truora.Error](err)
	decode, isDecode := errors.AsType[*truora.DecodeError](err)
	if f.Kind == Unreadable || f.Kind == Oversized {
		must(isDecode && decode.Op == c.Endpoint.Op(), "not a DecodeError of the call")
		return wrong
	}
	if !isError || e.Op != c.Endpoint.Op() {
		must(false, "not an Error of the call")
		return wrong
	}
	unknown := e.Is(truora.ErrOutcomeUnknown)
	lost := f.Kind == Lost || (f.Kind == Cut || f.Kind == Abandoned) && !file ||
		f.Kind == Elsewhere || // it does not say what was done before the redirect
		f.Kind == GivenUp // this transport is not net/http's: that it sent nothing is proved by no error
	if !file || !lost {
		must(unknown == (lost && changes(c.Effect)), "ErrOutcomeUnknown is %t", unknown)
	}
	switch f.Kind {
	case NeverLeft:
		must(e.StatusCode == 0, "status %d", e.StatusCode)
	case Told:
		must(e.StatusCode == f.Status && e.Is(truora.ErrNotFound), "status %d", e.StatusCode)
	case TurnedAway, TooLong, Lost:
		must(e.StatusCode == f.Status, "status %d", e.StatusCode)
		must(e.RetryAfter == f.RetryAfter, "RetryAfter is %s", e.RetryAfter)
		must(e.Is(truora.ErrRateLimited) == (f.Status == http.StatusTooManyRequests || f.Status == http.StatusBadRequest), "ErrRateLimited is wrong")
		must(e.Is(truora.ErrServer) == (f.Status >= 500 || f.Status == http.StatusRequestTimeout), "ErrServer is wrong")
		must(!e.Is(truora.ErrInvalid), "ErrInvalid")
	case GivenUp, Abandoned:
		must(errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded), "not the error of the context")
	}
	return wrong
}

// JudgePassing says what is wrong with what came of a fault that passed: the
// second attempt succeeds, or finds what the first one did and says so.
func (f Fault) JudgePassing(c *Call, err error) []string {
	honest := c.Carried > 0 && changes(c.Effect) && errors.Is(err, truora.ErrOutcomeUnknown)
	if err != nil && !honest {
		return []string{fmt.Sprintf("a fault that passed is an error: %v", err)}
	}
	return nil
}
