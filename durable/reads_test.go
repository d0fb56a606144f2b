package durable_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/truoratest"
)

// TestReadsOfALongCheck counts the requests that a purchase costs, and how late its end
// is noticed.
func TestReadsOfALongCheck(t *testing.T) { inWorlds(t, reads, reads) }

func reads[Tx any](w world[Tx]) {
	t := w.t
	for name, tc := range map[string]struct {
		lasts    time.Duration
		delayed  bool
		webhooks bool
		most     int
	}{
		"2h-polled":      {2 * time.Hour, false, false, 22},
		"2h-webhooks":    {2 * time.Hour, false, true, 6},
		"3days-polled":   {70 * time.Hour, true, false, 30},
		"3days-webhooks": {70 * time.Hour, true, true, 12},
	} {
		script := truoratest.CheckScript{Duration: tc.lasts}
		if tc.delayed {
			script = truoratest.CheckScript{Sources: []truoratest.SourceScript{{Source: "*", Delay: tc.lasts}}}
		}
		w.srv.Checks.Next(script)
		flow, _ := w.process(0, durable.Options{Webhooks: tc.webhooks})
		before, began := len(w.srv.Requests()), w.clock.Now()
		p := w.buy(flow, name, durable.Check(forced()))
		for {
			wait, more := flow.Step(t.Context(), p.ID())
			if !more {
				break
			}
			left := tc.lasts - w.clock.Now().Sub(began)
			if tc.webhooks && left > 0 && wait > left { // the event wakes it
				wait = left + time.Minute
				exec(t, w.db, `UPDATE $Struora_purchases SET next_at = 0 WHERE key = $1`, name)
			}
			w.advance(wait + time.Millisecond)
		}
		assert.Equal(t, durable.StateDone, w.get(flow, name).State)
		requests := len(w.srv.Requests()) - before
		late := w.clock.Now().Sub(began) - tc.lasts
		t.Logf("%s: %d requests, noticed after %s", name, requests, late.Round(time.Second))
		assert.LessOrEqual(t, requests, tc.most, name)
		assert.Less(t, late, 7*time.Hour, name)
	}
}
