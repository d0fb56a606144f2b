package main

import (
	"context"
	"sync"
	"time"

	"github.com/truora/truora-go/durable"
)

// chores runs a function now and then.
type chores struct {
	end     context.CancelFunc
	running sync.WaitGroup
}

func (c *chores) start(ctx context.Context, every time.Duration, do func(context.Context)) {
	ctx, c.end = context.WithCancel(ctx)
	c.running.Go(func() {
		for {
			do(ctx)
			select {
			case <-ctx.Done():
				return
			case <-time.After(every):
			}
		}
	})
}

func (c *chores) stop() {
	c.end()
	c.running.Wait()
}

// tidy does what was left undone: erasures that had to wait, amounts of the budget that
// were reserved for a purchase whose answer was lost, and a checkpoint of the audit log.
func (s *service[Tx]) tidy(ctx context.Context) {
	list, err := s.applicants(ctx, `erase AND decision <> $1`, string(decisionErased))
	for _, a := range list {
		if _, err := s.erase(ctx, a.id); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "erasing", "applicant", a.id, "error", err)
		}
	}
	if err == nil {
		err = s.settle(ctx)
	}
	if err == nil {
		err = s.recorder.Checkpoint(ctx)
	}
	if err != nil && ctx.Err() == nil {
		s.log.ErrorContext(ctx, "tidying up", "error", err)
	}
}

// settle counts what the ledger knows by now to be bought. One that a person said was
// not bought, and that was then sent again, counts twice: too much rather than too
// little.
func (s *service[Tx]) settle(ctx context.Context) error {
	open, err := s.budget.Reservations(ctx, 2*s.cfg.sendWithin)
	for _, r := range open {
		p, err := s.flow.Get(ctx, r.Reference)
		if err != nil {
			return err
		}
		if p.State.Final() || p.State == durable.StateBought || p.State == durable.StateFound {
			if err := s.budget.Settle(ctx, r.ID); err != nil {
				return err
			}
		}
	}
	return err
}
