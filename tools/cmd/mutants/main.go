// Command mutants plants known faults in the code, one at a time, and checks that the
// tests catch each of them. The files in faults/ list them.
//
// Nothing is written into the tree: the changed file is passed to the go command as an
// overlay.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"sync"
	"time"
)

func main() {
	root := flag.String("root", ".", "directory of the root module")
	list := flag.String("list", "cmd/mutants/faults", "directory of the lists of faults")
	only := flag.String("run", "", "plant only the faults whose names match this regular expression")
	dry := flag.Bool("n", false, "only see whether each fault still fits the code")
	parallel := flag.Int("parallel", 2, "how many faults to try at once")
	limit := flag.Duration("timeout", 5*time.Minute, "how long the tests of one fault may take")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, options{*root, *list, *only, *dry, *parallel, *limit})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

type options struct {
	root, list, only string
	dry              bool
	parallel         int
	limit            time.Duration
}

func run(ctx context.Context, o options) error {
	name, err := regexp.Compile(o.only)
	if err != nil {
		return err
	}
	all, err := load(o.list)
	if err != nil {
		return err
	}
	var mutants []*mutant
	for _, m := range all {
		if name.MatchString(m.name) {
			mutants = append(mutants, m)
		}
	}
	dir, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	r := &runner{root: o.root, dir: dir, limit: o.limit}
	// Find lists that do not apply before anything is built.
	var broken []error
	for i, m := range mutants {
		if err := r.plant(m, i); err != nil {
			broken = append(broken, fmt.Errorf("%s: %w", m.name, err))
		}
	}
	if len(broken) > 0 {
		return errors.Join(broken...)
	}
	if o.dry {
		fmt.Printf("mutants %d, all fit\n", len(mutants))
		return nil
	}
	if err := r.healthy(ctx, mutants); err != nil {
		return err
	}
	return r.all(ctx, mutants, o.parallel)
}

// all tries every fault and reports the results.
func (r *runner) all(ctx context.Context, mutants []*mutant, parallel int) error {
	var (
		running sync.WaitGroup
		mu      sync.Mutex
		caught  int
		free    = make(chan struct{}, parallel)
	)
	for _, m := range mutants {
		free <- struct{}{}
		running.Go(func() {
			defer func() { <-free }()
			by, err := r.try(ctx, m)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil:
				fmt.Printf("ERROR     %s: %v\n", m.name, err)
			case by == "":
				fmt.Printf("SURVIVED  %s\n", m.name)
			default:
				caught++
				fmt.Printf("caught    %s (%s)\n", m.name, by)
			}
		})
	}
	running.Wait()
	fmt.Printf("mutants %d, caught %d\n", len(mutants), caught)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if caught < len(mutants) {
		return fmt.Errorf("%d not caught", len(mutants)-caught)
	}
	return nil
}
