// WhatsApp registers a message template, waits for its approval, sends it, and
// shows delivery and answers as they come: on an embedded Truora with made-up
// people, or under TRUORA_API_KEY on the real one, where it asks before it writes
// to anybody.
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

// program is the example with its surroundings.
type program struct {
	in       io.Reader
	out, err io.Writer
	someone  bool // somebody at stdin can be asked
	connect  func() (account, error)
}

// account is a Truora to call.
type account struct {
	client *truora.Client
	// pause lies between two looks at the chats.
	pause time.Duration
	// server is the embedded Truora; nil on the real one.
	server *truoratest.Server
}

func connect(env func(string) string) (account, error) {
	if env("TRUORA_API_KEY") != "" || env("TRUORA_API_KEY_FILE") != "" {
		client, err := truora.FromEnv(truora.WithUserAgent("truora-whatsapp-example"))
		return account{client: client, pause: 5 * time.Second}, err
	}
	srv := truoratest.New(truoratest.WithPace(8))
	srv.NextApproval(truoratest.Approval{After: 20 * time.Second})
	client := srv.Client(truora.WithPolling(200*time.Millisecond, 400*time.Millisecond))
	return account{client: client, pause: 150 * time.Millisecond, server: srv}, nil
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
