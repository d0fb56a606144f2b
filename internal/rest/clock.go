package rest

import (
	"net/http"
	"sync/atomic"
	"time"
)

// serverClock is the time as the answers of the API tell it: by it, and not by
// this machine's clock, the API's links expire.
type serverClock struct{ last atomic.Pointer[reading] }

type reading struct{ theirs, ours time.Time }

// learn takes the time from an answer that comes from the API itself.
func (c *serverClock) learn(resp *http.Response) {
	date := resp.Header.Get("Date")
	if date == "" || resp.Header.Get("Age") != "" { // it lay in a cache
		return
	}
	if theirs, err := http.ParseTime(date); err == nil {
		c.last.Store(&reading{theirs, time.Now()})
	}
}

// isPast reports whether t is over for certain. As long as no answer has told the
// time, or if t is zero, it is not.
func (c *serverClock) isPast(t time.Time) bool {
	last := c.last.Load()
	if last == nil || t.IsZero() {
		return false
	}
	return !last.theirs.Add(time.Since(last.ours)).Before(t)
}
