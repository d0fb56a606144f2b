// Webhook receives Truora's events and prints them as they arrive: from an embedded
// Truora that sends them badly on purpose or, if TRUORA_API_KEY is set, from the real
// one. It buys nothing.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/truora/truora-go/examples/internal/demo"
)

func main() { os.Exit(start()) }

func start() int {
	ctx, stop := demo.Interruptible()
	defer stop()
	return run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
}

// run runs the program and returns its exit code.
func run(ctx context.Context, args []string, env func(string) string, out, errs io.Writer) int {
	fs := flag.NewFlagSet("webhook", flag.ContinueOnError)
	fs.SetOutput(errs)
	listen := fs.String("listen", "127.0.0.1:8080", "`address` to receive at, under an API key")
	switch err := fs.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return demo.ExitUsage
	case fs.NArg() > 0:
		fmt.Fprintln(errs, "error: there are no arguments besides the flags")
		return demo.ExitUsage
	}
	var err error
	if demo.HasKey(env) {
		err = account(ctx, *listen, env("TRUORA_WEBHOOK_KEY"), out)
	} else {
		err = embedded(ctx, demoPace, out)
	}
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil:
		fmt.Fprintln(errs, "interrupted")
		return demo.ExitInterrupted
	}
	fmt.Fprintln(errs, "error:", err)
	return demo.ExitFailed
}

const demoPace = 5

// account receives the events of the account's webhooks, until ctx ends.
func account(ctx context.Context, address, key string, out io.Writer) error {
	if key == "" {
		return errors.New("set TRUORA_WEBHOOK_KEY to the signing key of the webhook, which the dashboard shows")
	}
	acct, err := demo.Real("truora-webhook")
	if err != nil {
		return err
	}
	r, err := newReceiver(key, acct.Client.Checks, out)
	if err != nil {
		return err
	}
	if err := r.listen(ctx, address); err != nil {
		return err
	}
	defer r.close()
	r.print("Receiving at %s; nothing is bought.\nTruora has to reach it over https: see docs/webhooks.md. Ctrl-C ends it.\n\n", r.url)
	<-ctx.Done()
	return nil
}
