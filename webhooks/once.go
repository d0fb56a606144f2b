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
	// storeTime bounds each call of the store. The lease lasts for three of them
	// longer than accept may take, so that the note is made while it is held.
	storeTime = 5 * time.Second
	// busyTime is how long a delivery waits for another of the same event.
	busyTime = 5 * time.Second
)

// once hands an event on unless it was accepted before, and returns the status that
// the event deserves. Only the wait for another delivery ends with the request: what
// is begun goes on when Truora hangs up, and what was accepted is noted.
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
	case claim != ClaimTaken: // its other delivery may still fail
		h.logger.WarnContext(ctx, "webhooks: another delivery of an event is being handled", "event", e)
		return http.StatusServiceUnavailable
	}
	if err := h.contained(ctx, e); err != nil {
		h.failed(ctx, "webhooks: an event was not accepted", e, err)
		if err := within(ctx, storeTime, func(ctx context.Context) error { return h.claims.Release(ctx, id, owner) }); err != nil {
			h.failed(ctx, "webhooks: giving an event back", e, err) // its lease runs out
		}
		return http.StatusInternalServerError
	}
	if err := within(ctx, storeTime, func(ctx context.Context) error { return h.claims.Done(ctx, id, owner) }); err != nil {
		h.failed(ctx, "webhooks: noting that an event was accepted", e, err) // to have it sent again would be worse
	}
	return http.StatusOK
}

// claim asks for an event, and for a few seconds again while another delivery of it is
// being handled: that one may fail.
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

// longestLease is more than any accept takes. A longer one might not fit where it is
// added to a time.
const longestLease = 365 * 24 * time.Hour

// lease is how long an event is claimed.
func (h *handler) lease() time.Duration { return min(h.timeout, longestLease) + 3*storeTime }

func within(ctx context.Context, d time.Duration, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	return do(ctx)
}

// contained calls accept, and makes an error of a panic: the value itself may be a
// person's data.
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

// claimID is the event's id if every store can hold it, else a hash of it, or of the
// event if it has none.
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
