package truoratest

import (
	"sync"
	"time"
)

// Clock is a clock that can be moved ahead, for [WithClock]. Between moves it runs at
// normal speed.
type Clock struct {
	mu    sync.Mutex
	at    time.Time // what it showed at since
	since time.Time
	moved []func()
}

// NewClock returns a clock that shows t.
func NewClock(t time.Time) *Clock {
	return &Clock{at: t.Round(0), since: time.Now()}
}

// Now returns what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at.Add(time.Since(c.since))
}

// Advance moves the clock ahead. What becomes due is visible on the next read, and is
// delivered by [Webhooks.Deliver] or [Webhooks.Run]. It panics if d is negative.
func (c *Clock) Advance(d time.Duration) {
	if d < 0 {
		panic("truoratest: a clock goes forward only")
	}
	c.mu.Lock()
	c.at = c.at.Add(d)
	moved := c.moved
	c.mu.Unlock()
	for _, f := range moved {
		f()
	}
}

// onMove sets a function that is called after each move.
func (c *Clock) onMove(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moved = append(c.moved, f)
}
