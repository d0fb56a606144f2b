package rest

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// worthWaiting reports whether the options and the deadline allow the wait that the
// server asks for. If not, its answer is the result, at once.
func (x *exchange) worthWaiting(ctx context.Context, resp *http.Response) bool {
	wait, asked := retryAfter(resp.Header)
	if !asked {
		return true
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < wait {
		return false
	}
	return wait <= x.core.cfg.RetryAfterMax
}

// retryAfter parses both forms of the header. A date is relative to the answer's own
// Date, because this machine's clock may be wrong.
func retryAfter(h http.Header) (time.Duration, bool) {
	value := h.Get("Retry-After")
	if at, err := http.ParseTime(value); err == nil {
		now, err := http.ParseTime(h.Get("Date"))
		if err != nil {
			now = time.Now()
		}
		return max(0, at.Sub(now)), true
	}
	seconds, err := strconv.ParseFloat(value, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) || strings.Trim(value, "0123456789.") != "" {
		return 0, false
	}
	const longest = 365 * 24 * time.Hour // longer ones overflow a Duration
	if seconds > longest.Seconds() {
		return longest, true
	}
	return time.Duration(seconds * float64(time.Second)), true
}

// backoff doubles, with full jitter; the server may ask for longer.
func backoff(shortest, longest time.Duration, attempt int, resp *http.Response) time.Duration {
	ceiling := longest
	if attempt < 32 && shortest<<attempt > 0 && shortest<<attempt < longest {
		ceiling = shortest << attempt
	}
	var pause time.Duration
	if ceiling > 0 {
		pause = rand.N(ceiling) + 1
	}
	if resp != nil {
		wait, _ := retryAfter(resp.Header)
		pause = max(pause, wait)
	}
	return pause
}
