package truora

import (
	"cmp"
	"errors"
	"net/http"
	"sync"

	"github.com/truora/truora-go/internal/rest"
)

// publicError turns a failure of internal/rest into the error that callers see.
func publicError(f *rest.Failure) error {
	if f.Decode {
		return &DecodeError{Op: f.Op, StatusCode: f.Status, Body: f.Body, Err: causeOf(f)}
	}
	said := rest.ReadErrorBody(f.Body)
	e := &Error{
		Op: f.Op, StatusCode: f.Status, Code: said.Code, Message: said.Message, Hint: cmp.Or(said.Hint, hint(f, said.Message)),
		RequestID: f.RequestID(), RetryAfter: f.RetryAfter, Body: f.Body,
		kinds: kinds(f, said.Message), cause: causeOf(f),
	}
	asReceived := *e
	e.shown = sync.OnceValue(func() string { return asReceived.said(f.Private) })
	return e
}

// kinds returns the kinds of a failure. Like Truora's own SDK it checks a few
// texts before the status, because some cases arrive with a general status.
func kinds(f *rest.Failure, message string) []error {
	var list []error
	add := func(is bool, kind error) {
		if is {
			list = append(list, kind)
		}
	}
	says := func(trouble rest.Trouble) bool { return rest.Says(f.Status, message, trouble) }
	limited := f.Status == http.StatusTooManyRequests || rest.Says(f.Status, f.Body, rest.RateLimited)
	expired := f.Expired || f.Status == http.StatusGone || linkRefused(f) || says(rest.Expired)
	conflict := f.Status == http.StatusConflict || says(rest.Conflict)
	unchanged := says(rest.Unchanged)
	specific := limited || expired || conflict || unchanged
	switch {
	case f.Invalid:
		list = append(list, ErrInvalid)
	case f.Status == http.StatusBadRequest || f.Status == http.StatusUnprocessableEntity:
		add(!specific, ErrInvalid)
	case f.Status == http.StatusUnauthorized:
		list = append(list, ErrUnauthorized)
	case f.Status == http.StatusForbidden:
		list = append(list, ErrForbidden)
	case f.Status == http.StatusNotFound:
		list = append(list, ErrNotFound)
	case f.Status == http.StatusMultiStatus:
		list = append(list, ErrPartial)
	case f.Status >= 500 || f.Status == http.StatusRequestTimeout:
		list = append(list, ErrServer)
	}
	add(limited, ErrRateLimited)
	add(expired, ErrExpired)
	add(conflict, ErrConflict)
	add(unchanged, ErrUnchanged)
	add(f.Unknown, ErrOutcomeUnknown)
	add(f.NotReady, ErrNotReady)
	add(f.Refused, ErrRefused)
	add(f.Kind != nil, f.Kind)
	return list
}

// linkRefused reports whether the file store refused a signed link.
func linkRefused(f *rest.Failure) bool {
	return f.Link && (f.Status == http.StatusForbidden || rest.Says(f.Status, f.Body, rest.LinkIsRefused))
}

const createProcess = "POST /v1/processes"

// notAToken reports whether the key was refused, and not for its age.
func notAToken(f *rest.Failure, message string) bool {
	return (f.Status == http.StatusUnauthorized || f.Status == http.StatusForbidden) && !rest.Says(f.Status, message, rest.Expired)
}

// hint explains misleading answers.
func hint(f *rest.Failure, message string) string {
	switch {
	case linkRefused(f):
		return "the signed link is used up, altered or expired: request a new one"
	case rest.Says(f.Status, message, rest.NoSuchPath):
		return "this host has no such path: check the hosts"
	case f.Op == createProcess && notAToken(f, message):
		return "this call takes the web token of a process as its key: with a backend key, call Identity.Start"
	case rest.Says(f.Status, message, rest.NoGrant):
		return "the key has no grant for this, or it has expired"
	default:
		return ""
	}
}

// transient reports whether a wait may continue after err.
func transient(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Is(ErrInvalid) || e.Is(ErrRefused) {
		return false
	}
	return e.StatusCode == 0 || e.Is(ErrServer) || e.Is(ErrRateLimited)
}
