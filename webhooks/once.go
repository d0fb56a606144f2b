package webhooks

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

const (
	// storeTime limits each call of the store. The lease is longer than accept may take
	// by three of them, so that the record is made while the event is held.
	storeTime = 5 * time.Second
	// busyTime is how long a delivery waits for another delivery of the same event.
	busyTime = 5 * time.Second
)

// once passes an event on unless it was accepted before, and returns the status for it.
// Only the wait for another delivery ends with the request: accept goes on if Truora
// disconnects, and its success is recorded.
func (h *handler) once(request context.Context, e Event) int {
	ctx, id, owner := context.WithoutCancel(request), claimID(e), rand.Text()
	claim, err := h.claim(request, id, owner)
	switch {
	case err != nil:
		h.failed(ctx, "webhooks: claiming an event", e, err)
		return http.StatusServiceUnavailable
	case claim == ClaimDone:
		h.logger.DebugContext(ctx, "webhooks: dropped an event that was accepted before", "event", e)
		return http.StatusOK
	case claim != ClaimTaken: // the other delivery may still fail
		h.logger.WarnContext(ctx, "webhooks: another delivery of an event is being handled", "event", e)
		return http.StatusServiceUnavailable
	}
	if err := h.contained(ctx, e); err != nil {
		h.failed(ctx, "webhooks: an event was not accepted", e, err)
		if err := within(ctx, storeTime, func(ctx context.Context) error { return h.claims.Release(ctx, id, owner) }); err != nil {
			h.failed(ctx, "webhooks: releasing an event", e, err) // its lease will expire
		}
		return http.StatusInternalServerError
	}
	if err := within(ctx, storeTime, func(ctx context.Context) error { return h.claims.Done(ctx, id, owner) }); err != nil {
		h.failed(ctx, "webhooks: recording that an event was accepted", e, err) // having it sent again would be worse
	}
	return http.StatusOK
}

// claim claims an event. While another delivery of it is being handled, which may fail,
// claim tries again for a few seconds.
func (h *handler) claim(request context.Context, id, owner string) (claim Claim, err error) {
	ctx, lease, giveUp := context.WithoutCancel(request), h.lease(), time.Now().Add(busyTime)
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		err = within(ctx, storeTime, func(ctx context.Context) error {
			claim, err = h.claims.Claim(ctx, id, owner, lease)
			return err
		})
		if err != nil || claim != ClaimBusy || time.Now().Add(pause).After(giveUp) {
			return claim, err
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-request.Done():
			timer.Stop()
			return claim, nil
		}
	}
}

// longestLease is longer than any accept takes. A longer one could overflow when it is
// added to a time.
const longestLease = 365 * 24 * time.Hour

// lease is how long an event is claimed.
func (h *handler) lease() time.Duration { return min(h.timeout, longestLease) + 3*storeTime }

func within(ctx context.Context, d time.Duration, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	return do(ctx)
}

// contained calls accept and turns a panic into an error, without the panic's value,
// which may contain personal data.
func (h *handler) contained(ctx context.Context, e Event) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("a panic with a %T", v)
			h.logger.ErrorContext(ctx, "webhooks: a panic", "event", e, "stack", string(debug.Stack()))
		}
	}()
	return within(ctx, h.timeout, func(ctx context.Context) error { return h.accept(ctx, e) })
}

// failed logs an error of the program or of its store.
func (h *handler) failed(ctx context.Context, what string, e Event, err error) {
	h.logger.ErrorContext(ctx, what, "event", e, "error", err)
}

// maxClaimID is far more than the 43 characters of Truora's ids.
const maxClaimID = 128

// claimID returns the event's id if every store can hold it, otherwise a hash of it, or
// of the event if it has no id.
func claimID(e Event) string {
	odd := func(r rune) bool { return r <= ' ' || r >= 0x7f }
	switch {
	case e.ID == "":
		return hashed(e.RawJSON())
	case len(e.ID) > maxClaimID || strings.ContainsFunc(e.ID, odd):
		return hashed([]byte(e.ID))
	}
	return e.ID
}

func hashed(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:])
}
