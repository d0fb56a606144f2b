// Lender is an HTTP service that buys a background check on each applicant, once, and
// decides on it. Without arguments it shows itself, on an embedded Truora and SQLite:
// README.md tells the rest.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1) //nolint:gocritic // nothing is left to stop
	}
}

var errUsage = errors.New("usage: lender [demo | serve | held … | audit]")

func run(ctx context.Context, args []string, env func(string) string, out io.Writer) error {
	command := "demo"
	if len(args) > 0 {
		command, args = args[0], args[1:]
	}
	if command == "demo" {
		return demo(ctx, out)
	}
	cfg, err := configOf(env)
	if err != nil {
		return err
	}
	switch command {
	case "serve":
		return withLender(ctx, cfg, func(l lender) error { return serve(ctx, l, cfg.address, out) })
	case "held":
		return withLender(ctx, cfg, func(l lender) error { return held(ctx, l, args, out) })
	case "audit":
		return withLender(ctx, cfg, func(l lender) error { return l.verifyAudit(ctx, out) })
	default:
		return errUsage
	}
}
