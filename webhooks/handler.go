package webhooks

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// HandlerOption changes a [Handler].
type HandlerOption func(*handler)

// WithClaims sets where the handler claims events and notes which were accepted. The
// default is [MemoryClaims] of 10,000.
func WithClaims(claims Claims) HandlerOption {
	return func(h *handler) { h.claims = claims }
}

// WithTimeout sets how long accept may take for one event; 30 seconds by default. Its
// context ends then. 15 seconds later the claim on the event ends too, and another
// instance may hand it on: an accept that does not heed its context can overlap with
// another.
func WithTimeout(d time.Duration) HandlerOption {
	return func(h *handler) { h.timeout = d }
}

// WithLogger sets where the handler logs what it refused and what failed, with nothing
// of an event but its name and id. By default it logs nothing.
func WithLogger(logger *slog.Logger) HandlerOption {
	return func(h *handler) { h.logger = logger }
}

// Handler receives deliveries. It verifies each, calls accept with its events, one
// after another, and answers Truora:
//
//   - 200 once accept has returned nil for every event of the delivery, now or before;
//   - 400, 401, 405 or 413 for what can never be right: no delivery, a wrong
//     signature or time, a method without a body, too large;
//   - 500 if accept failed or panicked, and 503 if the store of [WithClaims] failed or
//     another delivery of the event is still being handled after 5 seconds, so that
//     Truora sends it again: up to 5 times in all, at intervals that are not published.
//
// Each event is claimed before accept is called, and noted as done after accept has
// returned nil. So it is handed on once, also if it arrives several times at once or,
// with a shared store, at several instances; and of a delivery that partly failed only
// the rest is handed on again. It is handed on twice if the program ends between accept
// and the note, or the note fails: let accept do no harm then.
//
// The context of accept has the values of the request's, but goes on when Truora hangs
// up: what was begun can still be written down. It ends after the time of
// [WithTimeout]. Return soon, for how long Truora waits for the answer is not
// published: put what takes longer into a queue.
//
// Mount it at an address without redirects: Truora is not known to follow them.
func Handler(verifier *Verifier, accept func(context.Context, Event) error, opts ...HandlerOption) http.Handler {
	h := &handler{
		verifier: verifier, accept: accept, claims: MemoryClaims(10_000),
		timeout: 30 * time.Second, logger: slog.New(slog.DiscardHandler),
	}
	for _, o := range opts {
		o(h)
	}
	return h
}

type handler struct {
	verifier *Verifier
	accept   func(context.Context, Event) error
	claims   Claims
	timeout  time.Duration
	logger   *slog.Logger
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status := h.receive(w, r)
	switch status {
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", http.MethodPost)
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "5") // whether Truora heeds it is not known
	}
	w.WriteHeader(status)
}

// receive handles a request and returns the status it is answered with.
func (h *handler) receive(w http.ResponseWriter, r *http.Request) int {
	if r.Method == http.MethodGet || r.Method == http.MethodHead { // any other can be chosen in the dashboard
		return http.StatusMethodNotAllowed
	}
	d, err := h.read(w, r)
	if err != nil {
		status := refusal(err)
		h.logger.WarnContext(r.Context(), "webhooks: refused a delivery", "reason", reason(err), "status", status)
		return status
	}
	status := http.StatusOK
	for _, e := range d.Events {
		status = max(status, h.once(r.Context(), e))
	}
	return status
}

func (h *handler) read(w http.ResponseWriter, r *http.Request) (*Delivery, error) {
	limit := int64(h.verifier.maxBody)
	if r.ContentLength > limit {
		return nil, ErrTooLarge
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, ErrTooLarge
	}
	if err != nil {
		return nil, err
	}
	return h.verifier.Parse(body)
}

func refusal(err error) int {
	switch {
	case errors.Is(err, ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, ErrMalformed):
		return http.StatusBadRequest
	case errors.Is(err, ErrSignature), errors.Is(err, ErrStale):
		return http.StatusUnauthorized
	default: // the body broke off
		return http.StatusInternalServerError
	}
}

// reason leaves out the text of errors that are not ours.
func reason(err error) string {
	if refusal(err) == http.StatusInternalServerError {
		return "the body broke off"
	}
	return err.Error()
}
