package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/bench"
)

func TestReport(t *testing.T) {
	t.Parallel()
	rows := []row{{
		name: "made-up-go", module: "example.com/made-up",
		get:     sides{bench.Cost{Micros: 50, Allocs: 40}, bench.Cost{Micros: 100, Allocs: 50}},
		create:  sides{bench.Cost{Micros: 12.5, Allocs: 60}, bench.Cost{Micros: 10, Allocs: 50}},
		program: bench.Program{Bytes: 7_500_000, Modules: map[string]string{"example.com/made-up": "v1.2.3", "example.com/other": "v0.0.0"}}, cold: bench.Effort{CPU: 31 * time.Second, Clock: 20 * time.Second},
	}}
	bare := row{name: "bare net/http", program: bench.Program{Bytes: 6_500_000}}
	loads := []bench.Throughput{{
		Callers: 16,
		SDK:     bench.Rate{PerSecond: 3000, P50: 5 * time.Millisecond, P99: 12 * time.Millisecond},
		ByHand:  bench.Rate{PerSecond: 2000, P50: 7 * time.Millisecond, P99: 15 * time.Millisecond},
	}}
	got := report(time.Date(2026, 3, 2, 23, 30, 0, 0, time.FixedZone("", -5*3600)), rows, bare, loads)
	assert.Contains(t, got, "2026-03-03, go")
	assert.Contains(t, got, "| made-up-go v1.2.3 | 0.50 (-50.0 of 100.0 µs) | 0.80 (-10 of 50) | 1.25 (+2.5 of 10.0 µs) | 1.20 (+10 of 50) | +1.00 MB | 2 | 31 s (20 s) |\n")
	assert.Contains(t, got, "| bare net/http | 1.00 | 1.00 | 1.00 | 1.00 | 6.50 MB in all | 0 | - |\n")
	assert.Contains(t, got, "| 16 | 3000/s | 2000/s | 1.50 | 5.00 ms and 7.00 ms | 12.00 ms and 15.00 ms |\n")
}

func TestPlace(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "README.md")
	require.NoError(t, os.WriteFile(file, []byte("before\n"+opening+"old\n"+closing+"after\n"), 0o600))
	for _, text := range []string{"new\n", "newer\n"} { // any number of times
		require.NoError(t, canTake(file))
		require.NoError(t, place(file, text))
		got, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, "before\n"+opening+"\n"+text+"\n"+closing+"after\n", string(got))
	}

	require.NoError(t, os.WriteFile(file, []byte(closing+opening), 0o600))
	require.Error(t, place(file, "new\n"))
	require.Error(t, canTake(filepath.Join(t.TempDir(), "absent.md")))
}

func TestTitle(t *testing.T) {
	t.Parallel()
	linked := bench.Program{Modules: map[string]string{"a": "v1.2.3", "b": "v0.0.0"}}
	assert.Equal(t, "x v1.2.3", row{name: "x", module: "a", program: linked}.title())
	assert.Equal(t, "x", row{name: "x", module: "b", program: linked}.title(), "a directory has no version")
	assert.Equal(t, "x", row{name: "x", module: "absent", program: linked}.title())
}
