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

// WithClaims sets where the handler claims events and records which were accepted. The
// default is [MemoryClaims] of 10,000.
func WithClaims(claims Claims) HandlerOption {
	return func(h *handler) { h.claims = claims }
}

// WithTimeout sets how long accept may take for one event; 30 seconds by default. Then
// its context ends, which is at once if d is not positive. The claim on the event
// expires 15 seconds later, and another instance may take the event: if accept ignores
// its context, two calls can overlap.
func WithTimeout(d time.Duration) HandlerOption {
	return func(h *handler) { h.timeout = d }
}

// WithLogger sets where the handler logs what it refused and what failed. Of an event
// it logs only the name and the id. By default it logs nothing.
func WithLogger(logger *slog.Logger) HandlerOption {
	return func(h *handler) { h.logger = logger }
}

// Handler receives deliveries. It verifies each, calls accept for its events, one after
// another, and answers Truora:
//
//   - 200 once accept has returned nil for every event of the delivery, now or earlier;
//   - 400, 401, 405 or 413 if the request can never succeed: it is not a delivery, its
//     signature or time is wrong, its method has no body, or it is too large;
//   - 500 if accept failed or panicked, and 503 if the store of [WithClaims] failed or
//     another delivery of the event is still being handled after 5 seconds, so that
//     Truora sends it again: up to 5 times in all, at intervals that are not published.
//
// Each event is claimed before accept is called, and recorded as done after accept has
// returned nil. So it is accepted once, even if it arrives several times at once or,
// with a shared store, at several instances; if only some events of a delivery fail,
// only those are passed on again. An event is passed on twice if the program ends after
// accept but before the record is made, or if making it fails: accept must tolerate
// that.
//
// The context of accept has the values of the request's context, but does not end when
// Truora disconnects, so that accept can finish its writes. It ends after the time set
// by [WithTimeout]. How long Truora waits for an answer is not published, so return
// soon, and put longer work into a queue.
//
// Mount the handler at an address without redirects: Truora is not known to follow
// them.
//
// Handler panics if verifier, accept or what an option sets is nil: each delivery would
// fail.
func Handler(verifier *Verifier, accept func(context.Context, Event) error, opts ...HandlerOption) http.Handler {
	h := &handler{
		verifier: verifier, accept: accept, claims: MemoryClaims(10_000),
		timeout: 30 * time.Second, logger: slog.New(slog.DiscardHandler),
	}
	for _, o := range opts {
		o(h)
	}
	if verifier == nil || accept == nil || h.claims == nil || h.logger == nil {
		panic("webhooks: Handler was given nil")
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
		w.Header().Set("Retry-After", "5") // it is not known whether Truora obeys it
	}
	w.WriteHeader(status)
}

// receive handles a request and returns the status to answer with.
func (h *handler) receive(w http.ResponseWriter, r *http.Request) int {
	if r.Method == http.MethodGet || r.Method == http.MethodHead { // any other method can be chosen in the dashboard
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

// reason returns the text of our own errors only.
func reason(err error) string {
	if refusal(err) == http.StatusInternalServerError {
		return "the body broke off"
	}
	return err.Error()
}
