// Kyc finds out whether a person is who they say: it validates the document and
// the face of somebody made up on an embedded Truora, or under TRUORA_API_KEY
// those in the files it is given on the real one, where it asks before it buys.
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
	p := program{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, someone: isTerminal(os.Stdin),
		connect: func() (account, error) { return connect(os.Getenv) },
	}
	return p.run(ctx, os.Args[1:])
}

// program is kyc with its surroundings.
type program struct {
	in       io.Reader
	out, err io.Writer
	someone  bool // somebody at stdin can be asked
	connect  func() (account, error)
}

// account is a Truora to call.
type account struct {
	client   *truora.Client
	embedded bool
}

func connect(env func(string) string) (account, error) {
	if env("TRUORA_API_KEY") == "" && env("TRUORA_API_KEY_FILE") == "" {
		srv := truoratest.New(truoratest.WithPace(3))
		return account{srv.Client(truora.WithPolling(200*time.Millisecond, 500*time.Millisecond)), true}, nil
	}
	client, err := truora.FromEnv(truora.WithUserAgent("truora-kyc"))
	return account{client: client}, err
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull) // a character device too
	return err != nil || !os.SameFile(info, null)
}
