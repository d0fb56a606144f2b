package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/truora/truora-go/durable"
)

const heldUsage = `  lender held                                       lists what waits for a decision
  lender held found     -by NAME KEY CHECK-ID       it is at Truora: its result is awaited
  lender held notbought -by NAME -why TEXT KEY      it is neither there nor on the bill: it is sent again
  lender held abandoned -by NAME -why TEXT KEY      nobody wants it any more
`

var errHeldUsage = errors.New("usage:\n" + strings.TrimSuffix(heldUsage, "\n"))

// held shows held purchases, or decides on one.
func held(ctx context.Context, l lender, args []string, out io.Writer) error {
	if len(args) == 0 {
		return showHeld(ctx, l, out)
	}
	flags := flag.NewFlagSet("held", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	by := flags.String("by", "", "who decides")
	why := flags.String("why", "", "why; nothing about a person")
	if err := flags.Parse(args[1:]); err != nil || *by == "" {
		return errHeldUsage
	}
	var decided durable.Resolution
	switch key := flags.Args(); {
	case args[0] == "found" && len(key) == 2:
		decided = durable.Found(key[1], *by)
	case args[0] == "notbought" && len(key) == 1:
		decided = durable.NotBought(*by, *why)
	case args[0] == "abandoned" && len(key) == 1:
		decided = durable.Abandoned(*by, *why)
	default:
		return errHeldUsage
	}
	if err := l.resolve(ctx, flags.Arg(0), decided); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: noted.\n", flags.Arg(0))
	return nil
}

func showHeld(ctx context.Context, l lender, out io.Writer) error {
	list, err := l.held(ctx)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		fmt.Fprintln(out, "Nothing is held.")
		return nil
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "KEY\tKIND\tSENT\tREASON")
	for _, p := range list {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", p.Key, p.Kind, p.SentAt.UTC().Format(time.RFC3339), p.Reason)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprint(out, "\nLook in Truora's dashboard for a check with the key as its reference, about that time. Then:\n", heldUsage)
	return nil
}

func (s *service[Tx]) held(ctx context.Context) ([]durable.Purchase, error) { return s.flow.Held(ctx) }

func (s *service[Tx]) resolve(ctx context.Context, key string, r durable.Resolution) error {
	return s.flow.Resolve(ctx, key, r)
}
