package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/identity"
)

func identityCommand(a *app) *cobra.Command {
	cmd := group("identity", "Start identity processes, and read them")
	cmd.AddCommand(identityStart(a), identityGet(a), identityWait(a), identityDossier(a))
	return cmd
}

func identityStart(a *app) *cobra.Command {
	var flags paramFlags
	cmd := &cobra.Command{
		Use: "start", Short: "Reserve a process for a person, and print the link to it", Args: noArgs,
		Long: fold("Reserve a process for a person, and print the link to it. Whoever has the link can go through the "+
			"process: give it only to that person. What the process comes to is billed once the person opens it.") + "\n",
		Example: "  " + program + " identity start --flow-id IPF… --redirect-url https://example.com/after",
		RunE: a.calling(func(ctx context.Context, client *truora.Client, _ []string) error {
			var params identity.StartParams
			if err := flags.fill(a, &params); err != nil {
				return err
			}
			started, err := client.Identity.Start(ctx, params)
			if err != nil {
				return a.unread(err)
			}
			value := struct {
				ProcessID string    `json:"process_id"`
				AccountID string    `json:"account_id"`
				ExpiresAt time.Time `json:"expires_at,omitzero"`
				LaunchURL string    `json:"launch_url"`
			}{started.ProcessID, started.AccountID, started.ExpiresAt, started.LaunchURL()}
			return a.print(value, func(w io.Writer) {
				table(w, []string{"process", value.ProcessID}, []string{"account", value.AccountID},
					[]string{"expires", when(value.ExpiresAt)}, []string{"link", value.LaunchURL})
			})
		}),
	}
	flags.add(cmd, "apikeys.Create", identity.StartParams{})
	return cmd
}

func identityDossier(a *app) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use: "dossier PROCESS_ID", Short: "Save the evidence of a process in one zip archive", Args: between(1, 1),
		RunE: a.calling(func(ctx context.Context, client *truora.Client, args []string) error {
			return a.dossier(cmp.Or(out, plainName(args[0])+".zip"), func(w io.Writer) (*apitype.Manifest, error) {
				return client.Identity.Dossier(ctx, args[0], w, identity.DossierParams{})
			})
		}),
	}
	cmd.Flags().StringVar(&out, "out", "", "the `FILE` to write (default PROCESS_ID.zip)")
	return cmd
}

func identityGet(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "get PROCESS_ID", Short: "Print the result of a process", Args: between(1, 1),
		RunE: a.calling(func(ctx context.Context, client *truora.Client, args []string) error {
			result, err := client.Identity.GetResult(ctx, args[0])
			return finish(a, result, err, printResult)
		}),
	}
}

func identityWait(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "wait PROCESS_ID", Short: "Wait until a process is decided, and print its result", Args: between(1, 1),
		Long: fold("Wait until a process is decided, and print its result. A process that was not approved has the " +
			"exit code 10. --timeout ends the wait earlier, with the exit code 11."),
		RunE: a.calling(func(ctx context.Context, client *truora.Client, args []string) error {
			result, err := client.Identity.Wait(ctx, args[0], identity.WaitParams{EvenUnopened: true})
			if err == nil && result.Verdict().Outcome != identity.OutcomeApproved {
				err = codedError{errors.New("the process was not approved: " + string(result.Verdict().Outcome)), exitNegative}
			}
			return finish(a, result, err, printResult)
		}),
	}
}

func printResult(w io.Writer, r *identity.Result) {
	verdict := r.Verdict()
	outcome := string(verdict.Outcome)
	if verdict.Reason != "" {
		outcome += ": " + verdict.Reason
	}
	if verdict.Overridden {
		outcome += " (a person decided)"
	}
	rows := [][]string{{"process", r.ProcessID}, {"flow", r.FlowID}, {"verdict", outcome}}
	if r.CheckID != "" {
		rows = append(rows, []string{"check", r.CheckID})
	}
	table(w, append(rows, []string{"created", when(r.CreationDate)})...)
	if len(r.Validations) == 0 {
		return
	}
	rows = [][]string{{"\nVALIDATION", "TYPE", "STATUS"}}
	for _, v := range r.Validations {
		rows = append(rows, []string{v.ValidationID, string(v.Type), string(v.ValidationStatus)})
	}
	table(w, rows...)
}
