package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
)

func checksCommand(a *app) *cobra.Command {
	cmd := group("checks", "Run background checks, and read them")
	cmd.AddCommand(checksCreate(a), checksGet(a), checksWait(a), checksList(a), checksPDF(a), checksDossier(a))
	return cmd
}

func checksCreate(a *app) *cobra.Command {
	var flags paramFlags
	var wait, quiet bool
	cmd := &cobra.Command{
		Use: "create", Short: "Start a background check; it is billed", Args: noArgs,
		Example: "  " + program + " checks create --country CO --type person --national-id 1000000010 --user-authorized --wait",
		RunE: a.calling(func(ctx context.Context, client *truora.Client, _ []string) error {
			var params checks.CreateParams
			if err := flags.fill(a, &params); err != nil {
				return err
			}
			check, err := client.Checks.Create(ctx, params)
			switch {
			case err == nil && quiet:
				fmt.Fprintln(a.out, check.CheckID)
				return nil
			case err != nil || !wait:
				return finish(a, check, err, printCheck)
			}
			a.say(map[string]any{"check_id": check.CheckID}, "check %s started", check.CheckID)
			return a.waitForCheck(ctx, client, check.CheckID)
		}),
	}
	flags.add(cmd, "checks.Create", checks.CreateParams{})
	cmd.Flags().BoolVar(&wait, "wait", false, "wait for the result")
	cmd.Flags().BoolVar(&quiet, "quiet", false, "print the id alone")
	cmd.MarkFlagsMutuallyExclusive("wait", "quiet")
	return cmd
}

func checksGet(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "get CHECK_ID", Short: "Print a check", Args: between(1, 1),
		RunE: a.calling(func(ctx context.Context, client *truora.Client, args []string) error {
			check, err := client.Checks.Get(ctx, args[0])
			return finish(a, check, err, printCheck)
		}),
	}
}

func checksWait(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "wait CHECK_ID", Short: "Wait until a check is finished, and print it", Args: between(1, 1),
		Long: fold("Wait until a check is finished, and print it. Most checks take minutes, a delayed one up to " +
			"3 days: --timeout ends the wait earlier, with the exit code 11. A check that ends in an error has " +
			"the exit code 10."),
		RunE: a.calling(func(ctx context.Context, client *truora.Client, args []string) error {
			return a.waitForCheck(ctx, client, args[0])
		}),
	}
}

func (a *app) waitForCheck(ctx context.Context, client *truora.Client, id string) error {
	last := ""
	check, err := client.Checks.Wait(ctx, id, checks.WaitParams{OnUpdate: func(c *checks.Check) {
		if now := progress(c); now != last {
			a.note("%s", now)
			last = now
		}
	}})
	if err == nil && check.Status == apitype.CheckStatusError {
		err = codedError{errors.New("the check ended in an error: Truora could not carry it out"), exitNegative}
	}
	return finish(a, check, err, printCheck)
}

func progress(c *checks.Check) string {
	all := c.Coverage().All
	if all.Total() == 0 {
		return string(c.Status)
	}
	return fmt.Sprintf("%s, %d of %d sources", c.Status, all.Completed, all.Total())
}

func checksList(a *app) *cobra.Command {
	var params checks.ListParams
	var limit int
	cmd := &cobra.Command{
		Use: "list", Short: "List checks", Args: noArgs,
		RunE: a.calling(func(ctx context.Context, client *truora.Client, _ []string) error {
			if limit < 0 {
				return usageError{errors.New("--limit is not negative")}
			}
			head := []string{"CHECK", "TYPE", "COUNTRY", "STATUS", "SCORE", "CREATED"}
			return list(a, limit, client.Checks.All(ctx, params), head, func(c *checks.Check) []string {
				return []string{c.CheckID, string(c.Type), string(c.Country), string(c.Status), scoreOf(c), when(c.CreationDate)}
			})
		}),
	}
	cmd.Flags().StringVar(&params.ReportID, "report-id", "", "only the checks of this report")
	cmd.Flags().IntVar(&limit, "limit", 50, "at most `N` checks; 0 is all")
	return cmd
}

func checksPDF(a *app) *cobra.Command {
	var out, lang string
	cmd := &cobra.Command{
		Use: "pdf CHECK_ID", Short: "Save the PDF of a finished check", Args: between(1, 1),
		RunE: a.calling(func(ctx context.Context, client *truora.Client, args []string) error {
			return a.save(cmp.Or(out, plainName(args[0])+".pdf"), func(w io.Writer) error {
				return client.Checks.DownloadPDF(ctx, args[0], w, checks.DownloadPDFParams{Lang: apitype.Language(lang)})
			})
		}),
	}
	cmd.Flags().StringVar(&out, "out", "", "the `FILE` to write, - for the standard output (default CHECK_ID.pdf)")
	cmd.Flags().StringVar(&lang, "lang", "", "the `LANGUAGE`: es, en or pt")
	return cmd
}

func checksDossier(a *app) *cobra.Command {
	var out, lang string
	cmd := &cobra.Command{
		Use: "dossier CHECK_ID", Short: "Save everything about a check in one zip archive", Args: between(1, 1),
		RunE: a.calling(func(ctx context.Context, client *truora.Client, args []string) error {
			return a.dossier(cmp.Or(out, plainName(args[0])+".zip"), func(w io.Writer) (*apitype.Manifest, error) {
				return client.Checks.Dossier(ctx, args[0], w, checks.DossierParams{Lang: apitype.Language(lang)})
			})
		}),
	}
	cmd.Flags().StringVar(&out, "out", "", "the `FILE` to write (default CHECK_ID.zip)")
	cmd.Flags().StringVar(&lang, "lang", "", "the `LANGUAGE`: es, en or pt")
	return cmd
}

func printCheck(w io.Writer, c *checks.Check) {
	rows := [][]string{
		{"check", c.CheckID},
		{"type", strings.TrimSpace(string(c.Type) + " " + string(c.Country))},
		{"status", progress(c)},
		{"score", scoreOf(c)},
		{"created", when(c.CreationDate)},
	}
	table(w, rows...)
	if len(c.Scores) == 0 {
		return
	}
	sets := [][]string{{"\nDATA SET", "RESULT", "SCORE"}}
	for _, set := range c.Scores {
		text := "-"
		if score, ok := set.Usable(); ok {
			text = decimal(score)
		}
		sets = append(sets, []string{string(set.DataSet), string(set.Result), text})
	}
	table(w, sets...)
}

// scoreOf is the score of a finished check: before, it means nothing.
func scoreOf(c *checks.Check) string {
	if score, ok := c.FinalScore(); ok {
		return decimal(score)
	}
	return "-"
}
