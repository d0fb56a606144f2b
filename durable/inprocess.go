package durable

import (
	"context"
	"errors"
	"sync"
	"time"
)

// InProcess returns an engine that looks into the ledger several times a second for
// what is due. It needs nothing else, and is meant for one process; with several, each
// looks, and now and then two make the same read.
func InProcess[Tx any](db DB[Tx], workers int) Engine[Tx] {
	return &inProcess[Tx]{ledger: newLedger(db), places: make(chan struct{}, max(workers, 1)), running: map[string]bool{}}
}

// lookEvery is how often the ledger is looked into.
const lookEvery = 200 * time.Millisecond

type inProcess[Tx any] struct {
	ledger ledger[Tx]
	places chan struct{}

	mu      sync.Mutex
	running map[string]bool
	all     sync.WaitGroup // the loop and the steps
	stop    context.CancelFunc
	end     context.CancelFunc // of the steps
}

func (e *inProcess[Tx]) Migrate(context.Context) error { return nil }

// Enqueue does nothing: the ledger says what is due.
func (e *inProcess[Tx]) Enqueue(context.Context, Tx, []string) error { return nil }

func (e *inProcess[Tx]) Start(ctx context.Context, step Step) error {
	if e.stop != nil {
		return errors.New("durable: the engine was started before")
	}
	steps, end := context.WithCancel(context.WithoutCancel(ctx)) //nolint:gosec // Stop calls it
	looking, stop := context.WithCancel(steps)                   //nolint:gosec // Stop calls it
	e.stop, e.end = stop, end
	e.all.Go(func() { e.look(looking, steps, step) })
	return nil
}

// look starts a step for what is due, until ctx ends.
func (e *inProcess[Tx]) look(ctx, steps context.Context, step Step) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		for _, id := range e.due(ctx) {
			select {
			case <-ctx.Done():
				return
			case e.places <- struct{}{}:
			}
			e.all.Go(func() {
				defer func() { e.leave(id); <-e.places }()
				for { // what goes on at once keeps its place
					if again, more := step(steps, id); !more || again > 0 || ctx.Err() != nil {
						return
					}
				}
			})
		}
	}
}

// due returns what nobody here works on. If the database does not answer, the next
// look asks again.
func (e *inProcess[Tx]) due(ctx context.Context) []string {
	list, err := e.ledger.read(ctx, e.ledger.db, underWay+` AND next_at <= $NOW
		ORDER BY next_at LIMIT $1`, 4*cap(e.places))
	if err != nil {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	var ids []string
	for _, r := range list {
		if !e.running[r.id] {
			e.running[r.id] = true
			ids = append(ids, r.id)
		}
	}
	return ids
}

func (e *inProcess[Tx]) leave(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.running, id)
}

func (e *inProcess[Tx]) Stop(ctx context.Context) error {
	if e.stop == nil {
		return nil
	}
	e.stop()
	defer e.end()
	ended := make(chan struct{})
	go func() { e.all.Wait(); close(ended) }()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		e.end()
		<-ended
		return ctx.Err()
	}
}
