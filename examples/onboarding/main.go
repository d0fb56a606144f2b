// Onboarding is a small web page on which visitors prove who they are: they
// start a process, go through Truora's hosted page, come back, and see the
// verdict arrive. It runs on an embedded Truora, or under TRUORA_API_KEY on the
// real one.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/truora/truora-go"
	"github.com/truora/truora-go/truoratest"
)

func main() { os.Exit(start()) }

func start() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	p := program{in: os.Stdin, out: os.Stdout, err: os.Stderr, connect: func() (account, error) { return connect(os.Getenv) }}
	return p.run(ctx, os.Args[1:])
}

// program is the example with its surroundings.
type program struct {
	in       io.Reader
	out, err io.Writer
	connect  func() (account, error)
}

// account is a Truora to call. fake is nil for the real one.
type account struct {
	client *truora.Client
	fake   *truoratest.Server
}

func connect(env func(string) string) (account, error) {
	if env("TRUORA_API_KEY") == "" && env("TRUORA_API_KEY_FILE") == "" {
		srv := truoratest.New(truoratest.WithPace(4))
		return account{srv.Client(truora.WithPolling(200*time.Millisecond, 500*time.Millisecond)), srv}, nil
	}
	client, err := truora.FromEnv(truora.WithUserAgent("truora-onboarding"), truora.WithPolling(2*time.Second, 5*time.Second))
	return account{client: client}, err
}
