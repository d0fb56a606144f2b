package main

import (
	"bytes"
	"context"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/go-redis/redis_rate/v10"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

var _ truora.Limiter = (*redisLimiter)(nil)

func newLimiter(t *testing.T, addr string) *redisLimiter {
	t.Helper()

	rdb := connect(addr)
	t.Cleanup(func() { _ = rdb.Close() })

	return &redisLimiter{
		redis: redis_rate.NewLimiter(rdb), budget: "made-up account", patience: 2 * time.Second,
		limit: redis_rate.Limit{Rate: 20, Burst: 2, Period: time.Second},
	}
}

func TestTwoClientsShareOneBudget(t *testing.T) {
	t.Parallel()

	srv, shared := truoratest.NewServer(t), miniredis.RunT(t)
	start := time.Now()
	var both sync.WaitGroup
	for range 2 {
		client := srv.Client(truora.WithLimiter(newLimiter(t, shared.Addr())))
		both.Go(func() {
			for range 5 {
				_, err := client.Checks.List(t.Context(), checks.ListParams{})
				assert.NoError(t, err)
			}
		})
	}
	both.Wait()

	assert.Len(t, srv.Requests(), 10)
	// Two at once and eight at 50 ms each. With two budgets it would be three at 50 ms.
	assert.GreaterOrEqual(t, time.Since(start), 390*time.Millisecond)
}

func TestBudgetsOfOtherNamesAreApart(t *testing.T) {
	t.Parallel()

	shared := miniredis.RunT(t)
	one, other := newLimiter(t, shared.Addr()), newLimiter(t, shared.Addr())
	one.limit = redis_rate.Limit{Rate: 1, Burst: 1, Period: time.Hour}
	other.limit, other.budget = one.limit, "another account"

	require.NoError(t, one.Wait(t.Context()))
	require.NoError(t, other.Wait(t.Context()))
	pause, err := one.ask(t.Context())
	require.NoError(t, err)
	assert.Greater(t, pause, time.Minute)
}

// A retry is a request too: it waits for its turn.
func TestRetriesDrawFromTheBudget(t *testing.T) {
	t.Parallel()

	srv, shared := truoratest.NewServer(t), miniredis.RunT(t)
	limiter := newLimiter(t, shared.Addr())
	limiter.limit = redis_rate.Limit{Rate: 1, Burst: 2, Period: time.Hour}
	client := srv.Client(truora.WithLimiter(limiter), truora.WithRetryWait(time.Millisecond, time.Millisecond))

	srv.Fail("GET /v1/checks", truoratest.Status(503))
	_, err := client.Checks.List(t.Context(), checks.ListParams{})
	require.NoError(t, err)
	pause, err := limiter.ask(t.Context())
	require.NoError(t, err)
	assert.Positive(t, pause, "both turns are used")
}

func TestRedisIsDown(t *testing.T) {
	t.Parallel()

	for name, open := range map[string]bool{"open": true, "closed": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			srv, shared := truoratest.NewServer(t), miniredis.RunT(t)
			limiter := newLimiter(t, shared.Addr())
			limiter.open = open
			shared.Close()

			_, err := srv.Client(truora.WithLimiter(limiter)).Checks.List(t.Context(), checks.ListParams{})

			if open {
				require.NoError(t, err)
				assert.Len(t, srv.Requests(), 1)
			} else {
				require.ErrorIs(t, err, errBudgetDown)
				assert.Empty(t, srv.Requests())
			}
		})
	}
}

// A Redis that accepts connections and does not answer counts as down.
func TestRedisHangs(t *testing.T) {
	t.Parallel()

	shared := miniredis.RunT(t)
	limiter := newLimiter(t, shared.Addr())
	require.NoError(t, limiter.Wait(t.Context()))
	limiter.patience = 50 * time.Millisecond
	shared.Lock() // from here on every command of this Redis waits
	defer shared.Unlock()

	start := time.Now()
	assert.ErrorIs(t, limiter.Wait(t.Context()), errBudgetDown)
	assert.Less(t, time.Since(start), 2*time.Second)
}

func TestDeadline(t *testing.T) {
	t.Parallel()

	limiter := newLimiter(t, miniredis.RunT(t).Addr())
	limiter.limit = redis_rate.Limit{Rate: 1, Burst: 1, Period: time.Hour}
	require.NoError(t, limiter.Wait(t.Context()))

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	assert.ErrorIs(t, limiter.Wait(ctx), errTooLate)

	unbounded, stop := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, stop)
	assert.ErrorIs(t, limiter.Wait(unbounded), context.Canceled)
}

func TestRun(t *testing.T) {
	t.Parallel()

	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, 4))
	assert.Contains(t, out.String(), "second 1: ")
}
