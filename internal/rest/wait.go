package rest

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/truora/truora-go/apitype"
)

// Waiting says how to wait for a T.
type Waiting[T any] struct {
	// Op names the call in errors.
	Op string
	// ID is the resource whose events Notifier is asked for.
	ID string
	// Get reads the current state.
	Get func(context.Context) (*T, error)
	// Final reports whether the state will not change any more.
	Final func(*T) bool
	// Slow reports whether it will take hours rather than seconds. Optional.
	Slow func(*T) bool
	// Updated is when the state was last changed. A state that is not final and older
	// than one read before is ignored. Optional; the zero time is never ignored.
	Updated func(*T) time.Time
	// MissingIsEarly: if the resource is not found, it does not exist yet.
	MissingIsEarly bool
	// OnUpdate receives every state that was read. Optional.
	OnUpdate func(*T)
	// Notifier ends a pause early. Optional.
	Notifier apitype.Notifier
}

const (
	// slowFactor multiplies the longest interval if the wait takes hours, and if
	// polling is only the fallback for a Notifier.
	slowFactor = 10
	// maxFailedPolls ends a wait that meets only failures. Each of them has had its own
	// retries.
	maxFailedPolls = 10
	// noticeGap is the least time between two reads, however many notices arrive.
	noticeGap = time.Second
)

// Wait reads the state repeatedly until it is final, with a last read just before the
// deadline. The intervals grow from PollMin to PollMax, with jitter. With a Notifier
// they grow from PollMax instead, and start over after each notice, in case the state
// read then was stale. The last state that was read is returned with any error.
func Wait[T any](ctx context.Context, c *Client, w Waiting[T]) (*T, error) {
	if ctx == nil {
		return nil, c.WithoutContext(w.Op)
	}
	cfg := &c.core.cfg
	var last *T
	var notices <-chan struct{}
	pauses, failed := c.Pauses(ctx, 0), 0
	if w.Notifier != nil {
		// Before the first read, so that no notice in between is missed.
		listening, stop := w.Notifier.Notify(w.ID)
		defer stop()
		notices, pauses.interval, pauses.longest = listening, cfg.PollMax, slowed(cfg.PollMax)
	}
	for {
		state, err := w.Get(ctx)
		switch {
		case err == nil && w.older(state, last):
			failed = 0
		case err == nil:
			failed, last = 0, state
			if w.OnUpdate != nil {
				w.OnUpdate(state)
			}
			if w.Final(state) {
				return state, nil
			}
		case ctx.Err() == nil && w.MissingIsEarly && last == nil && cfg.Missing(err):
			failed = 0
		case ctx.Err() != nil || !cfg.Transient(err) || failed+1 >= maxFailedPolls:
			return last, err
		default:
			failed++
		}
		pause := pauses.next()
		if last != nil && w.Slow != nil && w.Slow(last) {
			pause = slowed(max(pause, cfg.PollMax))
		}
		pause, _ = pauses.within(jittered(pause)) // if no time is left, the context ends it
		noticed, err := listen(ctx, pause, notices)
		if err != nil {
			return last, c.core.fail(&Failure{Op: w.Op, Err: err})
		}
		if noticed {
			pauses.interval = cfg.PollMax
		}
	}
}

// older reports whether state is older than last: reads can overtake each other on
// their way through Truora's caches.
func (w *Waiting[T]) older(state, last *T) bool {
	if w.Updated == nil || last == nil {
		return false
	}
	made := w.Updated(state)
	return !made.IsZero() && made.Before(w.Updated(last)) && !w.Final(state)
}

// Pauses are the pauses between the reads of a wait. They grow, and leave time for a
// last read before the wait ends.
type Pauses struct {
	interval, longest time.Duration
	end               time.Time // zero: no end
}

// lastLook is how long before its end a wait reads a last time.
const lastLook = time.Second

// Pauses returns the pauses of a wait that ends with ctx and, unless limit is 0, after
// limit.
func (c *Client) Pauses(ctx context.Context, limit time.Duration) *Pauses {
	p := &Pauses{interval: c.core.cfg.PollMin, longest: c.core.cfg.PollMax}
	if ctx != nil { // else the first call is refused
		p.end, _ = ctx.Deadline()
	}
	if end := time.Now().Add(limit); limit > 0 && (p.end.IsZero() || end.Before(p.end)) {
		p.end = end
	}
	return p
}

// Sleep pauses until the next read. If there is no time for one, more is false: at
// once, or once ctx has ended if that is what leaves no time.
func (p *Pauses) Sleep(ctx context.Context) (more bool, err error) {
	pause, more := p.within(jittered(p.next()))
	if deadline, ok := ctx.Deadline(); !more && (!ok || p.end.Before(deadline)) {
		return false, nil
	}
	_, err = listen(ctx, pause, nil)
	return more && err == nil, err
}

func (p *Pauses) next() time.Duration {
	pause := min(p.interval, longestPause)
	p.interval = min(pause+pause/2, p.longest)
	return pause
}

// longestPause is longer than any wait. A pause can be set to the largest Duration, and
// arithmetic on it must not overflow.
const longestPause = 365 * 24 * time.Hour

func slowed(pause time.Duration) time.Duration { return min(pause, longestPause) * slowFactor }

// within shortens a pause that would not leave time for a last read. After the last
// read the pause goes on past the end.
func (p *Pauses) within(pause time.Duration) (_ time.Duration, more bool) {
	if p.end.IsZero() {
		return pause, true
	}
	left := time.Until(p.end)
	if left <= lastLook {
		return left + lastLook, false
	}
	return min(pause, left-lastLook), true
}

// jittered varies d by up to a fifth either way, so that many waits do not poll in
// step.
func jittered(d time.Duration) time.Duration {
	fifth := d / 5
	if fifth <= 0 {
		return d
	}
	return d - fifth + rand.N(2*fifth)
}

// listen pauses for d, or until a notice arrives, but then for at least noticeGap.
func listen(ctx context.Context, d time.Duration, notices <-chan struct{}) (noticed bool, err error) {
	start := time.Now()
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return noticed, ctx.Err()
		case <-timer.C:
			return noticed, nil
		case <-notices:
			timer.Reset(max(0, min(d, noticeGap)-time.Since(start)))
			notices, noticed = nil, true
		}
	}
}
