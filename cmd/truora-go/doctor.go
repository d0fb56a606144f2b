package main

import (
	"errors"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/truora/truora-go/cmd/truora-go/internal/doctor"
)

func doctorCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "Find out what is wrong with this setup, and what to do about it", Args: noArgs,
		Long: fold("Find out what is wrong with this setup, and what to do about it: the API key and who can read it, "+
			"the signing key of webhooks, the way to each host, the clock, what the key may do, and the rate limit. "+
			"It only reads, and nothing is billed. With a fault the exit code is 10.") + "\n",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.diagnose(doctor.Examine(cmd.Context(), doctor.Setup{Env: a.env}))
		},
	}
}

func (a *app) diagnose(findings []doctor.Finding) error {
	err := a.print(findings, func(w io.Writer) {
		rows := [][]string{}
		for _, f := range findings {
			rows = append(rows, []string{string(f.State), f.Check, f.Text})
			if f.Do != "" {
				rows = append(rows, []string{"", "", "  " + f.Do})
			}
		}
		table(w, rows...)
	})
	if err == nil && slices.ContainsFunc(findings, func(f doctor.Finding) bool { return f.State == doctor.Fault }) {
		err = codedError{errors.New("something is wrong: see above"), exitNegative}
	}
	return err
}
