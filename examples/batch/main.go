// Batch runs a background check for each row of a CSV file: it writes the
// spreadsheet, sends it, waits, and prints the report. It runs on an embedded
// Truora, or under TRUORA_API_KEY on the real one, where it asks before it buys.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/truora/truora-go"
	"github.com/truora/truora-go/examples/internal/term"
	"github.com/truora/truora-go/truoratest"
)

func main() { os.Exit(start()) }

func start() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	p := program{
		in: os.Stdin, out: term.NewScreen(os.Stdout), err: term.Screen{W: os.Stderr}, someone: term.IsTerminal(os.Stdin),
		connect: func() (account, error) { return connect(os.Getenv) },
	}
	return p.run(ctx, os.Args[1:])
}

// program is the example with its surroundings.
type program struct {
	in       io.Reader
	out, err term.Screen
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
		srv := truoratest.New(truoratest.WithPace(5))
		srv.OnCheck(somebodyToFind)
		return account{srv.Client(truora.WithPolling(100*time.Millisecond, 200*time.Millisecond)), true}, nil
	}
	client, err := truora.FromEnv(truora.WithUserAgent("truora-batch"))
	return account{client: client}, err
}

// somebodyToFind scripts the people of the sample: one has something to find.
func somebodyToFind(in truoratest.CheckInput) truoratest.CheckScript {
	script := truoratest.CheckScript{Findings: []truoratest.Finding{}}
	if in.Form.Get("national_id") == "1000000003" {
		script.Findings = []truoratest.Finding{{DataSet: "criminal_record", Severity: "very_high"}, {DataSet: "legal_background", Severity: "high"}}
	}
	return script
}
