package faults

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/contract"
)

// changes reports whether carrying out a call changes something.
func changes(effect string) bool { return effect != "read" }

// IsFile reports whether a success of the operation is a file, which is passed on while
// it arrives.
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

// Repeats reports whether a call with that effect may be sent again after the fault.
// This is the retry table.
func (f Fault) Repeats(effect string, file bool) bool {
	switch f.Kind {
	case NeverLeft, TurnedAway, Unprocessed:
		return true
	case Lost:
		return effect != "once"
	case Cut:
		return effect != "once" && !file
	default:
		return false
	}
}

// Followed reports whether a call may follow a redirect: a GET on its own host, and a
// file wherever there is TLS.
func (f Fault) Followed(e *contract.Endpoint) bool {
	switch f.Kind {
	case Moved:
		return e.Method == http.MethodGet
	case Elsewhere:
		return e.Method == http.MethodGet && IsFile(e)
	default:
		return false
	}
}

// JudgeCall returns what is wrong with how often a call was sent: where repeating is
// allowed, it must be sent again after each attempt that met the fault, until the
// retries are used up.
func (f Fault) JudgeCall(c *Call, retries int) []string {
	if c.Endpoint == nil {
		return nil // a signed link: only its caller knows what is behind it
	}
	var wrong []string
	must := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Sprintf(format, args...))
		}
	}
	want, hops := 1, 0
	if f.Repeats(c.Effect, IsFile(c.Endpoint)) {
		want = min(c.Met, retries) + 1
	}
	if f.Followed(c.Endpoint) {
		hops = c.Met
	}
	if f.framed { // net/http may have repeated it: together they obey the table
		most := 1
		if f.Repeats(c.Effect, false) {
			most = retries + 1
		}
		must(c.Arrived <= most, "a call of effect %s arrived %d times, not %d", c.Effect, c.Arrived, most)
		want = c.Attempts
	}
	must(c.Attempts == want, "a call of effect %s that met the fault %d times was sent %d times, not %d", c.Effect, c.Met, c.Attempts, want)
	must(c.Hops == hops, "followed %d redirects, not %d", c.Hops, hops)
	must(c.Effect != "once" || c.Carried <= 1, "carried out %d times", c.Carried)
	for i := 1; i < len(c.Starts); i++ {
		pause := c.Starts[i].Sub(c.Starts[i-1])
		must(pause > 0 && pause >= f.RetryAfter, "sent again after %s", pause)
	}
	return wrong
}

// JudgeError returns what is wrong with the error of a call that met only the fault.
// decodes reports whether its method returns more than an error.
func (f Fault) JudgeError(c *Call, decodes bool, err error) []string {
	j := &judge{fault: f, call: c, err: err, file: IsFile(c.Endpoint)}
	if f.saysEnough(c.Endpoint) {
		decodes = false
	}
	switch f.Kind {
	case Slow:
		j.must(err == nil, "a slow answer is an error")
	case Moved:
		if f.Followed(c.Endpoint) {
			j.must(err == nil, "an answer of the same host is an error")
		} else {
			j.failure()
		}
	case Unreadable, Oversized:
		j.unreadable(decodes)
	case Late:
		j.late()
	case Told:
		if !j.file && c.Endpoint.Body != "raw" { // the content of a file, and its store's messages, do not count
			j.failure()
		}
	default:
		j.failure()
	}
	return j.wrong
}

type judge struct {
	fault Fault
	call  *Call
	err   error
	file  bool
	wrong []string
}

func (j *judge) must(ok bool, format string, args ...any) {
	if !ok {
		j.wrong = append(j.wrong, fmt.Sprintf(format, args...)+fmt.Sprintf(": %v", j.err))
	}
}

// unreadable: a success of which only the body is wrong.
func (j *judge) unreadable(decodes bool) {
	if j.fault.Kind == Unreadable && !decodes {
		return // a success, after which the row may expect something else
	}
	decode, is := errors.AsType[*truora.DecodeError](j.err)
	j.must(is && decode.Op == j.call.Endpoint.Op(), "not a DecodeError of the call")
}

// late: the answer arrived completely, so it is the result. The row may fail in its
// next call.
func (j *judge) late() {
	if j.err == nil {
		return
	}
	e, is := errors.AsType[*truora.Error](j.err)
	j.must(is && errors.Is(j.err, context.Canceled), "not the error of the context")
	read := j.file || is && e.StatusCode == 0 // a file that was read has not been written
	j.must(!is || read && !e.Is(truora.ErrOutcomeUnknown), "the answer that came is an error")
}

// failure: the call failed, and the error says how.
func (j *judge) failure() {
	e, is := errors.AsType[*truora.Error](j.err)
	if !is || e.Op != j.call.Endpoint.Op() {
		j.must(false, "not an Error of the call")
		return
	}
	f := j.fault
	switch unknown := e.Is(truora.ErrOutcomeUnknown); f.Kind {
	case Lost, Moved, Elsewhere, Downgraded: // a redirect does not say what was done before it
		j.must(unknown == changes(j.call.Effect) || j.file, "ErrOutcomeUnknown is %t", unknown)
	case Cut, Abandoned:
		j.must(unknown == (changes(j.call.Effect) && !j.file) || j.file && f.Kind == Abandoned, "ErrOutcomeUnknown is %t", unknown)
	case GivenUp: // nothing proves it if a transport only looked for a connection
	case Told: // a start reads its batch, which may say that it was started
		started := j.call.Carried > 0 && j.call.Endpoint.Go == "batches.Start"
		j.must(unknown == started, "ErrOutcomeUnknown is %t", unknown)
	case Unprocessed: // net/http gives no reason for repeating a request without a body
		j.must(!unknown || j.call.Endpoint.Body == "none", "ErrOutcomeUnknown is %t", unknown)
	default:
		j.must(!unknown, "ErrOutcomeUnknown is %t", unknown)
	}
	switch f.Kind {
	case NeverLeft, Unprocessed:
		j.must(e.StatusCode == 0, "status %d", e.StatusCode)
	case Told:
		j.must(e.StatusCode == f.Status && e.Is(truora.ErrNotFound), "status %d", e.StatusCode)
	case TurnedAway, TooLong, Lost:
		j.must(e.StatusCode == f.Status, "status %d", e.StatusCode)
		j.must(e.RetryAfter == f.RetryAfter, "RetryAfter is %s", e.RetryAfter)
		j.must(e.Is(truora.ErrRateLimited) == (f.Status == http.StatusTooManyRequests || f.Status == http.StatusBadRequest), "ErrRateLimited is wrong")
		j.must(e.Is(truora.ErrServer) == (f.Status >= 500 || f.Status == http.StatusRequestTimeout), "ErrServer is wrong")
		j.must(!e.Is(truora.ErrInvalid), "ErrInvalid")
	case Moved, Elsewhere, Downgraded:
		j.must(e.StatusCode == f.Status || f.Followed(j.call.Endpoint), "status %d", e.StatusCode)
	case GivenUp, Abandoned:
		j.must(errors.Is(j.err, context.Canceled) || errors.Is(j.err, context.DeadlineExceeded), "not the error of the context")
	}
}

// JudgePassing returns what is wrong with the result of a call whose fault passed: the
// second attempt succeeds, or finds what the first one did and says so.
func (f Fault) JudgePassing(c *Call, err error) []string {
	honest := c.Carried > 0 && changes(c.Effect) && errors.Is(err, truora.ErrOutcomeUnknown)
	if err != nil && !honest {
		return []string{fmt.Sprintf("a fault that passed is an error: %v", err)}
	}
	return nil
}
