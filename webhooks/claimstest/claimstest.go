// Package claimstest tests implementations of [webhooks.Claims]:
//
//	func TestClaims(t *testing.T) {
//		claimstest.Run(t, open(t), open(t)) // two instances on one store
//	}
package claimstest

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/truora/truora-go/webhooks"
)

const (
	long  = time.Minute           // a lease that does not expire during a test
	short = 50 * time.Millisecond // one that does
)

// Run tests two instances of a program that share a store; one and other may be the
// same value. It writes about a thousand events, all with random ids.
func Run(t *testing.T, one, other webhooks.Claims) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, pair){
		"done":           testDone,
		"release":        testRelease,
		"lease runs out": testLeaseRunsOut,
		"late":           testLate,
		"long lease":     testLongLease,
		"canceled":       testCanceled,
		"one event":      testOneEvent,
		"many events":    testManyEvents,
		"two handlers":   testTwoHandlers,
		"after a crash":  testAfterACrash,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, pair{one, other})
		})
	}
}

type pair struct{ one, other webhooks.Claims }

// pick alternates between the two.
func (p pair) pick(i int) webhooks.Claims {
	if i%2 == 0 {
		return p.one
	}
	return p.other
}

func newID() string { return "HKE" + strings.ToLower(rand.Text()) }

func claim(t *testing.T, c webhooks.Claims, id, owner string, lease time.Duration, want webhooks.Claim) {
	t.Helper()
	got, err := c.Claim(t.Context(), id, owner, lease)
	if err != nil || got != want {
		t.Fatalf("Claim for %s: %q, %v; want %q", owner, got, err, want)
	}
}

// claimSoon waits until the lease expires.
func claimSoon(t *testing.T, c webhooks.Claims, id, owner string, lease time.Duration) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		got, err := c.Claim(t.Context(), id, owner, lease)
		if err != nil {
			t.Fatal("Claim:", err)
		}
		if got == webhooks.ClaimTaken {
			return
		}
	}
	t.Fatal("the lease does not run out")
}

func done(t *testing.T, c webhooks.Claims, id, owner string) {
	t.Helper()
	if err := c.Done(t.Context(), id, owner); err != nil {
		t.Fatalf("Done for %s: %v", owner, err)
	}
}

func lost(t *testing.T, c webhooks.Claims, id, owner string) {
	t.Helper()
	if err := c.Done(t.Context(), id, owner); !errors.Is(err, webhooks.ErrClaimLost) {
		t.Fatalf("Done for %s, which has lost the event: %v", owner, err)
	}
}

func release(t *testing.T, c webhooks.Claims, id, owner string) {
	t.Helper()
	if err := c.Release(t.Context(), id, owner); err != nil {
		t.Fatalf("Release for %s: %v", owner, err)
	}
}

func testDone(t *testing.T, p pair) {
	id := newID()
	claim(t, p.one, id, "A", long, webhooks.ClaimTaken)
	claim(t, p.one, id, "A", long, webhooks.ClaimTaken)
	claim(t, p.other, id, "B", long, webhooks.ClaimBusy)
	claim(t, p.other, newID(), "B", long, webhooks.ClaimTaken)
	lost(t, p.other, id, "B")
	done(t, p.one, id, "A")
	for _, owner := range []string{"A", "B"} {
		claim(t, p.one, id, owner, long, webhooks.ClaimDone)
		claim(t, p.other, id, owner, long, webhooks.ClaimDone)
		release(t, p.one, id, owner)
	}
	done(t, p.other, id, "A")
	lost(t, p.other, id, "B")
	claim(t, p.other, id, "C", long, webhooks.ClaimDone)
}

func testRelease(t *testing.T, p pair) {
	id := newID()
	release(t, p.one, id, "A")
	claim(t, p.one, id, "A", long, webhooks.ClaimTaken)
	release(t, p.other, id, "B")
	claim(t, p.other, id, "B", long, webhooks.ClaimBusy)
	release(t, p.one, id, "A")
	claim(t, p.other, id, "B", long, webhooks.ClaimTaken)
	done(t, p.other, id, "B")
}

// A worker whose lease has expired cannot complete or release what another holds.
func testLeaseRunsOut(t *testing.T, p pair) {
	id := newID()
	claim(t, p.one, id, "A", short, webhooks.ClaimTaken)
	claimSoon(t, p.other, id, "B", long)
	lost(t, p.one, id, "A")
	release(t, p.one, id, "A")
	claim(t, p.one, id, "A", long, webhooks.ClaimBusy)
	done(t, p.other, id, "B")
	lost(t, p.one, id, "A")
}

// Nobody else claimed the event, so it may still be recorded as done.
func testLate(t *testing.T, p pair) {
	id := newID()
	claim(t, p.one, id, "A", short, webhooks.ClaimTaken)
	time.Sleep(2 * short)
	done(t, p.one, id, "A")
	claim(t, p.other, id, "B", long, webhooks.ClaimDone)
}

// Renewing a lease extends it.
func testLongLease(t *testing.T, p pair) {
	id := newID()
	claim(t, p.one, id, "A", short, webhooks.ClaimTaken)
	claim(t, p.one, id, "A", long, webhooks.ClaimTaken)
	time.Sleep(4 * short)
	claim(t, p.other, id, "B", long, webhooks.ClaimBusy)
	release(t, p.one, id, "A")
}

func testCanceled(t *testing.T, p pair) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	id := newID()
	if got, err := p.one.Claim(ctx, id, "A", long); !errors.Is(err, context.Canceled) || got == webhooks.ClaimTaken {
		t.Errorf("Claim: %q, %v; want %v", got, err, context.Canceled)
	}
	if err := p.one.Done(ctx, id, "A"); !errors.Is(err, context.Canceled) {
		t.Errorf("Done: %v; want %v", err, context.Canceled)
	}
	if err := p.one.Release(ctx, id, "A"); !errors.Is(err, context.Canceled) {
		t.Errorf("Release: %v; want %v", err, context.Canceled)
	}
	claim(t, p.other, id, "B", long, webhooks.ClaimTaken)
}

func testOneEvent(t *testing.T, p pair) {
	id, owners := newID(), 64
	var taken atomic.Int32
	var all sync.WaitGroup
	for i := range owners {
		all.Go(func() {
			owner := rand.Text()
			got, err := p.pick(i).Claim(t.Context(), id, owner, long)
			switch {
			case err != nil:
				t.Error(err)
			case got == webhooks.ClaimTaken:
				taken.Add(1)
			case got != webhooks.ClaimBusy:
				t.Errorf("Claim: %q", got)
			}
		})
	}
	all.Wait()
	if taken.Load() != 1 {
		t.Errorf("%d of %d owners took one event", taken.Load(), owners)
	}
}

// 10,000 claims of 1,000 events, ten workers per event: each event is taken once, done
// once, and stays done.
func testManyEvents(t *testing.T, p pair) {
	const events, workers, groups, claims = 1000, 50, 5, 10_000
	ids := make([]string, events)
	for i := range ids {
		ids[i] = newID()
	}
	taken := make([]atomic.Int32, events)
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			c := p.pick(w)
			for n := range claims / workers {
				i, owner := w%groups*(events/groups)+n, rand.Text()
				got, err := c.Claim(t.Context(), ids[i], owner, long)
				if err == nil && got == webhooks.ClaimTaken {
					taken[i].Add(1)
					err = c.Done(t.Context(), ids[i], owner)
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	for i := range taken {
		if n := taken[i].Load(); n != 1 {
			t.Fatalf("an event was taken %d times", n)
		}
	}
	for i := range 20 {
		claim(t, p.pick(i), ids[i*events/20], "late", long, webhooks.ClaimDone)
	}
}
