package durable

import (
	"context"
	"sync"
	"time"
)

const (
	sweepRows   = 200
	inboxKeeps  = 7 * 24 * time.Hour // longer than any verifier accepts an event
	deleteBatch = 1000
)

// sweepUntil sweeps now and then.
func (f *Flow[Tx]) sweepUntil(ctx context.Context) {
	for {
		timer := time.NewTimer(jitter(f.opts.SendWithin))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		if err := f.sweep(ctx); err != nil && ctx.Err() == nil {
			f.log.ErrorContext(ctx, "durable: sweeping", "error", err)
		}
	}
}

// sweep wakes what should have been woken long ago: a process died with its job. A
// purchase that merely waits in a long queue gets a second job, which does no harm.
func (f *Flow[Tx]) sweep(ctx context.Context) error {
	list, err := f.ledger.read(ctx, f.ledger.db, underWay+` AND next_at < $NOW - $1
		ORDER BY next_at LIMIT $2`, (2 * f.opts.SendWithin).Milliseconds(), sweepRows)
	if err != nil {
		return err
	}
	for i := range list {
		r := &list[i]
		err := f.inTx(ctx, func(tx Tx) error {
			ok, err := f.ledger.change(ctx, f.ledger.in(tx), r, `next_at = $NOW`)
			if err != nil || !ok {
				return err
			}
			return f.store.Engine.Enqueue(ctx, tx, []string{r.id})
		})
		if err != nil {
			return err
		}
	}
	if err := f.forget(ctx, `$Struora_inbox`, `at`, inboxKeeps); err != nil || f.opts.Retain == 0 {
		return err
	}
	return f.forget(ctx, `$Struora_purchases`, `done_at`, f.opts.Retain)
}

// kept runs do, which may take long, and keeps the sweeper from the row meanwhile. If
// another has taken it, the context of do ends.
func (f *Flow[Tx]) kept(ctx context.Context, r *record, limit time.Duration, do func(context.Context)) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	var keeper sync.WaitGroup
	keeper.Go(func() {
		ticker := time.NewTicker(f.opts.SendWithin)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			ok, err := f.ledger.keep(ctx, r, 2*f.opts.SendWithin)
			if err == nil && !ok {
				cancel()
			}
		}
	})
	defer keeper.Wait()
	defer cancel()
	do(ctx)
}

// forget deletes old rows, a batch at a time.
func (f *Flow[Tx]) forget(ctx context.Context, table, since string, after time.Duration) error {
	for {
		n, err := f.ledger.db.Exec(ctx, f.ledger.sql(`DELETE FROM `+table+` WHERE id IN (SELECT id FROM `+table+`
			WHERE `+since+` > 0 AND `+since+` < $NOW - $1 LIMIT $2)`), after.Milliseconds(), deleteBatch)
		if err != nil || n < deleteBatch {
			return err
		}
	}
}
