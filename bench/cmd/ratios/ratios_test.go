package main

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/bench"
	"github.com/truora/truora-go/checks"
)

func TestTable(t *testing.T) {
	t.Parallel()
	good := []row{
		ratioRow("time", "µs", 12.34, 20, 0.7),
		ratioRow("bytes", "KiB", 42.26, 30, 0),
		extraRow("allocations", "", 86, 71, 15),
		extraRow("fewer", "", 70, 71, 15),
		limitRow("heap", "KiB", 111.6, 8192),
	}
	var out bytes.Buffer
	met, err := write(&out, good)
	require.NoError(t, err)
	assert.True(t, met)
	assert.Equal(t, ""+
		"what         SDK       by hand  ratio  goal         met\n"+
		"time         12.3 µs   20 µs    0.62   <= 0.70      ok\n"+
		"bytes        42.3 KiB  30 KiB   1.41   -            -\n"+
		"allocations  86        71       +15    <= +15       ok\n"+
		"fewer        70        71       -1     <= +15       ok\n"+
		"heap         112 KiB   -        -      <= 8192 KiB  ok\n", out.String())

	for _, bad := range []row{
		ratioRow("time", "µs", 14.1, 20, 0.7), extraRow("allocations", "", 87, 71, 15), limitRow("heap", "KiB", 8193, 8192),
	} {
		out.Reset()
		met, err := write(&out, append(good, bad))
		require.NoError(t, err)
		assert.False(t, met, bad.name)
		assert.Regexp(t, `MISSED\n$`, out.String())
	}
}

func TestMedian(t *testing.T) {
	t.Parallel()
	assert.InDelta(t, 3, median([]float64{9, 1, 3}), 0)
	assert.InDelta(t, 2.5, median([]float64{4, 1, 3, 2}), 0)
	got := medians([]cost{{1, 30, 200}, {2, 20, 300}, {3, 10, 100}})
	assert.Equal(t, cost{2, 20, 200}, got)
}

func TestCostOf(t *testing.T) {
	t.Parallel()
	got, err := costOf(testing.BenchmarkResult{N: 1000, T: 25 * time.Millisecond, MemAllocs: 80_000, MemBytes: 2048 * 1000})
	require.NoError(t, err)
	assert.InDelta(t, 25, got.micros, 1e-9)
	assert.InDelta(t, 80, got.allocs, 0)
	assert.InDelta(t, 2, got.kib, 0)

	_, err = costOf(testing.BenchmarkResult{})
	assert.Error(t, err)
}

func TestMeasureStops(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	pair := bench.Pair{
		SDK:    func(context.Context) (*checks.Check, error) { return nil, broken },
		ByHand: func(context.Context) (*checks.Check, error) { return new(checks.Check), nil },
	}
	_, _, err := measure(t.Context(), pair, 1)
	require.ErrorIs(t, err, broken)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err = measure(ctx, pair, 1)
	require.ErrorIs(t, err, context.Canceled)
}

func TestNothingToMeasure(t *testing.T) {
	t.Parallel()
	_, err := run(t.Context(), new(bytes.Buffer), 0, time.Second)
	require.Error(t, err)
	_, err = run(t.Context(), new(bytes.Buffer), 1, 0)
	require.Error(t, err)
}
