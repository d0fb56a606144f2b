package rest

import (
	"context"
	"math/rand/v2"
	"time"
)

// Waiting says how to wait for a T.
type Waiting[T any] struct {
	// Op names the call in errors.
	Op string
	// Get reads the present state.
	Get func(context.Context) (*T, error)
	// Final reports whether the state will not change any more.
	Final func(*T) bool
	// Slow reports whether it will take hours rather than seconds. Optional.
	Slow func(*T) bool
	// OnUpdate sees every state that was read. Optional.
	OnUpdate func(*T)
}

const (
	// slowFactor stretches the longest interval for what takes hours.
	slowFactor = 10
	// maxFailedPolls ends a wait that only meets failures: each is a poll that
	// failed after its own retries.
	maxFailedPolls = 10
)

// Wait reads the state again and again until it is final. The intervals grow
// from PollMin to PollMax, with jitter. The last state that was read comes back
// beside any error.
func Wait[T any](ctx context.Context, c *Client, w Waiting[T]) (*T, error) {
	cfg := &c.core.cfg
	var last *T
	interval, failed := cfg.PollMin, 0
	for {
		state, err := w.Get(ctx)
		switch {
		case err == nil:
			failed, last = 0, state
			if w.OnUpdate != nil {
				w.OnUpdate(state)
			}
			if w.Final(state) {
				return state, nil
			}
		case ctx.Err() != nil || !cfg.Transient(err) || failed+1 >= maxFailedPolls:
			return last, err
		default:
			failed++
		}
		pause := interval
		if last != nil && w.Slow != nil && w.Slow(last) {
			pause = cfg.PollMax * slowFactor
		}
		if err := sleep(ctx, jittered(pause)); err != nil {
			return last, c.core.fail(&Failure{Op: w.Op, Err: err})
		}
		interval = min(interval+interval/2, cfg.PollMax)
	}
}

// jittered spreads d by a fifth to both sides, so that many waits do not march
// in step.
func jittered(d time.Duration) time.Duration {
	fifth := d / 5
	if fifth <= 0 {
		return d
	}
	return d - fifth + rand.N(2*fifth)
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
