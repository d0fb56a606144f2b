package bench

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/checks"
)

func TestMedian(t *testing.T) {
	t.Parallel()
	assert.InDelta(t, 3, median([]float64{9, 1, 3}), 0)
	assert.InDelta(t, 2.5, median([]float64{4, 1, 3, 2}), 0)
	got := medians([]Cost{{1, 30, 200}, {2, 20, 300}, {3, 10, 100}})
	assert.Equal(t, Cost{2, 20, 200}, got)
}

func TestCostOf(t *testing.T) {
	t.Parallel()
	got, err := costOf(testing.BenchmarkResult{N: 1000, Extra: map[string]float64{cpuPerOp: 25_000}, MemAllocs: 80_000, MemBytes: 2048 * 1000})
	require.NoError(t, err)
	assert.InDelta(t, 25, got.Micros, 1e-9)
	assert.InDelta(t, 80, got.Allocs, 0)
	assert.InDelta(t, 2, got.KiB, 0)

	_, err = costOf(testing.BenchmarkResult{})
	assert.Error(t, err)
}

func TestMeasureStops(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	pair := Pair{
		SDK:    func(context.Context) (any, error) { return nil, broken },
		ByHand: func(context.Context) (any, error) { return new(checks.Check), nil },
	}
	_, _, err := Measure(t.Context(), pair, 1)
	require.ErrorIs(t, err, broken)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err = Measure(ctx, pair, 1)
	require.ErrorIs(t, err, context.Canceled)
}

// The time a call waits is not counted; the time it computes is.
func TestCPUTime(t *testing.T) {
	if runtime.GOOS != "linux" && runtime.GOOS != "darwin" {
		return // there it is wall-clock time
	}
	start, asleep := time.Now(), cpuTime()
	time.Sleep(200 * time.Millisecond)
	asleep = cpuTime() - asleep
	assert.Less(t, asleep, time.Since(start)/2)

	awake := cpuTime()
	for cpuTime()-awake < 20*time.Millisecond && time.Since(start) < time.Minute {
		continue
	}
	assert.GreaterOrEqual(t, cpuTime()-awake, 20*time.Millisecond)
}
