package main

import (
	"context"
	"maps"
	"slices"

	"github.com/truora/truora-go/checks"
)

const maxLines = 8 // of the tables of one source

// details walks over what each source answered and prints the tables.
func (r report) details(ctx context.Context) error {
	r.out.heading("Details")
	empty := map[checks.Result]int{}
	for detail, err := range r.checks.AllDetails(ctx, r.check.CheckID, checks.ListDetailsParams{Lang: r.lang}) {
		if err != nil {
			return err
		}
		if len(detail.Tables) == 0 {
			empty[detail.Result]++
			continue
		}
		r.detail(&detail)
	}
	for _, result := range slices.Sorted(maps.Keys(empty)) {
		r.out.printf("  %s without a table: %s\n", count(empty[result], "source", "sources"), words(string(result)))
	}
	return nil
}

func (r report) detail(d *checks.Detail) {
	title := clip(plain(d.DatabaseName), 40) + ", " + clip(words(string(d.DataSet)), 30)
	verdict := words(string(d.Result))
	if d.Severity != "" && d.Severity != checks.SeverityNone && d.Severity != checks.SeverityUnknown {
		verdict = r.out.red(verdict + ", severity " + words(string(d.Severity)))
	}
	r.out.printf("  %s: %s\n", title, verdict)
	lines := tableLines(d.Tables)
	for _, line := range lines[:min(len(lines), maxLines)] {
		r.out.printf("    %s\n", clip(line, width-4))
	}
	if more := len(lines) - maxLines; more > 0 {
		r.out.printf("    … and %s\n", count(more, "more line", "more lines"))
	}
}

// tableLines writes each cell as label: value; a dash begins a row.
func tableLines(tables []checks.Table) []string {
	var lines []string
	for _, t := range tables {
		lines = append(lines, plain(t.Title))
		for _, row := range t.Rows {
			mark := "- "
			for _, cell := range row.Cells {
				lines = append(lines, mark+plain(cell.Label)+": "+plain(cell.Value))
				mark = "  "
			}
		}
	}
	return lines
}
