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

// Joiner is an engine that adds a purchase and its job with one statement: one round trip
// to the database instead of two in [Flow.BuyTx], and instead of four in [Flow.Buy].
type Joiner interface {
	// Join returns insert, which adds the row of a purchase or nothing and returns its
	// id, as a part of a statement that also has Step called for what was added. Exec
	// of that returns how many purchases were added.
	Join(insert string) string
}

// Step does what is next for a purchase, and returns after how long it has to be called
// again; false if not at all. It never fails: it notes and logs what went wrong.
type Step func(ctx context.Context, id string) (again time.Duration, more bool)
