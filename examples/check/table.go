package main

import (
	"fmt"
	"strings"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/examples/internal/term"
)

// row is a data set in the table.
type row struct {
	set, result, severity string
	score                 *float64 // nil if it means nothing
	tally                 apitype.Tally
}

// rows returns the data sets with a score, and those that only have sources. What
// Truora lists without a data set is left to the note on coverage.
func rows(c *checks.Check) []row {
	cov := c.Coverage()
	var out []row
	scored := map[apitype.DataSet]bool{"": true}
	for _, s := range c.Scores {
		scored[s.DataSet] = true
		r := row{set: term.Words(string(s.DataSet)), result: term.Words(string(s.Result)), tally: cov.Of(s.DataSet)}
		if score, ok := s.Usable(); ok {
			r.score, r.severity = &score, term.Words(string(s.Severity))
		}
		out = append(out, r)
	}
	for _, d := range cov.DataSets {
		if !scored[d.DataSet] {
			out = append(out, row{set: term.Words(string(d.DataSet)), result: "no score", tally: d.Tally})
		}
	}
	return out
}

const barWidth, nothing = 10, "–"

// table prints the data sets: the result, the score, and how many sources it rests on.
func table(out term.Screen, c *checks.Check) {
	all := rows(c)
	sets, results, severities := len("data set"), len("result"), len("severity")
	for i := range all {
		r := &all[i]
		r.set, r.result, r.severity = term.Clip(r.set, 32), term.Clip(r.result, 10), term.Clip(r.severity, 9)
		sets, results, severities = max(sets, runes(r.set)), max(results, runes(r.result)), max(severities, runes(r.severity))
	}
	head := fmt.Sprintf("  %-*s  %-*s  %-*s  %-*s  %s", sets, "data set", results, "result",
		barWidth+5, "score", severities, "severity", "answered")
	out.Printf("%s\n", out.Bold(head))
	for _, r := range all {
		out.Printf("  %-*s  %-*s  %s  %-*s  %s\n", sets, r.set, results, r.result,
			score(out, r.score), severities, r.severity, answered(r.tally))
	}
}

func runes(s string) int { return len([]rune(s)) }

func score(out term.Screen, value *float64) string {
	if value == nil || *value < 0 {
		return fmt.Sprintf("%-*s %4s", barWidth, "", nothing)
	}
	return fmt.Sprintf("%s %4.2f", grade(out, *value, term.Bar(*value, barWidth)), *value)
}

// grade colours text by a score; the thresholds are this program's choice.
func grade(out term.Screen, value float64, text string) string {
	switch {
	case value >= 0.8:
		return out.Green(text)
	case value >= 0.5:
		return out.Yellow(text)
	default:
		return out.Red(text)
	}
}

// answered says how many of the sources answered, and what became of the others.
func answered(t apitype.Tally) string {
	if t.Total() == 0 {
		return nothing // Truora lists some skipped sources without a data set
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%d of %d", t.Completed, t.Total())
	for _, part := range []struct {
		n    int
		word string
	}{
		{t.Failed, "failed"},
		{t.Expired, "expired"},
		{t.Skipped, "skipped"},
		{t.Delayed, "delayed"},
		{t.Pending, "pending"},
		{t.Other, "other"},
	} {
		if part.n > 0 {
			fmt.Fprintf(&text, ", %d %s", part.n, part.word)
		}
	}
	return text.String()
}
