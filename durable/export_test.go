package durable

import (
	"context"
	"time"
)

// Step, Sweep and ID let tests go through a purchase by hand.
func (f *Flow[Tx]) Step(ctx context.Context, id string) (time.Duration, bool) { return f.step(ctx, id) }

func (f *Flow[Tx]) Sweep(ctx context.Context) error { return f.sweep(ctx) }
func (p Purchase) ID() string                       { return p.id }

// Hasten shortens the pauses between tries to note a purchase.
func (f *Flow[Tx]) Hasten() { f.notePause = time.Millisecond }
