package spend

import (
	"context"
	"errors"
	"time"
)

// Store keeps what was spent. It is safe for concurrent use, by several machines if
// they share it. Package guard/spend/spendtest tests one.
type Store interface {
	// Reserve adds the amounts of all lines to their accounts and keeps the
	// reservation, or does neither if an account would hold more than its limit.
	// It returns what the accounts hold afterwards, in the order of the lines, and
	// whether there was room. Nothing can come between the look and the entry.
	// The lines are of different accounts.
	Reserve(ctx context.Context, r Reservation) (used []int64, ok bool, err error)
	// Settle forgets the reservation: its amounts stay in the accounts for good. It
	// returns [ErrNoReservation] if there is none.
	Settle(ctx context.Context, id string) error
	// Release forgets the reservation and takes its amounts out of the accounts. It
	// returns [ErrNoReservation] if there is none.
	Release(ctx context.Context, id string) error
	// Used returns what the accounts hold, in their order; 0 for an unknown one.
	Used(ctx context.Context, accounts []Account) ([]int64, error)
	// Open returns the reservations made before a time, the oldest first.
	Open(ctx context.Context, before time.Time) ([]Reservation, error)
}

// ErrNoReservation means that there is no such reservation, or no longer.
var ErrNoReservation = errors.New("spend: no such reservation")

// Account is what a budget counts in: one for each key and each period.
type Account struct {
	Budget, Key string
	// Period is its first day or month, such as 2026-11-26; empty for the budget
	// that never renews.
	Period string
}

// Line is an amount on an account.
type Line struct {
	Account Account
	Amount  int64
	// Limit is the most that the account may hold. It is not kept: the budget of
	// the program that makes the reservation decides.
	Limit int64
	// Renews is the end of the period, after which a store may forget the account;
	// the zero time for never.
	Renews time.Time
}

// Reservation is a purchase whose outcome is not known, or not yet.
type Reservation struct {
	ID string
	// Op is the operation, such as "POST /v1/checks".
	Op string
	// Reference is that of [WithReference].
	Reference string
	// At is when it was made, by the clock of the program.
	At    time.Time
	Lines []Line
}
