// Quickstart runs a background check from start to PDF: on an embedded Truora,
// or under TRUORA_API_KEY on the real one, where it asks before it buys.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

func main() { os.Exit(start()) }

func start() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	p := program{
		in:      os.Stdin,
		out:     newScreen(os.Stdout, isTerminal(os.Stdout), os.Getenv),
		err:     screen{w: os.Stderr},
		someone: isTerminal(os.Stdin),
		connect: func() (account, error) { return connect(os.Getenv) },
	}
	return p.run(ctx, os.Args[1:])
}

// program is the quickstart with its surroundings.
type program struct {
	in       io.Reader
	out, err screen
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
		srv := truoratest.New(truoratest.WithPace(4))
		srv.OnCheck(bumpy)
		return account{srv.Client(truora.WithPolling(150*time.Millisecond, 400*time.Millisecond)), true}, nil
	}
	client, err := truora.FromEnv(truora.WithUserAgent("truora-quickstart"), truora.WithPolling(2*time.Second, 10*time.Second))
	return account{client: client}, err
}

// bumpy is how checks go on the real Truora: not every source answers. The
// person of the first run has something to find; of all others the fake decides.
func bumpy(in truoratest.CheckInput) truoratest.CheckScript {
	var script truoratest.CheckScript
	if in.Country != string(apitype.AllCountries) { // too few sources there to lose any
		script.Sources = []truoratest.SourceScript{
			{Source: "juzgados", Outcome: "error"},
			{Source: "prensa", Outcome: "expired"},
			{Source: "fotomultas", Outcome: "expired"},
		}
	}
	if in.Form.Get("national_id") == madeUp[apitype.Colombia].document {
		script.Findings = []truoratest.Finding{
			{DataSet: string(checks.DataSetCriminalRecord), Severity: string(checks.SeverityHigh)},
			{DataSet: string(checks.DataSetTrafficFines), Severity: string(checks.SeverityLow)},
		}
	}
	return script
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull) // a character device too
	return err != nil || !os.SameFile(info, null)
}
