package durable

import (
	"context"
	"math/rand/v2"
	"time"
)

// Limiter limits the requests of all machines together.
type Limiter interface {
	// Take takes a place for one request, or returns how long to wait before asking
	// again. It does not block.
	Take(ctx context.Context) (wait time.Duration, err error)
	// Pause lets nobody through for a while: Truora said that there were too many.
	Pause(ctx context.Context, d time.Duration) error
}

// NewLimiter returns a Limiter that all processes with the same database and name
// share: perSecond on average, and as many as burst at once. Migrate the flow first.
func NewLimiter[Tx any](store Store[Tx], name string, perSecond float64, burst int) Limiter {
	apart := time.Duration(float64(time.Second) / perSecond)
	return &limiter[Tx]{newLedger(store.DB), name, max(apart, time.Millisecond), time.Duration(max(burst, 1)-1) * max(apart, time.Millisecond)}
}

type limiter[Tx any] struct {
	ledger       ledger[Tx]
	name         string
	apart, ahead time.Duration // between two requests; what a burst may be ahead
}

// Take moves the time at which the next request is due, if that is near enough.
func (l *limiter[Tx]) Take(ctx context.Context) (time.Duration, error) {
	n, err := l.ledger.db.Exec(ctx, l.ledger.sql(`INSERT INTO $Struora_limits AS l (name, tat) VALUES ($1, $NOW + $2)
		ON CONFLICT (name) DO UPDATE SET tat = $MOST(l.tat, $NOW) + $2 WHERE l.tat - $NOW <= $3`),
		l.name, l.apart.Milliseconds(), l.ahead.Milliseconds())
	if err != nil || n > 0 {
		return 0, failed("taking a place", err)
	}
	ms, err := scalar(ctx, l.ledger.db, l.ledger.sql(`SELECT tat - $NOW - $2 FROM $Struora_limits WHERE name = $1`), l.name, l.ahead.Milliseconds())
	wait := max(millis(ms), l.apart)
	return wait + time.Duration(rand.Int64N(int64(wait)+1)), failed("taking a place", err) // not all at once
}

func (l *limiter[Tx]) Pause(ctx context.Context, d time.Duration) error {
	_, err := l.ledger.db.Exec(ctx, l.ledger.sql(`INSERT INTO $Struora_limits AS l (name, tat) VALUES ($1, $NOW + $2)
		ON CONFLICT (name) DO UPDATE SET tat = $MOST(l.tat, $NOW + $2)`), l.name, (d + l.ahead).Milliseconds())
	return failed("pausing", err)
}
