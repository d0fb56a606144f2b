package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
)

// row is a line of the table.
type row struct {
	name, sdk, byHand, ratio, goal string
	missed                         bool
}

// ratioRow has a goal that is a multiple of the other side; 0 is no goal.
func ratioRow(name, unit string, sdk, byHand, goal float64) row {
	r := row{name: name, sdk: amount(sdk, unit), byHand: amount(byHand, unit), ratio: fmt.Sprintf("%.2f", sdk/byHand)}
	if goal > 0 {
		r.goal, r.missed = fmt.Sprintf("<= %.2f", goal), sdk/byHand > goal
	}
	return r
}

// extraRow has a goal that is a difference from the other side; 0 is no goal.
func extraRow(name, unit string, sdk, byHand, goal float64) row {
	more := amount(sdk-byHand, "")
	if sdk >= byHand {
		more = "+" + more
	}
	r := row{name: name, sdk: amount(sdk, unit), byHand: amount(byHand, unit), ratio: more}
	if goal > 0 {
		r.goal, r.missed = "<= +"+amount(goal, ""), sdk-byHand > goal
	}
	return r
}

// limitRow has no other side.
func limitRow(name, unit string, sdk, goal float64) row {
	return row{name: name, sdk: amount(sdk, unit), goal: "<= " + amount(goal, unit), missed: sdk > goal}
}

func amount(v float64, unit string) string {
	digits := 0
	if v < 100 && v != float64(int64(v)) {
		digits = 1
	}
	return strings.TrimSpace(strconv.FormatFloat(v, 'f', digits, 64) + " " + unit)
}

// write prints the table, and reports whether all goals are met.
func write(out io.Writer, table []row) (bool, error) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "what\tSDK\tby hand\tratio\tgoal\tmet")
	met := true
	for _, r := range table {
		verdict := "-"
		switch {
		case r.missed:
			verdict, met = "MISSED", false
		case r.goal != "":
			verdict = "ok"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", r.name, r.sdk, dash(r.byHand), dash(r.ratio), dash(r.goal), verdict)
	}
	return met, w.Flush()
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
