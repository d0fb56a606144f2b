package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/truora/truora-go/checks"
)

func env(set map[string]string) func(string) string {
	return func(name string) string { return set[name] }
}

func TestColorsOnlyWhereWanted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		terminal      bool
		env           map[string]string
		color, redraw bool
	}{
		{true, nil, true, true},
		{true, map[string]string{"NO_COLOR": "1"}, false, true},
		{true, map[string]string{"TERM": "dumb"}, false, false},
		{false, nil, false, false},
	} {
		var buf bytes.Buffer
		s := newScreen(&buf, c.terminal, env(c.env))
		assert.Equal(t, c.color, strings.Contains(s.red("x"), "\x1b"), "%+v", c)
		assert.Equal(t, c.redraw, s.redraw, "%+v", c)
	}
}

func TestForeignTextCannotSteerTheTerminal(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "a [2J b c", plain("a\x1b[2J\r\n\tb\u202e c\x00"))
	lines := tableLines([]checks.Table{{Title: "T\x1b", Rows: []checks.Row{
		{Cells: []checks.Cell{{Label: "A", Value: "1\n2"}, {Label: "B", Value: "3"}}},
		{Cells: []checks.Cell{{Label: "A", Value: "4"}}},
	}}})
	assert.Equal(t, []string{"T", "- A: 1 2", "  B: 3", "- A: 4"}, lines)
}

func TestDetailIsLimited(t *testing.T) {
	t.Parallel()
	var buf bytes.Buffer
	r := checks.Row{Cells: []checks.Cell{{Label: "L", Value: strings.Repeat("x", 200)}}}
	report{out: screen{w: &buf}}.detail(&checks.Detail{Tables: []checks.Table{{Title: "T", Rows: []checks.Row{r, r, r, r, r, r, r, r, r}}}})
	assert.Equal(t, 1+maxLines+1, strings.Count(buf.String(), "\n"))
	assert.Contains(t, buf.String(), "… and 2 more lines")
	for line := range strings.Lines(buf.String()) {
		assert.LessOrEqual(t, runes(strings.TrimSuffix(line, "\n")), width)
	}
}

func TestWrapped(t *testing.T) {
	t.Parallel()
	var buf bytes.Buffer
	screen{w: &buf}.wrapped("  ", strings.Repeat("palabra ", 30))
	assert.Equal(t, 30, strings.Count(buf.String(), "palabra"))
	for line := range strings.Lines(buf.String()) {
		assert.LessOrEqual(t, runes(strings.TrimSuffix(line, "\n")), width)
		assert.True(t, strings.HasPrefix(line, "  palabra"))
	}
}

func TestProgress(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		first, second := mixed(), mixed()
		first.Status, second.Status = checks.StatusInProgress, checks.StatusDelayed
		show := func(redraw bool) string {
			var buf bytes.Buffer
			p := newProgress(screen{w: &buf, redraw: redraw})
			for _, c := range []*checks.Check{first, first, second, second} {
				p.update(c)
				time.Sleep(65 * time.Second)
			}
			p.end()
			p.end()
			return buf.String()
		}
		lines := show(false)
		assert.Equal(t, 3, strings.Count(lines, "\n"), "a line for each change, and one on delays:\n%s", lines)
		assert.Contains(t, lines, "    0s  in progress █████████████░░░░░░░  6 of 9 sources, 2 without answer\n")
		assert.Contains(t, lines, " 2m10s  delayed     ")
		assert.NotContains(t, lines, "\x1b")

		drawn := show(true)
		assert.Equal(t, 4, strings.Count(drawn, "\r\x1b[K"))
		assert.Equal(t, 1, strings.Count(drawn, "3 days"))
		assert.True(t, strings.HasSuffix(drawn, "sources, 2 without answer\n"), "%q", drawn)
	})
}
