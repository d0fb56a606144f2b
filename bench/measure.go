package bench

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"
)

// Cost is what one call costs: memory, and microseconds of CPU time, including garbage
// collection.
type Cost struct {
	Micros, Allocs, KiB float64
}

// SetTime sets roughly how long one benchmark of [Measure] takes.
func SetTime(d time.Duration) error {
	if d <= 0 {
		return fmt.Errorf("nothing to measure in %v", d)
	}
	testing.Init() // testing.Benchmark reads how long to run from the flag of go test
	return flag.Set("test.benchtime", d.String())
}

// Measure runs the two sides alternately, so that other load on the machine affects
// both alike, and returns the median of each.
func Measure(ctx context.Context, pair Pair, rounds int) (sdk, byHand Cost, err error) {
	if rounds < 1 {
		return Cost{}, Cost{}, fmt.Errorf("nothing to measure in %d rounds", rounds)
	}
	var both [2][]Cost
	calls := [2]Call{pair.SDK, pair.ByHand}
	for round := range rounds {
		for turn := range calls {
			side := (round + turn) % len(calls) // neither is always the first
			if err := ctx.Err(); err != nil {
				return Cost{}, Cost{}, err
			}
			// testing.Benchmark does not report errors.
			if _, err := calls[side](ctx); err != nil {
				return Cost{}, Cost{}, err
			}
			c, err := costOf(testing.Benchmark(calls[side].Benchmark))
			if err != nil {
				return Cost{}, Cost{}, err
			}
			both[side] = append(both[side], c)
		}
	}
	return medians(both[0]), medians(both[1]), nil
}

func costOf(r testing.BenchmarkResult) (Cost, error) {
	if r.N == 0 {
		return Cost{}, errors.New("the benchmark failed")
	}
	return Cost{
		Micros: r.Extra[cpuPerOp] / 1e3,
		Allocs: float64(r.AllocsPerOp()),
		KiB:    float64(r.AllocedBytesPerOp()) / 1024,
	}, nil
}

func medians(of []Cost) Cost {
	pick := func(field func(Cost) float64) float64 {
		values := make([]float64, 0, len(of))
		for _, c := range of {
			values = append(values, field(c))
		}
		return median(values)
	}
	return Cost{
		Micros: pick(func(c Cost) float64 { return c.Micros }),
		Allocs: pick(func(c Cost) float64 { return c.Allocs }),
		KiB:    pick(func(c Cost) float64 { return c.KiB }),
	}
}

func median(values []float64) float64 {
	values = slices.Sorted(slices.Values(values))
	middle := len(values) / 2
	if len(values)%2 == 1 {
		return values[middle]
	}
	return (values[middle-1] + values[middle]) / 2
}
