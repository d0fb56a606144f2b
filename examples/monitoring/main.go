// Monitoring repeats a background check and tells when its score drops: on an
// embedded Truora, where a week passes in a second, or under TRUORA_API_KEY on
// the real one, where it asks before it buys.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
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

// weeksASecond is the pace of the embedded Truora.
const weeksASecond = 7 * 24 * 3600

func connect(env func(string) string) (account, error) {
	if env("TRUORA_API_KEY") == "" && env("TRUORA_API_KEY_FILE") == "" {
		srv := truoratest.New(truoratest.WithPace(weeksASecond))
		srv.OnCheck(clouding())
		return account{srv.Client(truora.WithPolling(100*time.Millisecond, 200*time.Millisecond)), true}, nil
	}
	client, err := truora.FromEnv(truora.WithUserAgent("truora-monitoring"))
	return account{client: client}, err
}

// clouding scripts a person of whom nothing is known at first, and more from the
// fourth run on.
func clouding() func(truoratest.CheckInput) truoratest.CheckScript {
	runs := 0
	return func(truoratest.CheckInput) truoratest.CheckScript {
		runs++
		script := truoratest.CheckScript{Findings: []truoratest.Finding{}}
		if runs >= 4 {
			script.Findings = []truoratest.Finding{{DataSet: "criminal_record", Severity: "high"}, {DataSet: "traffic_fines", Severity: "low"}}
		}
		return script
	}
}

// command is what the flags ask for.
type command struct {
	check, continuous string
	frequency         apitype.Frequency
	end               apitype.Date
	yes               bool
}

const (
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130 // as a shell counts SIGINT
)

// run is the program; what it returns is the exit code.
func (p program) run(ctx context.Context, args []string) int {
	cmd, err := parse(args, p.out.W)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		p.err.Printf("error: %s\n       -h lists the flags\n", err)
		return exitUsage
	}
	err = p.flow(ctx, cmd)
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil:
		p.err.Printf("\nInterrupted.\n")
		return exitInterrupted
	}
	p.err.Printf("\nerror: %s\n", term.Plain(err.Error()))
	return exitFailed
}

// parse reads the flags; help goes to out.
func parse(args []string, out io.Writer) (command, error) {
	var cmd command
	var frequency, end string
	fs := flag.NewFlagSet("monitoring", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // errors are printed by the caller, once
	fs.Usage = func() {}
	fs.StringVar(&cmd.check, "check", "", "`id` of the check to repeat; each run is billed")
	fs.StringVar(&cmd.continuous, "continuous", "", "`id` of a continuous check to look at; nothing is bought")
	fs.StringVar(&frequency, "frequency", "weekly", "`interval`: daily, weekly, monthly, yearly, or such as 3d")
	fs.StringVar(&end, "end", "", "last `day`, such as 2027-01-31 (default: in 90 days)")
	fs.BoolVar(&cmd.yes, "yes", false, "buy without asking")
	err := fs.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		_, _ = fmt.Fprint(out, "Monitoring repeats a background check and tells when its score drops.\n\n"+
			"Without TRUORA_API_KEY (or TRUORA_API_KEY_FILE) it runs on an embedded Truora, on\n"+
			"somebody made up. With it, it calls the real one; that is billed, and asked before.\n\n")
		fs.SetOutput(out)
		fs.PrintDefaults()
	}
	if err != nil {
		return cmd, err
	}
	cmd.frequency, cmd.end = apitype.Frequency(frequency), apitype.DateOf(time.Now().AddDate(0, 0, 90))
	if end != "" {
		if cmd.end, err = apitype.ParseDate(end); err != nil {
			return cmd, errors.New("-end is a day such as 2027-01-31")
		}
	}
	switch {
	case fs.NArg() > 0:
		return cmd, errors.New("there are no arguments besides the flags; one was given")
	case !cmd.frequency.Valid():
		return cmd, errors.New("-frequency is daily, weekly, monthly, yearly, or a number with d, w, m or y")
	case cmd.check != "" && cmd.continuous != "":
		return cmd, errors.New("-check starts something new, -continuous looks at something old: give one")
	}
	return cmd, nil
}
