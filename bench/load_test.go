package bench

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLoad(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		call := func(context.Context) (any, error) {
			time.Sleep(10 * time.Millisecond)
			return nil, nil
		}
		rate, err := Load(t.Context(), call, 4, time.Second)
		require.NoError(t, err)
		assert.Equal(t, Rate{PerSecond: 400, P50: 10 * time.Millisecond, P99: 10 * time.Millisecond}, rate)
	})
}

func TestLoadStopsAtTheFirstError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("broken")
		start := time.Now()
		_, err := Load(t.Context(), func(context.Context) (any, error) {
			time.Sleep(time.Millisecond)
			return nil, broken
		}, 8, time.Hour)
		require.ErrorIs(t, err, broken)
		assert.Less(t, time.Since(start), time.Second)
	})
	_, err := Load(t.Context(), nil, 0, time.Second)
	require.Error(t, err)
}

func TestPercentiles(t *testing.T) {
	t.Parallel()
	var took []time.Duration
	for i := range 200 {
		took = append(took, time.Duration(200-i))
	}
	assert.Equal(t, Rate{PerSecond: 100, P50: 100, P99: 198}, rateOf(took, 2*time.Second))
	assert.Equal(t, Rate{PerSecond: 1, P50: 7, P99: 7}, rateOf([]time.Duration{7}, time.Second))
}

// A machine may not come to a caller before the time is over.
func TestEachCallerCalls(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	_, err := Load(t.Context(), func(context.Context) (any, error) { calls.Add(1); return nil, nil }, 256, time.Nanosecond)
	require.NoError(t, err)
	assert.EqualValues(t, 256, calls.Load())
}

// Both sides read the same check over real connections, at every load.
func TestThroughputs(t *testing.T) {
	t.Parallel()
	sdk, byHand, stop, err := overLoopback(2)
	require.NoError(t, err)
	defer stop()
	a, err := sdk(t.Context())
	require.NoError(t, err)
	b, err := byHand(t.Context())
	require.NoError(t, err)
	assertSame(t, a, b)

	all, err := Throughputs(t.Context(), 1, 20*time.Millisecond)
	require.NoError(t, err)
	require.Len(t, all, 3)
	for i, callers := range []int{1, 16, 256} {
		assert.Equal(t, callers, all[i].Callers)
		for _, rate := range []Rate{all[i].SDK, all[i].ByHand} {
			assert.Positive(t, rate.PerSecond)
			assert.Positive(t, rate.P50)
			assert.GreaterOrEqual(t, rate.P99, rate.P50)
		}
	}
}
