package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/examples/internal/term"
)

// progress shows a check that runs: one line drawn repeatedly or, where that is not
// possible, a line for each change.
type progress struct {
	out     term.Screen
	begin   time.Time
	last    string
	open    bool // the line on the screen has not been ended
	delayed bool
}

func newProgress(out term.Screen) *progress { return &progress{out: out, begin: time.Now()} }

func (p *progress) update(c *checks.Check) {
	all := c.Coverage().All
	asked, lost := all.Total()-all.Skipped, all.Failed+all.Expired
	state := fmt.Sprintf("%-12s", term.Words(string(c.Status)))
	if asked > 0 {
		done := all.Completed + lost
		state += fmt.Sprintf("%s  %d of %s", term.Bar(float64(done)/float64(asked), 20), done, term.Count(asked, "source", "sources"))
	}
	if lost > 0 {
		state += fmt.Sprintf(", %d without answer", lost)
	}
	if all.Skipped > 0 {
		state += fmt.Sprintf(", %d skipped", all.Skipped)
	}
	if state == p.last && !p.out.Redraw {
		return
	}
	elapsed := time.Since(p.begin).Truncate(time.Second)
	if p.out.Redraw {
		p.out.Printf("\r\x1b[K  %4s  %s", elapsed, state)
	} else {
		p.out.Printf("  %4s  %s\n", elapsed, strings.TrimRight(state, " "))
	}
	p.open, p.last = p.out.Redraw, state
	if c.Status == apitype.CheckStatusDelayed && !p.delayed {
		p.delayed = true
		p.end()
		p.out.Printf("  Slow sources may still answer within 3 days. Ctrl-C loses nothing that is bought.\n")
	}
}

func (p *progress) end() {
	if p.open {
		p.out.Printf("\n")
		p.open = false
	}
}
