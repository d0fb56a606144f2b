// Monitoring repeats a background check and reports when its score drops. It runs
// against an embedded Truora, where a week passes in a second, or, if TRUORA_API_KEY is
// set, against the real one, where it asks before it buys.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/truoratest"
)

func main() {
	demo.Main(connect, func(ctx context.Context, p demo.Program, args []string) int { return program{p}.run(ctx, args) })
}

// program is the example and its environment.
type program struct{ demo.Program }

// weeksASecond is the pace of the embedded Truora.
const weeksASecond = 7 * 24 * 3600

func connect(env func(string) string) (demo.Account, error) {
	if demo.HasKey(env) {
		return demo.Real("truora-monitoring")
	}
	srv := truoratest.New(truoratest.WithPace(weeksASecond))
	srv.Checks.OnCreate(clouding())
	return demo.Embedded(srv, 100*time.Millisecond, 200*time.Millisecond), nil
}

// clouding scripts a person about whom nothing is known at first, and more from the
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

// command is the parsed command line.
type command struct {
	check, continuous string
	frequency         apitype.Frequency
	end               apitype.Date
	yes               bool
}

// run runs the program and returns its exit code.
func (p program) run(ctx context.Context, args []string) int {
	cmd, err := parse(args, p.Out.W)
	if err != nil {
		return p.Usage(err)
	}
	err = p.flow(ctx, cmd)
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil:
		p.Err.Printf("\nInterrupted.\n")
	default:
		p.Fail(err, "")
	}
	return demo.Exit(ctx)
}

// parse parses the flags; help is written to out.
func parse(args []string, out io.Writer) (command, error) {
	var cmd command
	var frequency, end string
	fs := flag.NewFlagSet("monitoring", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // the caller prints errors, once
	fs.Usage = func() {}
	fs.StringVar(&cmd.check, "check", "", "`id` of the check to repeat; each run is billed")
	fs.StringVar(&cmd.continuous, "continuous", "", "`id` of a continuous check to look at; nothing is bought")
	fs.StringVar(&frequency, "frequency", "weekly", "`interval`: daily, weekly, monthly, yearly, or such as 3d")
	fs.StringVar(&end, "end", "", "last `day`, such as 2027-01-31 (default: in 90 days)")
	fs.BoolVar(&cmd.yes, "yes", false, "buy without asking")
	err := fs.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		_, _ = fmt.Fprint(out, "Monitoring repeats a background check and reports when its score drops.\n\n"+
			"Without TRUORA_API_KEY (or TRUORA_API_KEY_FILE) it runs on an embedded Truora, on\n"+
			"fictional people. With it, it calls the real Truora; that is billed, and you are asked first.\n\n")
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
