package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/cmd/truora-go/internal/operations"
)

// call is the command "call".
type call struct {
	*app
	values  valueFlags
	in, out string
	all     bool
	list    bool
	about   bool
}

func callCommand(a *app) *cobra.Command {
	c := &call{app: a}
	cmd := &cobra.Command{
		Use: "call OPERATION", Short: "Call any operation of Truora by its name",
		Long: "Call any operation of Truora by its name: the Go method (checks.Get), Truora's method and\n" +
			"path (\"GET /v1/checks/{check_id}\"), or the id that it has in the contract (getCheck).\n" +
			"What Truora answers is printed as JSON.",
		Example: "  " + program + " call --list\n" +
			"  " + program + " call checks.Create --describe\n" +
			"  " + program + " call checks.Get --param check_id=CHK…",
		Args: between(0, 1), ValidArgsFunction: completeOperation,
		RunE: c.run,
	}
	flags := cmd.Flags()
	c.values.add(flags)
	flags.StringVar(&c.in, "in", "", "the `FILE` to send, - for the standard input")
	flags.StringVar(&c.out, "out", "", "the `FILE` to write, - for the standard output")
	flags.BoolVar(&c.all, "all", false, "walk over all pages, and print one item a line")
	flags.BoolVar(&c.list, "list", false, "list the operations")
	flags.BoolVar(&c.about, "describe", false, "say what the operation takes, and call nothing")
	must(cmd.RegisterFlagCompletionFunc("param", completeParam))
	return cmd
}

func (c *call) run(cmd *cobra.Command, args []string) error {
	if c.list {
		return c.printOperations()
	}
	if len(args) == 0 {
		return usageError{errors.New("name an operation; --list has all of them")}
	}
	op, err := operations.Find(args[0])
	if err != nil {
		return usageError{fmt.Errorf("%w; call --list has all of them", err)}
	}
	if c.about {
		return c.describe(op)
	}
	values, err := c.values.values(c.app)
	if err != nil {
		return err
	}
	return c.calling(func(ctx context.Context, client *truora.Client, _ []string) error {
		switch {
		case c.all:
			return c.walk(ctx, client, op, values)
		case op.WritesFile():
			return c.download(ctx, client, op, values)
		}
		return c.send(ctx, client, op, values)
	})(cmd, args)
}

// send calls an operation whose answer is printed.
func (c *call) send(ctx context.Context, client *truora.Client, op *operations.Operation, values []operations.Value) error {
	var file operations.File
	if op.TakesFile() {
		if c.in == "" {
			return usageError{fmt.Errorf("%s sends a file: name it with --in FILE", op.Go)}
		}
		in, size, closeIn, err := c.openIn(c.in)
		if err != nil {
			return err
		}
		defer closeIn()
		file = operations.File{In: in, Size: size}
	}
	result, err := op.Call(ctx, client, values, file)
	return c.answered(result, err)
}

// answered prints the answer, also one that came with an error: it may have been paid
// for.
func (c *call) answered(result operations.Result, err error) error {
	if errors.Is(err, operations.ErrParams) {
		return usageError{err}
	}
	if result == nil && err != nil {
		return c.unread(err)
	}
	if result != nil {
		c.problems(result)
		err = errors.Join(err, c.printRaw(result.RawJSON()))
	} else if c.json {
		fmt.Fprintln(c.app.out, "{}") // the answer says nothing more
	}
	return err
}

func (c *call) walk(ctx context.Context, client *truora.Client, op *operations.Operation, values []operations.Value) error {
	items, err := op.All(ctx, client, values)
	if err != nil {
		return usageError{err}
	}
	for item, err := range items {
		if err != nil {
			return err
		}
		if err := c.printLine(item.RawJSON()); err != nil {
			return err
		}
	}
	return nil
}

func (c *call) download(ctx context.Context, client *truora.Client, op *operations.Operation, values []operations.Value) error {
	if c.out == "" {
		return usageError{fmt.Errorf("%s receives a file: say where to with --out FILE, or --out - for the standard output", op.Go)}
	}
	return c.save(c.out, func(w io.Writer) error {
		_, err := op.Call(ctx, client, values, operations.File{Out: w})
		if errors.Is(err, operations.ErrParams) {
			return usageError{err}
		}
		return err
	})
}
