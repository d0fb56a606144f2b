package main

import (
	"context"
	"maps"
	"slices"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/examples/internal/term"
)

const maxLines = 8 // of the tables of one source

// details prints the tables that each source answered with.
func (r report) details(ctx context.Context) error {
	r.out.Heading("Details")
	empty := map[apitype.Result]int{}
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
		r.out.Printf("  %s without a table: %s\n", term.Count(empty[result], "source", "sources"), term.Words(string(result)))
	}
	return nil
}

func (r report) detail(d *checks.Detail) {
	title := term.Clip(term.Plain(d.DatabaseName), 40) + ", " + term.Clip(term.Words(string(d.DataSet)), 30)
	verdict := term.Words(string(d.Result))
	if d.Severity != "" && d.Severity != apitype.SeverityNone && d.Severity != apitype.SeverityUnknown {
		verdict = r.out.Red(verdict + ", severity " + term.Words(string(d.Severity)))
	}
	r.out.Printf("  %s: %s\n", title, verdict)
	lines := tableLines(d.Tables)
	for _, line := range lines[:min(len(lines), maxLines)] {
		r.out.Printf("    %s\n", term.Clip(line, term.Width-4))
	}
	if more := len(lines) - maxLines; more > 0 {
		r.out.Printf("    … and %s\n", term.Count(more, "more line", "more lines"))
	}
}

// tableLines writes each cell as label: value; a dash begins a row.
func tableLines(tables []checks.Table) []string {
	var lines []string
	for _, t := range tables {
		lines = append(lines, term.Plain(t.Title))
		for _, row := range t.Rows {
			mark := "- "
			for _, cell := range row.Cells {
				lines = append(lines, mark+term.Plain(cell.Label)+": "+term.Plain(cell.Value))
				mark = "  "
			}
		}
	}
	return lines
}
