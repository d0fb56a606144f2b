// Command ratios measures the SDK against the same calls written by hand, and fails if
// a goal is missed.
//
//	ratios [-rounds 9] [-benchtime 200ms] [-run Create]
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"time"

	"github.com/truora/truora-go/bench"
)

func main() {
	rounds := flag.Int("rounds", 9, "how often each pair is measured; the median counts")
	each := flag.Duration("benchtime", 200*time.Millisecond, "how long one measurement takes, about")
	only := flag.String("run", "", "measure only what matches this regular expression")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	met, err := run(ctx, os.Stdout, *rounds, *each, *only)
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
func run(ctx context.Context, out io.Writer, rounds int, each time.Duration, only string) (bool, error) {
	if err := bench.SetTime(each); err != nil {
		return false, err
	}
	name, err := regexp.Compile(only)
	if err != nil {
		return false, err
	}
	dir, err := os.MkdirTemp("", "ratios-*")
	if err != nil {
		return false, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	var table []row
	for _, of := range []func() ([]bench.Pair, error){
		bench.Pairs, bench.Forms, bench.Webhooks, func() ([]bench.Pair, error) { return bench.Guards(dir) },
	} {
		pairs, err := of()
		if err != nil {
			return false, err
		}
		for _, pair := range pairs {
			if name.MatchString(pair.Name) {
				rows, err := pairRows(ctx, pair, rounds)
				if err != nil {
					return false, fmt.Errorf("%s: %w", pair.Name, err)
				}
				table = append(table, rows...)
			}
		}
	}
	for _, part := range []struct {
		name    string
		measure func(context.Context) ([]row, error)
	}{{"waits", waitRows}, {"streams", streamRows}, {"size", sizeRows}} {
		if name.MatchString(part.name) {
			rows, err := part.measure(ctx)
			if err != nil {
				return false, fmt.Errorf("%s: %w", part.name, err)
			}
			table = append(table, rows...)
		}
	}
	return write(out, table)
}

func pairRows(ctx context.Context, pair bench.Pair, rounds int) ([]row, error) {
	sdk, byHand, err := bench.Measure(ctx, pair, rounds)
	if err != nil {
		return nil, err
	}
	return []row{
		ratioRow(pair.Name+", time", "µs", sdk.Micros, byHand.Micros, pair.Time),
		allocsRow(pair, sdk.Allocs, byHand.Allocs),
		ratioRow(pair.Name+", bytes allocated", "KiB", sdk.KiB, byHand.KiB, 0),
	}, nil
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

func waitRows(ctx context.Context) ([]row, error) {
	crowd, err := bench.Wait(ctx, bench.ManyWaits)
	if err != nil {
		return nil, err
	}
	return []row{limitRow("a wait on a hub, one of 100,000, beside its goroutine", "bytes", crowd.PerWait, bench.MaxPerWait)}, nil
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
