package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/batches"
)

func batchCommand(a *app) *cobra.Command {
	cmd := group("batch", "Run a check for each row of a spreadsheet")
	cmd.AddCommand(batchRun(a))
	return cmd
}

func batchRun(a *app) *cobra.Command {
	var flags paramFlags
	var id, report string
	cmd := &cobra.Command{
		Use: "run [SHEET.xlsx]", Short: "Upload a sheet, run a check for each row, and save the report; each row is billed",
		Long: fold("Upload a sheet, run a check for each row, wait, and save the report. Each row is billed once, when the "+
			"batch starts. If the run is interrupted, go on with it: --batch takes the id that was printed.") + "\n",
		Example: "  " + program + " batch run people.xlsx --service checks --country CO --type person \\\n" +
			"    --param columns_mapping.national_id=0 --report report.xlsx",
		Args: between(0, 1),
		RunE: a.calling(func(ctx context.Context, client *truora.Client, args []string) error {
			run := batches.RunParams{BatchID: id}
			if err := flags.fill(a, &run.Create); err != nil {
				return err
			}
			if len(args) == 0 && id == "" {
				return usageError{errors.New("name the sheet, or with --batch a batch to go on with")}
			}
			if len(args) == 1 {
				in, size, closeIn, err := a.openIn(args[0])
				if err != nil {
					return err
				}
				defer closeIn()
				run.File, run.Size = in, size
			}
			return a.runBatch(ctx, client, run, report)
		}),
	}
	flags.add(cmd, "batches.Create", batches.CreateParams{})
	cmd.Flags().StringVar(&id, "batch", "", "go on with the batch of this `ID`")
	cmd.Flags().StringVar(&report, "report", "", "save the report in this `FILE`")
	return cmd
}

func (a *app) runBatch(ctx context.Context, client *truora.Client, run batches.RunParams, report string) error {
	run.OnCreate = func(b *batches.Created) error {
		// Also under --json: whoever is interrupted needs the id.
		a.say(map[string]any{"batch_id": b.BatchID}, "batch %s created; if this is interrupted, go on with --batch %s", b.BatchID, b.BatchID)
		return nil
	}
	last := batches.Status("")
	run.OnUpdate = func(b *batches.Batch) {
		if b.Status != last {
			a.note("%s", b.Status)
			last = b.Status
		}
	}
	var batch *batches.Batch
	work := func(w io.Writer) (err error) {
		run.Report = w
		batch, err = client.Batches.Run(ctx, run)
		if err == nil && batch.Status == batches.StatusFailed {
			err = codedError{errors.New("the batch failed; there is no report"), exitNegative}
		}
		return err
	}
	var err error
	if report == "" {
		err = work(nil)
	} else {
		err = a.save(report, work)
	}
	return finish(a, batch, err, printBatch)
}

func printBatch(w io.Writer, b *batches.Batch) {
	table(w,
		[]string{"batch", b.BatchID},
		[]string{"status", string(b.Status)},
		[]string{"rows", fmt.Sprint(b.Size)},
		[]string{"created", when(b.CreationDate)})
}
