package durable_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/truoratest"
)

func TestLimiterIsShared(t *testing.T) { inWorlds(t, limiterShared, limiterShared) }

func limiterShared[Tx any](w world[Tx]) {
	t := w.t
	l := &life{}
	store := durable.Store[Tx]{DB: mortal[Tx]{w.db, l}, Engine: byHand[Tx]{}}
	machines := []durable.Limiter{durable.NewLimiter(store, "x", 10, 5), durable.NewLimiter(store, "x", 10, 5)}
	other := durable.NewLimiter(store, "y", 10, 1)
	take := func() (n int) {
		var mu sync.Mutex
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				wait, err := machines[i%2].Take(t.Context())
				mu.Lock()
				defer mu.Unlock()
				if assert.NoError(t, err) && wait == 0 {
					n++
				}
			})
		}
		all.Wait()
		return n
	}
	assert.Equal(t, 5, take(), "the burst")
	w.advance(300 * time.Millisecond)
	assert.Equal(t, 3, take())
	w.advance(time.Hour)
	assert.Equal(t, 5, take(), "what was not used is not saved up")
	wait, err := other.Take(t.Context())
	require.NoError(t, err)
	assert.Zero(t, wait)
	require.NoError(t, machines[0].Pause(t.Context(), time.Minute))
	w.advance(59 * time.Second)
	wait, err = machines[1].Take(t.Context())
	require.NoError(t, err)
	assert.InDelta(t, 1.5, wait.Seconds(), 0.6)
	w.advance(2 * time.Second)
	assert.NotZero(t, take())
}

// TestRateLimitsPutOff: neither our own limit nor Truora's fails a purchase, and a
// Retry-After holds for all machines.
func TestRateLimitsPutOff(t *testing.T) { inWorlds(t, rateLimits, rateLimits) }

func rateLimits[Tx any](w world[Tx]) {
	t := w.t
	store := durable.Store[Tx]{DB: mortal[Tx]{w.db, &life{}}, Engine: byHand[Tx]{}}
	limiter := durable.NewLimiter(store, "x", 1, 1)
	flow, l := w.process(0, durable.Options{Limiter: limiter})
	wait, err := limiter.Take(t.Context())
	require.NoError(t, err)
	require.Zero(t, wait)
	w.srv.Fail(createOp, truoratest.Answer{Status: 429, Header: http.Header{"Retry-After": {"30"}}, Body: `{"code":10400,"http_code":429,"message":"slow down"}`})
	p := w.buy(flow, "loan-1", durable.Check(forced()))

	wait, more := flow.Step(t.Context(), p.ID())
	assert.True(t, more)
	assert.Positive(t, wait)
	assert.Empty(t, w.srv.Requests(), "no place")
	assert.Equal(t, 0, w.get(flow, "loan-1").Sends, "not marked either")
	w.advance(wait + time.Second)

	wait, more = flow.Step(t.Context(), p.ID())
	assert.True(t, more)
	assert.GreaterOrEqual(t, wait, 30*time.Second)
	assert.Len(t, w.srv.Requests(), 1)
	assert.Equal(t, durable.StateReady, w.get(flow, "loan-1").State)
	others, err := limiter.Take(t.Context())
	require.NoError(t, err)
	assert.Greater(t, others, 25*time.Second, "all machines pause")
	w.advance(wait + time.Second)

	w.run(flow, l, p)
	assert.Equal(t, durable.StateDone, w.get(flow, "loan-1").State)
	assert.Len(t, w.srv.Billed(), 1)
}

// brokenLimiter panics with something about a person.
type brokenLimiter struct{}

func (brokenLimiter) Take(context.Context) (time.Duration, error) { panic("Ana Núñez") }

func (brokenLimiter) Pause(context.Context, time.Duration) error { return nil }

func TestPanicIsContained(t *testing.T) { inWorlds(t, panicContained, panicContained) }

func panicContained[Tx any](w world[Tx]) {
	t := w.t
	var logs safeBuffer
	flow, err := durable.New(durable.Store[Tx]{DB: mortal[Tx]{w.db, &life{}}, Engine: byHand[Tx]{}}, w.srv.Client(),
		durable.Options{Seal: seal(), Limiter: brokenLimiter{}, Logger: slog.New(slog.NewTextHandler(&logs, nil))})
	require.NoError(t, err)
	p := w.buy(flow, "loan-1", durable.Check(forced()))
	wait, more := flow.Step(t.Context(), p.ID())
	assert.True(t, more)
	assert.Positive(t, wait)
	assert.Contains(t, logs.String(), "type=string")
	assert.NotContains(t, logs.String(), "Ana")
	other, l := w.process(0, durable.Options{})
	w.run(other, l, p)
	assert.Equal(t, durable.StateDone, w.get(other, "loan-1").State)
}

// TestInterceptorsSeePurchases: what surrounds the client's calls surrounds these too,
// and what it refuses is put off.
func TestInterceptorsSeePurchases(t *testing.T) { inWorlds(t, interceptors, interceptors) }

func interceptors[Tx any](w world[Tx]) {
	t := w.t
	var ops []string
	var seen durable.Purchase
	refuse := errors.New("the budget is spent")
	client := w.srv.Client(truora.WithInterceptor(func(ctx context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
		ops = append(ops, call.Op)
		seen, _ = durable.FromContext(ctx)
		return ctx, nil, refuse
	}))
	flow, err := durable.New(durable.Store[Tx]{DB: mortal[Tx]{w.db, &life{}}, Engine: byHand[Tx]{}}, client, durable.Options{Seal: seal()})
	require.NoError(t, err)
	p := w.buy(flow, "loan-1", durable.Check(forced()))
	wait, more := flow.Step(t.Context(), p.ID())
	assert.True(t, more)
	assert.Equal(t, []string{createOp}, ops)
	assert.Equal(t, []any{"loan-1", durable.KindCheck, durable.StateSending, 1}, []any{seen.Key, seen.Kind, seen.State, seen.Sends})
	assert.Equal(t, durable.StateReady, w.get(flow, "loan-1").State)
	assert.Empty(t, w.srv.Requests())
	refuse = nil
	w.advance(wait + time.Second)
	flow.Step(t.Context(), p.ID())
	assert.Equal(t, durable.StateBought, w.get(flow, "loan-1").State)
}
