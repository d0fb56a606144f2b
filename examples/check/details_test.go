package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/examples/internal/demotest"
	"github.com/truora/truora-go/examples/internal/term"
)

func TestForeignTextCannotSteerTheTerminal(t *testing.T) {
	t.Parallel()
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
	report{out: term.Screen{W: &buf}}.detail(&checks.Detail{Tables: []checks.Table{{Title: "T", Rows: []checks.Row{r, r, r, r, r, r, r, r, r}}}})
	assert.Equal(t, 1+maxLines+1, strings.Count(buf.String(), "\n"))
	assert.Contains(t, buf.String(), "… and 2 more lines")
	for line := range strings.Lines(buf.String()) {
		assert.LessOrEqual(t, runes(strings.TrimSuffix(line, "\n")), term.Width)
	}
}

func TestProgress(t *testing.T) {
	demotest.InBubble(t, func(t *testing.T) {
		first, second := mixed(), mixed()
		first.Status, second.Status = apitype.CheckStatusInProgress, apitype.CheckStatusDelayed
		show := func(redraw bool) string {
			var buf bytes.Buffer
			p := newProgress(term.Screen{W: &buf, Redraw: redraw})
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
		assert.Contains(t, lines, "    0s  in progress █████████████░░░░░░░  6 of 9 sources, 2 without answer, 2 skipped\n")
		assert.Contains(t, lines, " 2m10s  delayed     ")
		assert.NotContains(t, lines, "\x1b")

		drawn := show(true)
		assert.Equal(t, 4, strings.Count(drawn, "\r\x1b[K"))
		assert.Equal(t, 1, strings.Count(drawn, "3 days"))
		assert.True(t, strings.HasSuffix(drawn, "sources, 2 without answer, 2 skipped\n"), "%q", drawn)
	})
}
