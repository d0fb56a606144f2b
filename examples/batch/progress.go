package main

import (
	"strings"
	"time"

	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/examples/internal/term"
)

// progress shows that a batch is running. Truora reports only the status of a batch, so
// the bar shows that time passes, not how much is left.
type progress struct {
	out    term.Screen
	began  time.Time
	rows   int
	step   int
	status batches.Status
}

const barWidth = 24

func (p *progress) created(c *batches.Created) error {
	p.out.Printf("\nBatch %s, nothing is bought yet\n", term.Plain(c.BatchID))
	return nil
}

func (p *progress) upload(done, total int64) {
	p.out.Line("  uploading    %s  %.1f of %.1f kB", term.Bar(float64(done)/float64(total), barWidth), float64(done)/1e3, float64(total)/1e3)
	if done == total {
		p.out.Clear()
		p.out.Printf("  uploaded     %.1f kB\n", float64(total)/1e3)
	}
}

func (p *progress) update(b *batches.Batch) {
	if b.Status != p.status {
		p.status = b.Status
		p.out.Clear()
		if !b.Final() {
			p.out.Printf("  %-12s %d rows\n", term.Words(string(b.Status)), max(b.Size, p.rows))
		}
	}
	if !b.Final() {
		p.step++
		p.out.Line("  %s  %s", moving(p.step), time.Since(p.began).Truncate(time.Second))
	}
}

// moving returns a bar with a piece that moves.
func moving(step int) string {
	const piece = 6
	cells := strings.Split(strings.Repeat("░", barWidth), "")
	for i := range piece {
		cells[(step+i)%barWidth] = "█"
	}
	return strings.Join(cells, "")
}

func (p *progress) end(b *batches.Batch) {
	p.out.Clear()
	if b != nil && b.Final() {
		p.out.Printf("  %-12s after %s\n", term.Words(string(b.Status)), time.Since(p.began).Truncate(time.Second/10))
	}
}
