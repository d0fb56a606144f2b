package durable

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Purchase is one row of the ledger. It holds nothing about a person, unless its key
// does: choose keys that do not.
type Purchase struct {
	Key   string
	Kind  Kind
	State State
	// ObjectID is Truora's id of what was bought: CHK…, IDP…; empty until it is known.
	ObjectID string
	// Reason says why a purchase is held or was refused, in words of this package.
	Reason string
	// Sends counts how often the request may have left this machine.
	Sends int
	// Failures counts what went wrong in a row: requests, handlers.
	Failures int
	// The times are zero for what has not happened, and by the clock of the database.
	CreatedAt, SentAt, BoughtAt, DoneAt time.Time
	// Notes are the decisions of persons, oldest first.
	Notes []Note

	id      string
	version int64
}

type purchaseKey struct{}

// FromContext returns the purchase that a request is made for, as it was just before: it
// is in the context that interceptors of the client and its transport receive from a
// [Flow].
func FromContext(ctx context.Context) (p Purchase, ok bool) {
	p, ok = ctx.Value(purchaseKey{}).(Purchase)
	return p, ok
}

func (p Purchase) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, purchaseKey{}, p)
}

// Note is what a person decided about a held purchase.
type Note struct {
	At       time.Time
	By       string
	Decision string
	Why      string
}

// LogValue has what identifies a purchase.
func (p Purchase) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("key", p.Key), slog.String("kind", string(p.Kind)),
		slog.String("state", string(p.State)), slog.String("object_id", p.ObjectID),
	)
}

// State is how far a purchase has come.
type State string

// States of a purchase.
const (
	StateReady   State = "ready"   // nothing has been sent
	StateSending State = "sending" // the request may have left
	StateBought  State = "bought"  // Truora answered; the result is awaited
	StateFound   State = "found"   // the answer was lost, a look-up found it; the result is awaited
	StateHeld    State = "held"    // nobody knows: a person or a policy decides
	StateRefused State = "refused" // final: nothing was bought
	StateDone    State = "done"    // final: the handler has the result
)

// Final reports whether nothing more happens to the purchase.
func (s State) Final() bool { return s == StateRefused || s == StateDone }

func (s State) awaits() bool { return s == StateBought || s == StateFound }

// Kind is what is bought.
type Kind string

// Kinds of purchases.
const (
	KindCheck      Kind = "check"
	KindBatch      Kind = "batch"
	KindProcess    Kind = "process"
	KindValidation Kind = "validation"
	KindMessage    Kind = "message"
)

// Errors of this package.
var (
	// ErrOtherParams means that the key belongs to a purchase with other params.
	ErrOtherParams = errors.New("durable: the key belongs to a purchase with other params")
	// ErrNoPurchase means that no purchase has the key.
	ErrNoPurchase = errors.New("durable: no such purchase")
	// ErrNotHeld means that the purchase is not held, nor ready to be abandoned, or was
	// just decided.
	ErrNotHeld = errors.New("durable: the purchase is not held")
)
