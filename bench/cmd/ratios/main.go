// Command ratios measures the SDK against the same calls written by hand, and fails if
// a goal is missed.
//
//	ratios [-rounds 9] [-benchtime 200ms]
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/truora/truora-go/bench"
)

func main() {
	rounds := flag.Int("rounds", 9, "how often each pair is measured; the median counts")
	each := flag.Duration("benchtime", 200*time.Millisecond, "how long one measurement takes, about")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	met, err := run(ctx, os.Stdout, *rounds, *each)
	stop()

	if err != nil {
		fmt.Fprintln(os.Stderr, "ratios:", err)
		os.Exit(1)
	}
	if !met {
		fmt.Fprintln(os.Stderr, "ratios: a goal is missed")
		os.Exit(1)
	}
}

// run reports whether all goals are met.
func run(ctx context.Context, out io.Writer, rounds int, each time.Duration) (bool, error) {
	if err := bench.SetTime(each); err != nil {
		return false, err
	}
	var table []row
	for _, part := range []func(context.Context) ([]row, error){
		func(ctx context.Context) ([]row, error) { return pairRows(ctx, bench.Pairs, rounds) },
		func(ctx context.Context) ([]row, error) { return guardRows(ctx, rounds) },
		streamRows,
		sizeRows,
	} {
		rows, err := part(ctx)
		if err != nil {
			return false, err
		}
		table = append(table, rows...)
	}
	return write(out, table)
}

func guardRows(ctx context.Context, rounds int) ([]row, error) {
	dir, err := os.MkdirTemp("", "ratios-*")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	return pairRows(ctx, func() ([]bench.Pair, error) { return bench.Guards(dir) }, rounds)
}

func pairRows(ctx context.Context, of func() ([]bench.Pair, error), rounds int) ([]row, error) {
	pairs, err := of()
	if err != nil {
		return nil, err
	}
	var rows []row
	for _, pair := range pairs {
		sdk, byHand, err := bench.Measure(ctx, pair, rounds)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", pair.Name, err)
		}
		rows = append(rows,
			ratioRow(pair.Name+", time", "µs", sdk.Micros, byHand.Micros, pair.Time),
			allocsRow(pair, sdk.Allocs, byHand.Allocs),
			ratioRow(pair.Name+", bytes allocated", "KiB", sdk.KiB, byHand.KiB, 0),
		)
	}
	return rows, nil
}

func allocsRow(pair bench.Pair, sdk, byHand float64) row {
	if pair.MoreAllocs > 0 {
		return extraRow(pair.Name+", allocations", "", sdk, byHand, float64(pair.MoreAllocs))
	}
	return ratioRow(pair.Name+", allocations", "", sdk, byHand, pair.Allocs)
}

func streamRows(ctx context.Context) ([]row, error) {
	var rows []row
	for _, stream := range bench.Streams() {
		growth, err := stream.Run(ctx)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", stream.Name, err)
		}
		rows = append(rows, limitRow(stream.Name+", peak heap", "KiB", float64(growth)/1024, bench.MaxGrowth/1024))
	}
	return rows, nil
}

func sizeRows(ctx context.Context) ([]row, error) {
	sdk, byHand, err := bench.Programs(ctx)
	if err != nil {
		return nil, err
	}
	return []row{
		extraRow("program of one call", "bytes", float64(sdk.Bytes), float64(byHand.Bytes), bench.MaxMoreBytes),
		extraRow("modules linked", "", float64(len(sdk.Modules)), float64(len(byHand.Modules)), 0),
	}, nil
}
