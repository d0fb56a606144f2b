package webhooks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
)

// HandlerOption changes a [Handler].
type HandlerOption func(*handler)

// WithSeen sets where the handler notes which events were accepted; the last
// 10,000 in memory unless told.
func WithSeen(seen Seen) HandlerOption {
	return func(h *handler) { h.seen = seen }
}

// WithLogger sets where the handler tells what it refused and what failed, never
// with anything of an event beyond its name and id. Nothing is logged unless told.
func WithLogger(logger *slog.Logger) HandlerOption {
	return func(h *handler) { h.logger = logger }
}

// Handler receives deliveries. It verifies each, hands its events to accept one by
// one, and answers Truora:
//
//   - 204 once accept has returned nil for every event of the delivery;
//   - 400, 401, 405 or 413 for what can never be right: no delivery, a wrong
//     signature or time, a method without a body, too large;
//   - 500 if accept failed or panicked, or 503 if the store of [WithSeen] did, so
//     that Truora sends the delivery again: up to 5 times in all, at intervals that
//     are not published.
//
// An event that was accepted is dropped when it comes again, so of a delivery that
// partly failed only the rest is handed on. Equal events that come at the same time
// wait for each other. After a crash between the acceptance and its note an event is
// handed on twice: let accept do no harm then. It should return soon, for how long
// Truora waits for the answer is not published: put what takes longer into a queue.
//
// Mount it at an address without redirects: Truora is not known to follow them.
func Handler(verifier *Verifier, accept func(context.Context, Event) error, opts ...HandlerOption) http.Handler {
	h := &handler{
		verifier: verifier, accept: accept, seen: MemorySeen(10_000),
		logger: slog.New(slog.DiscardHandler), busy: map[string]chan struct{}{},
	}
	for _, o := range opts {
		o(h)
	}
	return h
}

type handler struct {
	verifier *Verifier
	accept   func(context.Context, Event) error
	seen     Seen
	logger   *slog.Logger

	mu   sync.Mutex
	busy map[string]chan struct{} // events being handled; closed when done
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status := h.receive(w, r)
	if status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", http.MethodPost)
	}
	w.WriteHeader(status)
}

// receive handles a request and returns the status it is answered with.
func (h *handler) receive(w http.ResponseWriter, r *http.Request) int {
	ctx := r.Context()
	if r.Method == http.MethodGet || r.Method == http.MethodHead { // any other can be chosen in the dashboard
		return http.StatusMethodNotAllowed
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(h.verifier.maxBody)))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		err = ErrTooLarge
	}
	var d *Delivery
	if err == nil {
		d, err = h.verifier.Parse(body)
	}
	if err != nil {
		status := refusal(err)
		h.logger.WarnContext(ctx, "webhooks: refused a delivery", "reason", reason(err), "status", status)
		return status
	}
	status := http.StatusNoContent
	for _, e := range d.Events {
		status = max(status, h.once(ctx, e))
	}
	return status
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

// once hands an event on unless it was accepted before.
func (h *handler) once(ctx context.Context, e Event) int {
	key := e.ID
	if key == "" {
		sum := sha256.Sum256(e.RawJSON())
		key = "sha256:" + hex.EncodeToString(sum[:])
	}
	if err := h.enter(ctx, key); err != nil {
		return http.StatusInternalServerError
	}
	defer h.leave(key)
	known, err := h.seen.Has(ctx, key)
	switch {
	case err != nil:
		h.failed(ctx, "webhooks: reading which events were accepted", e, err)
		return http.StatusServiceUnavailable
	case known:
		h.logger.DebugContext(ctx, "webhooks: dropped an event that was accepted before", "event", e)
		return http.StatusNoContent
	}
	if err := h.contained(ctx, e); err != nil {
		h.failed(ctx, "webhooks: an event was not accepted", e, err)
		return http.StatusInternalServerError
	}
	if err := h.seen.Add(ctx, key); err != nil { // it was accepted: to ask for it again would be worse
		h.failed(ctx, "webhooks: noting that an event was accepted", e, err)
	}
	return http.StatusNoContent
}

// enter waits until nobody else handles an event of that key.
func (h *handler) enter(ctx context.Context, key string) error {
	for {
		h.mu.Lock()
		done, taken := h.busy[key]
		if !taken {
			h.busy[key] = make(chan struct{})
			h.mu.Unlock()
			return nil
		}
		h.mu.Unlock()
		select {
		case <-done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (h *handler) leave(key string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	close(h.busy[key])
	delete(h.busy, key)
}

// contained makes an error of a panic: the value itself may be a person's data.
func (h *handler) contained(ctx context.Context, e Event) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("a panic with a %T", v)
			h.logger.ErrorContext(ctx, "webhooks: a panic", "event", e, "stack", string(debug.Stack()))
		}
	}()
	return h.accept(ctx, e)
}

// failed logs an error of the program's own, in its words.
func (h *handler) failed(ctx context.Context, what string, e Event, err error) {
	h.logger.ErrorContext(ctx, what, "event", e, "error", err)
}
