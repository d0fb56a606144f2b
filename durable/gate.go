package durable

import (
	"context"
	"fmt"
	"time"
)

// waitError refuses a request before it is sent, for want of a place.
type waitError struct{ wait time.Duration }

func (e *waitError) Error() string { return "durable: the limit is reached" }

// lateError refuses a request whose mark is too old.
type lateError struct{}

func (lateError) Error() string { return "durable: too late to send" }

// gate is the limiter of the client that a flow sends with: it is asked last before
// anything leaves.
type gate struct{ shared Limiter }

type gateKey struct{}

// Wait refuses what was marked too long ago; else it asks the shared limiter, unless
// the place was taken before the mark.
func (g gate) Wait(ctx context.Context) error {
	if check, ok := ctx.Value(gateKey{}).(func() error); ok {
		return check()
	}
	return g.take(ctx)
}

func (g gate) take(ctx context.Context) error {
	if g.shared == nil {
		return nil
	}
	wait, err := g.shared.Take(ctx)
	if err != nil {
		return fmt.Errorf("durable: the limiter failed: %w", err)
	}
	if wait > 0 {
		return &waitError{wait}
	}
	return nil
}

// deadline returns a check that fails once within has passed since now: by the clock
// that stops when the machine sleeps, and by the one that does not.
func deadline(within time.Duration) func() error {
	start := time.Now()
	return func() error {
		if time.Since(start) >= within || time.Now().Round(0).Sub(start.Round(0)) >= within {
			return lateError{}
		}
		return nil
	}
}
