package durable

import (
	"context"
	"time"
)

// Engine wakes purchases. It may wake one more often than it was asked to, and at
// several places at once: what a purchase does next is decided by the ledger alone.
type Engine[Tx any] interface {
	// Migrate creates what the engine keeps in the database; once more changes nothing.
	Migrate(ctx context.Context) error
	// Enqueue has Step called for each purchase soon after tx commits, here or on
	// another machine.
	Enqueue(ctx context.Context, tx Tx, ids []string) error
	// Start begins to call step, until Stop.
	Start(ctx context.Context, step Step) error
	// Stop takes no more work and waits for what runs. When ctx ends, it ends the
	// context of what still runs.
	Stop(ctx context.Context) error
}

// Step does what is next for a purchase, and returns after how long it has to be called
// again; false if not at all. It never fails: it notes and logs what went wrong.
type Step func(ctx context.Context, id string) (again time.Duration, more bool)
