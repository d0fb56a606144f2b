package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	truora "github.com/truora/truora-go"
)

// app is the program: what it reads and writes, and the flags that all commands have.
type app struct {
	in       io.Reader
	out, err io.Writer
	// connect makes the client; the key comes from the environment, or from the file
	// that the environment names.
	connect func(...truora.Option) (*truora.Client, error)
	env     func(string) string // the environment
	// terminal means that a person is at in.
	terminal bool

	json    bool          // --json
	yes     bool          // --yes
	timeout time.Duration // --timeout
	started bool          // the command line was understood
	inRead  bool          // the standard input has been read
}

// run carries out a command line. It prints the error, if any.
func (a *app) run(ctx context.Context, args []string) exitCode {
	root := a.root()
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && !a.started { // the flags were not all read
		err, a.json = usageError{err}, a.json || slices.Contains(args, "--json")
	}
	code := codeOf(err)
	if err != nil {
		a.printError(err, code, cmd.CommandPath())
	}
	return code
}

func (a *app) root() *cobra.Command {
	root := group(program, "Call Truora from a terminal, and try it in a sandbox")
	root.Long = "Call Truora from a terminal, and try it in a sandbox.\n\n" +
		"The API key is in TRUORA_API_KEY, or in the file that TRUORA_API_KEY_FILE names.\n" +
		"It is never an argument: others on this machine can read those."
	root.SilenceErrors, root.SilenceUsage = true, true
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		a.started = true
		if a.timeout < 0 {
			return usageError{errors.New("--timeout is not negative")}
		}
		return nil
	}
	root.SetFlagErrorFunc(flagError)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	flags := root.PersistentFlags()
	flags.BoolVar(&a.json, "json", false, "print JSON, errors too")
	flags.BoolVar(&a.yes, "yes", false, "send what is billed without asking")
	flags.DurationVar(&a.timeout, "timeout", 0, "end after this `TIME`, such as 90s; 0 is never")
	root.AddCommand(
		sandboxCommand(a),
		checksCommand(a),
		identityCommand(a),
		batchCommand(a),
		callCommand(a),
		listenCommand(a),
		triggerCommand(a),
		doctorCommand(a),
		driftCommand(a),
		heldCommand(a),
		versionCommand(a),
	)
	return root
}
