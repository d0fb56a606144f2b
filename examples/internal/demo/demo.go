// Package demo is shared by the examples: their environment, the Truora they call, the
// question before they buy, and how they end.
package demo

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/truora/truora-go/examples/internal/term"
)

// Exit codes of all examples.
const (
	ExitFailed      = 1
	ExitUsage       = 2
	ExitInterrupted = 130 // as a shell reports SIGINT
)

// Program is an example and its environment.
type Program struct {
	In       io.Reader
	Out, Err term.Screen
	Someone  bool // In can be asked
	Connect  func() (Account, error)
}

// Main runs an example in the environment of the process, and exits.
func Main(connect Connect, run func(context.Context, Program, []string) int) {
	os.Exit(start(connect, run))
}

func start(connect Connect, run func(context.Context, Program, []string) int) int {
	ctx, stop := Interruptible()
	defer stop()
	return run(ctx, Program{
		In: os.Stdin, Out: term.NewScreen(os.Stdout), Err: term.Screen{W: os.Stderr}, Someone: term.IsTerminal(os.Stdin),
		Connect: func() (Account, error) { return connect(os.Getenv) },
	}, os.Args[1:])
}

// Interruptible returns a context that ends at Ctrl-C; a second Ctrl-C ends the program
// at once.
func Interruptible() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// Usage says what is wrong with the flags, unless they ask for help, and returns the
// exit code.
func (p Program) Usage(err error) int {
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	p.Err.Printf("error: %s\n       -h lists the flags\n", err)
	return ExitUsage
}

// Fail prints what went wrong, and the advice if it is not empty.
func (p Program) Fail(err error, advice string) {
	p.Err.Printf("\nerror: %s\n", term.Plain(err.Error()))
	if advice != "" {
		p.Err.Printf("       %s\n", strings.ReplaceAll(advice, "\n", "\n       "))
	}
}

// Exit returns the code of a program that failed: ExitInterrupted if ctx has ended.
func Exit(ctx context.Context) int {
	if ctx.Err() != nil {
		return ExitInterrupted
	}
	return ExitFailed
}

// Purchase is a question before something that cannot be undone.
type Purchase struct {
	Yes      bool // the flag -yes: do not ask
	Question string
	Nobody   error // if nobody can be asked
	Declined error // if the answer is no
}

// Confirm asks the user.
func (p Program) Confirm(ctx context.Context, what Purchase) error {
	switch {
	case what.Yes:
		return nil
	case !p.Someone:
		return what.Nobody
	}
	yes, err := term.Ask(ctx, p.In, p.Out, what.Question)
	if err == nil && !yes {
		err = what.Declined
	}
	return err
}
