// Command peers measures this SDK against other SDKs, and against plain net/http under
// load, and prints the results or writes them to a document.
//
//	peers [-rounds 7] [-benchtime 200ms] [-load 1s] [-cold] [-write ../README.md]
//
// It must run inside the peers module.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/truora/truora-go/bench"
)

func main() {
	var o options
	flag.IntVar(&o.rounds, "rounds", 7, "how often each side is measured; the median counts")
	flag.DurationVar(&o.each, "benchtime", 200*time.Millisecond, "how long one measurement of a call takes, about")
	flag.DurationVar(&o.load, "load", time.Second, "how long one measurement under load takes")
	flag.BoolVar(&o.cold, "cold", true, "measure also how long building takes when nothing is compiled yet (minutes)")
	file := flag.String("write", "", "write the tables into this file, between its marks")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, o, *file)
	stop()

	if err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

type options struct {
	rounds     int
	each, load time.Duration
	cold       bool
}

func run(ctx context.Context, o options, file string) error {
	if file != "" {
		if err := canTake(file); err != nil { // before minutes of measuring
			return err
		}
	}
	if err := bench.SetTime(o.each); err != nil {
		return err
	}
	rows, bare, err := peerRows(ctx, o)
	if err != nil {
		return err
	}
	loads, err := bench.Throughputs(ctx, o.rounds, o.load)
	if err != nil {
		return err
	}
	text := report(time.Now(), rows, bare, loads)
	fmt.Print(text)
	if file == "" {
		return nil
	}
	return place(file, text)
}
