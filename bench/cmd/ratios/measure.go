package main

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/truora/truora-go/bench"
)

// cost is what one call costs.
type cost struct {
	micros, allocs, kib float64
}

// measure runs the two sides by turns, so that what else the machine does meets
// both alike, and takes the median of each.
func measure(ctx context.Context, pair bench.Pair, rounds int) (sdk, byHand cost, err error) {
	var both [2][]cost
	calls := [2]bench.Call{pair.SDK, pair.ByHand}
	for round := range rounds {
		for turn := range calls {
			side := (round + turn) % len(calls) // neither is always the first
			if err := ctx.Err(); err != nil {
				return cost{}, cost{}, err
			}
			// testing.Benchmark keeps an error to itself.
			if _, err := calls[side](ctx); err != nil {
				return cost{}, cost{}, err
			}
			c, err := costOf(testing.Benchmark(calls[side].Benchmark))
			if err != nil {
				return cost{}, cost{}, err
			}
			both[side] = append(both[side], c)
		}
	}
	return medians(both[0]), medians(both[1]), nil
}

func costOf(r testing.BenchmarkResult) (cost, error) {
	if r.N == 0 {
		return cost{}, errors.New("the benchmark failed")
	}
	n := float64(r.N)
	return cost{
		micros: r.T.Seconds() * 1e6 / n,
		allocs: float64(r.AllocsPerOp()),
		kib:    float64(r.AllocedBytesPerOp()) / 1024,
	}, nil
}

func medians(of []cost) cost {
	pick := func(field func(cost) float64) float64 {
		values := make([]float64, 0, len(of))
		for _, c := range of {
			values = append(values, field(c))
		}
		return median(values)
	}
	return cost{
		micros: pick(func(c cost) float64 { return c.micros }),
		allocs: pick(func(c cost) float64 { return c.allocs }),
		kib:    pick(func(c cost) float64 { return c.kib }),
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
