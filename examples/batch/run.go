package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/examples/internal/term"
)

var (
	errNobody   = errors.New("each row would be billed, and there is no terminal to confirm it: give -yes to buy them")
	errSubjects = errors.New("with an API key there are no sample people: give -csv with people who have consented")
	errDeclined = errors.New("nothing was bought")
	errNew      = errors.New("the embedded Truora is new each time and has no batch to continue: set TRUORA_API_KEY")
)

// run runs the program and returns its exit code.
func (p program) run(ctx context.Context, args []string) int {
	cmd, err := parse(args, p.Out.W)
	if err != nil {
		return p.Usage(err)
	}
	limited, cancel := context.WithTimeout(ctx, cmd.timeout)
	defer cancel()
	id := cmd.resume
	err = p.flow(limited, cmd, &id)
	if err == nil {
		return 0
	}
	p.Out.Clear()
	if ctx.Err() != nil {
		p.Err.Printf("\nInterrupted.\n")
	} else {
		p.Fail(err, "")
	}
	if id != "" {
		p.Err.Printf("Go on with the same flags and -batch %s; what was bought is not bought again.\n", term.Plain(id))
	}
	return demo.Exit(ctx)
}

// flow sets id to the batch, so that the caller can name it.
func (p program) flow(ctx context.Context, cmd command, id *string) error {
	acct, err := p.Connect()
	if err != nil {
		return err
	}
	t, err := p.prepare(ctx, acct, cmd)
	if err != nil {
		return err
	}
	file, err := t.sheet()
	if err != nil {
		return err
	}
	shown := &progress{out: p.Out, began: time.Now(), rows: len(t.rows)}
	var report bytes.Buffer
	batch, err := acct.Client.Batches.Run(ctx, batches.RunParams{
		BatchID:  cmd.resume,
		Create:   batches.CreateParams{Service: batches.ProductChecks, Country: cmd.country, Type: cmd.kind, ColumnsMapping: t.mapping()},
		File:     file,
		OnCreate: func(c *batches.Created) error { *id = c.BatchID; return shown.created(c) },
		OnUpload: shown.upload,
		OnUpdate: shown.update,
		Report:   &report,
	})
	shown.end(batch)
	if err != nil {
		return err
	}
	return p.report(acct, cmd, t, batch, report.Bytes())
}

// prepare does everything that can fail before money is spent.
func (p program) prepare(ctx context.Context, acct demo.Account, cmd command) (table, error) {
	p.Greet(acct, "Embedded Truora: no account needed, nothing is billed, all people are fictional.\n"+
		"Set TRUORA_API_KEY to run it on your own account.\n")
	switch {
	case acct.Embedded() && cmd.resume != "":
		return table{}, errNew
	case !acct.Embedded() && cmd.file == "":
		return table{}, errSubjects
	}
	t, err := readTable(cmd.file)
	if err != nil {
		return t, err
	}
	p.Out.Printf("%d checks of type %s in %s.\n", len(t.rows), term.Plain(cmd.kind), cmd.country)
	if acct.Embedded() {
		return t, nil
	}
	question := "\nEach row is billed to the account of the key, and states that its subject\nhas consented."
	if cmd.resume != "" {
		question += " Rows of the batch that were bought are not bought again."
	}
	return t, p.Confirm(ctx, demo.Purchase{Yes: cmd.yes, Question: question + " Buy them?", Nobody: errNobody, Declined: errDeclined})
}

const shownRows = 20

// report prints and saves the results.
func (p program) report(acct demo.Account, cmd command, t table, batch *batches.Batch, report []byte) error {
	if len(report) == 0 {
		return fmt.Errorf("the batch %s: %s", term.Words(string(batch.Status)), cmp.Or(term.Plain(batch.FailureReason), "no reason was given"))
	}
	name := cmd.output
	if !acct.Embedded() {
		name = demo.SaveAs(name, batch.BatchID, "batch", ".xlsx")
	}
	if name != "" {
		if err := os.WriteFile(name, report, 0o600); err != nil { // it contains personal data
			return err
		}
	}
	rows, err := readReport(report)
	if err == nil && len(rows) == 0 {
		err = errors.New("the report is empty")
	}
	if err != nil {
		return err
	}
	p.Out.Heading("Report")
	shown := telling(rows[:min(len(rows), 1+shownRows)], t.inputs)
	p.Out.Table(30, shown[0], shown[1:])
	if more := len(rows) - len(shown); more > 0 {
		p.Out.Printf("  and %d more rows\n", more)
	}
	if bought, told := boughtRows(rows); told && bought < len(rows)-1 {
		p.Out.Printf("\n  %d of %s became a check. Truora refused the others, for the reason in\n  the last column: correct them in a new batch.\n",
			bought, term.Count(len(rows)-1, "row", "rows"))
	}
	if name != "" {
		p.Out.Printf("\n  %s (%.1f kB)\n", name, float64(len(report))/1e3)
	}
	return nil
}

// boughtRows counts the rows that have a check. It is false if the report has no
// column for that.
func boughtRows(rows [][]string) (count int, ok bool) {
	column := slices.Index(rows[0], "check_id")
	for _, row := range rows[1:] {
		if column >= 0 && column < len(row) && row[column] != "" {
			count++
		}
	}
	return count, column >= 0
}

// telling omits the columns of inputs except the first: they are known, and personal
// data. Truora does not publish the layout of its reports, so all other columns are
// shown as they are.
func telling(rows [][]string, inputs []string) [][]string {
	var keep []int
	for column, name := range rows[0] {
		if name == inputs[0] || !slices.Contains(inputs, name) {
			keep = append(keep, column)
		}
	}
	var told [][]string
	for _, row := range rows {
		var cells []string
		for _, column := range keep {
			cell := "" // the reader drops empty cells at the end of a row
			if column < len(row) {
				cell = row[column]
			}
			cells = append(cells, cell)
		}
		told = append(told, cells)
	}
	return told
}
