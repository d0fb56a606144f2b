package truora

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/truora/truora-go/internal/rest"
)

// Interceptor surrounds calls: see [WithInterceptor]. It runs before anything is
// sent. To let the call go on it returns the context for it, usually ctx, and a
// function that receives the result, or nil. To refuse the call it returns an
// error: nothing is sent, and the caller receives an [Error] of the kind
// [ErrRefused] that wraps it. The text of that error becomes part of the text of
// the [Error], with the values of the call redacted.
//
// The function is called once, unless the call panics, with the result that the
// caller receives. It cannot change the result: an answer that was paid for is not
// lost to what runs after it. The call returns after the function has.
//
// An Interceptor must be safe for concurrent use. Calls that it makes through the
// same client are intercepted too.
type Interceptor func(ctx context.Context, call *Call) (context.Context, func(*Result), error)

// WithInterceptor surrounds every call by the interceptors: the first is the
// outermost, and those of an earlier WithInterceptor are outside. An interceptor
// runs once for a call, however often the call is sent. A page of a list, a poll of
// a wait and a file on a signed link are calls of their own.
//
// If an interceptor refuses a call, those outside it receive that result, and those
// inside it do not run.
func WithInterceptor(interceptors ...Interceptor) Option {
	return func(s *settings) error {
		for _, i := range interceptors {
			if i == nil {
				return errors.New("WithInterceptor: an interceptor is nil")
			}
			s.surround = nest(s.surround, i)
		}
		return nil
	}
}

// Call is a call that is about to be sent. Printing it shows the operation only.
type Call struct {
	// Op is the operation: "GET /v1/checks/{check_id}".
	Op string
	// Effect says what carrying out the call a second time does.
	Effect Effect
	// SignedLink is set for a file that comes from, or goes to, a signed link. Op is
	// then the operation that gave the link, or the upload.
	SignedLink bool

	call *rest.Call
}

// Arg returns the value that takes the place of {name} in Op, or "".
func (c *Call) Arg(name string) string { return c.call.Arg(name) }

// Values returns the parameters as Truora receives them: those of the query and of
// the form, and the members of a JSON body, where what is not a string is JSON. They
// are personal data, and may hold secrets. The map is a copy.
func (c *Call) Values() url.Values { return c.call.Values() }

// Bills returns what the operation bills: see [Bills].
func (c *Call) Bills() Billing { return Bills(c.Op) }

// String returns the operation.
func (c Call) String() string { return c.Op }

// GoString returns the operation.
func (c Call) GoString() string { return c.Op }

// Format prints the operation under every verb.
func (c Call) Format(f fmt.State, verb rune) { formatText(f, verb, c.Op) }

// LogValue returns the operation.
func (c Call) LogValue() slog.Value { return slog.StringValue(c.Op) }

// Result is how a call ended. Printing it shows the outcome and the status only.
type Result struct {
	// Outcome says whether the call was carried out.
	Outcome Outcome
	// StatusCode is the HTTP status of the last answer, as in [Error]; 0 if there was
	// none.
	StatusCode int
	// Body is the JSON text of the last answer, or nil if there was none or it is a
	// file. It is personal data, and shared with the result: do not change it.
	Body []byte `json:"-"`
	// Err is the error that the caller receives, or nil.
	Err error
	// Reused is true if the result is proven to be that of an earlier call, so that
	// nothing was bought: see Check.Reused of package checks.
	Reused bool
	// Elapsed is the time that the call took, with all its attempts.
	Elapsed time.Duration
}

func (r Result) text() string { return fmt.Sprintf("%s (%d)", string(r.Outcome), r.StatusCode) }

// String returns the outcome and the status.
func (r Result) String() string { return r.text() }

// GoString returns the outcome and the status.
func (r Result) GoString() string { return r.text() }

// Format prints the outcome and the status under every verb.
func (r Result) Format(f fmt.State, verb rune) { formatText(f, verb, r.text()) }

// LogValue returns the outcome and the status.
func (r Result) LogValue() slog.Value { return slog.StringValue(r.text()) }

// nest runs i inside outer.
func nest(outer rest.Surround, i Interceptor) rest.Surround {
	if outer == nil {
		return i.surround
	}
	return func(ctx context.Context, call *rest.Call) (context.Context, func(*rest.Seen, error), error) {
		ctx, endOuter, err := outer(ctx, call)
		if err != nil {
			return nil, nil, err
		}
		ctx, endInner, err := i.surround(ctx, call)
		switch {
		case err != nil:
			if endOuter != nil {
				endOuter(&rest.Seen{}, err)
			}
			return nil, nil, err
		case endInner == nil:
			return ctx, endOuter, nil
		case endOuter == nil:
			return ctx, endInner, nil
		}
		return ctx, func(seen *rest.Seen, err error) {
			endInner(seen, err)
			endOuter(seen, err)
		}, nil
	}
}

func (i Interceptor) surround(ctx context.Context, call *rest.Call) (context.Context, func(*rest.Seen, error), error) {
	began := time.Now()
	next, end, err := i(ctx, &Call{Op: call.Op, Effect: effectOf(call.Effect), SignedLink: call.Link, call: call})
	if err != nil {
		return nil, nil, publicError(call.Refusal(err))
	}
	if next == nil {
		next = ctx
	}
	if end == nil {
		return next, nil, nil
	}
	return next, func(seen *rest.Seen, err error) { end(resultOf(seen, err, time.Since(began))) }, nil
}

// resultOf: an error tells more of the answer than its status, which it may contradict.
func resultOf(seen *rest.Seen, err error, elapsed time.Duration) *Result {
	r := &Result{Outcome: OutcomeOf(err), StatusCode: seen.Status, Body: seen.Body, Err: err, Reused: seen.Reused, Elapsed: elapsed}
	if e, ok := errors.AsType[*Error](err); ok {
		r.StatusCode, r.Body = e.StatusCode, e.Body
	} else if e, ok := errors.AsType[*DecodeError](err); ok {
		r.StatusCode, r.Body = e.StatusCode, e.Body
	}
	return r
}
