package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"
)

// redisLimiter is a truora.Limiter that several machines share: all that use the same
// budget draw from the same allowance. The counting is one Lua script on the Redis
// server, by that server's clock.
type redisLimiter struct {
	redis *redis_rate.Limiter
	// budget names the allowance, for example by account. Do not use the API key,
	// because it would be stored in Redis.
	budget string
	limit  redis_rate.Limit
	// patience is how long Redis may take to answer before it counts as down.
	patience time.Duration
	// open lets requests through while Redis is down; otherwise they fail without being
	// sent.
	open bool
}

// connect returns a Redis client that respects the limiter's patience. Without
// ContextTimeoutEnabled, go-redis waits for its own timeouts, and again at each of its
// retries.
func connect(addr string) *redis.Client {
	return redis.NewClient(&redis.Options{Addr: addr, ContextTimeoutEnabled: true, MaxRetries: -1})
}

var (
	errBudgetDown = errors.New("the shared budget cannot be reached")
	errTooLate    = errors.New("the turn would come after the deadline")
)

// Wait returns when it is this request's turn.
func (l *redisLimiter) Wait(ctx context.Context) error {
	for {
		pause, err := l.ask(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && l.open:
			return nil
		case err != nil:
			return fmt.Errorf("%w: %w", errBudgetDown, err)
		case pause <= 0:
			return nil
		}
		// Otherwise all who wait for the same turn would ask at once, and all but one
		// in vain.
		pause += rand.N(pause/4 + time.Millisecond)
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < pause {
			return errTooLate
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// ask takes a turn, or returns when to ask again.
func (l *redisLimiter) ask(ctx context.Context) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, l.patience)
	defer cancel()
	turn, err := l.redis.Allow(ctx, l.budget, l.limit)
	if err != nil {
		return 0, err
	}
	return turn.RetryAfter, nil // -1 if it is our turn
}
