package bench

import (
	"context"
	"testing"
)

// Call is one side of a pair. It returns what it decoded.
type Call func(context.Context) (any, error)

// Pair is one call, made through the SDK and written by hand.
type Pair struct {
	Name        string
	SDK, ByHand Call

	// The most that the SDK may cost, as a multiple of the other side; zero is no goal.
	Time, Allocs float64
	// MoreAllocs is how many allocations the SDK may add; zero is no goal.
	MoreAllocs int64
}

// cpuPerOp is an additional metric of a benchmark: nanoseconds of CPU time.
const cpuPerOp = "cpu-ns/op"

// Benchmark runs the call as a benchmark.
func (c Call) Benchmark(b *testing.B) {
	b.ReportAllocs()
	ctx := b.Context()
	start := cpuTime()
	for b.Loop() {
		if _, err := c(ctx); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(cpuTime()-start)/float64(b.N), cpuPerOp)
}
