package rest

import (
	"net/http"
	"sync/atomic"
	"time"
)

// serverClock keeps the time of Truora's servers, by which links expire: this machine's
// clock may differ.
type serverClock struct{ last atomic.Pointer[reading] }

type reading struct{ theirs, ours time.Time }

// learn takes the time from an answer that comes from the API itself.
func (c *serverClock) learn(resp *http.Response) {
	date := resp.Header.Get("Date")
	if date == "" || resp.Header.Get("Age") != "" { // the answer was cached
		return
	}
	if theirs, err := http.ParseTime(date); err == nil {
		c.last.Store(&reading{theirs, time.Now()})
	}
}

// isPast reports whether t is certainly past. It is not if t is zero or no answer has
// given the time yet.
func (c *serverClock) isPast(t time.Time) bool {
	last := c.last.Load()
	if last == nil || t.IsZero() {
		return false
	}
	return !last.theirs.Add(time.Since(last.ours)).Before(t)
}
