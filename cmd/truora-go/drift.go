package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/truora/truora-go/guard/drift"
)

func driftCommand(a *app) *cobra.Command {
	var since string
	cmd := &cobra.Command{
		Use: "drift FILE", Short: "Show where Truora's answers differ from what this version knows", Args: between(1, 1),
		Long: fold("Show where Truora's answers differ from what this version knows: what the package guard/drift of a "+
			"running program collected in FILE, - for the standard input. Before a place, + is a member that is new, "+
			"- one that is absent, ~ one of another type, ? a word that is new, and ! an answer that is not JSON. With "+
			"a difference the exit code is 10.") + "\n",
		RunE: func(_ *cobra.Command, args []string) error { return a.showDrift(args[0], since) },
	}
	cmd.Flags().StringVar(&since, "since", "", "only what was seen on this `DATE` or later")
	return cmd
}

func (a *app) showDrift(file, since string) error {
	from := time.Time{}
	if since != "" {
		var err error
		if from, err = time.Parse(time.DateOnly, since); err != nil {
			return usageError{errors.New("--since takes a date such as 2026-01-31")}
		}
	}
	text, err := a.readFile(file)
	if err != nil {
		return err
	}
	all, err := drift.Read(bytes.NewReader(text))
	if err != nil {
		return usageError{errors.New("the file is not one that guard/drift wrote")}
	}
	found := []drift.Finding{}
	for _, f := range all {
		if !f.Last.Before(from) {
			found = append(found, f)
		}
	}
	err = a.print(found, func(w io.Writer) { printDrift(w, found) })
	if err == nil && len(found) > 0 {
		err = codedError{fmt.Errorf("differences: %d; the guide docs/drift.md says what to do", len(found)), exitNegative}
	}
	return err
}

// printDrift prints findings, which are ordered by operation, under its name.
func printDrift(w io.Writer, found []drift.Finding) {
	op, rows := "", [][]string{}
	for i, f := range found {
		if f.Op != op {
			op = f.Op
			fmt.Fprintf(w, "%s\n", printable(op))
		}
		rows = append(rows, []string{"  " + sign(f.Kind) + " " + f.Pointer, about(f), fmt.Sprintf("%d times", f.Count), "from " + when(f.First), "to " + when(f.Last)})
		if i+1 == len(found) || found[i+1].Op != op {
			table(w, rows...)
			rows = nil
		}
	}
}

func sign(kind drift.Kind) string {
	switch kind {
	case drift.KindUnknownMember:
		return "+"
	case drift.KindAbsent:
		return "-"
	case drift.KindType:
		return "~"
	case drift.KindUnknownValue:
		return "?"
	case drift.KindUnreadable:
		return "!"
	default:
		return " "
	}
}

func about(f drift.Finding) string {
	if f.Kind == drift.KindType {
		return f.Got + ", not " + f.Want
	}
	return string(f.Kind)
}
