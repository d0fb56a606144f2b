package durable

import (
	"math/rand/v2"
	"time"
)

// The pauses between two reads of a purchase: each is as long as it has been waiting
// already, so that a wait of any length costs few reads. Where webhooks wake it, reads
// are only a net, and each pause is three times as long.
const (
	firstPause   = 2 * time.Second
	longestPause = 15 * time.Minute
	slowestPause = 6 * time.Hour // for what is delayed
	netPause     = 5 * time.Minute
	longestNet   = 12 * time.Hour
	longestRetry = 10 * time.Minute
)

// pause is how long to wait before the next read of what was bought a while ago.
func pause(age time.Duration, slow, webhooks bool) time.Duration {
	switch {
	case webhooks && age >= firstPause/2: // the first read is for an event that came too early
		return jitter(min(max(3*age, netPause), longestNet))
	case slow:
		return jitter(min(max(age, firstPause), slowestPause))
	default:
		return jitter(min(max(age, firstPause), longestPause))
	}
}

// retry is how long to wait after failures in a row.
func retry(failures int) time.Duration {
	return jitter(min(time.Second<<min(failures, 20), longestRetry))
}

// jitter changes d by up to a tenth, so that what began together drifts apart.
func jitter(d time.Duration) time.Duration {
	tenth := int64(d / 10)
	if tenth == 0 {
		return d
	}
	return d + time.Duration(rand.Int64N(2*tenth)-tenth)
}
