package spend

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"
)

// settleTimeout is how long the store may take to record the outcome of a call.
const settleTimeout = 15 * time.Second

// Guard keeps calls within budgets. It is safe for concurrent use, also by several
// clients.
type Guard struct {
	budgets []Budget
	store   Store
	onError func(context.Context, error)
}

// Option configures a [Guard].
type Option func(*Guard)

// WithStore keeps the amounts in a store instead of in memory.
func WithStore(store Store) Option {
	return func(g *Guard) { g.store = store }
}

// WithErrorHandler sets a function that receives the errors of the store after a call.
// They do not affect the call's result, and the reservation stays: see
// [Guard.Reservations]. By default such errors are dropped.
func WithErrorHandler(handle func(context.Context, error)) Option {
	return func(g *Guard) { g.onError = handle }
}

// New returns a guard with the given budgets, which must have different names.
func New(budgets []Budget, opts ...Option) (*Guard, error) {
	g := &Guard{budgets: slices.Clone(budgets), store: NewMemory(), onError: func(context.Context, error) {}}
	for _, o := range opts {
		o(g)
	}
	names := map[string]bool{}
	for i := range g.budgets {
		b := &g.budgets[i]
		if err := b.validate(); err != nil {
			return nil, fmt.Errorf("spend: budget %d %q: %w", i+1, b.Name, err)
		}
		if names[b.Name] {
			return nil, fmt.Errorf("spend: two budgets have the name %q", b.Name)
		}
		names[b.Name] = true
	}
	if len(names) == 0 || g.store == nil || g.onError == nil {
		return nil, errors.New("spend: a guard needs at least one budget, and a store and an error handler that are not nil")
	}
	return g, nil
}

// reserve reserves a purchase and returns the reservation's id, or "" if it counts in
// no budget.
func (g *Guard) reserve(ctx context.Context, p Purchase, reference string) (string, error) {
	now := time.Now()
	lines, counts, err := g.lines(p, now)
	if err != nil || len(lines) == 0 {
		return "", err
	}
	id := rand.Text()
	used, ok, err := g.store.Reserve(ctx, Reservation{ID: id, Op: p.Op, Reference: reference, At: now, Lines: lines})
	if err != nil {
		// The reservation may have been made anyway, and nothing will be sent.
		g.finish(ctx, g.store.Release, id)
		return "", fmt.Errorf("spend: reserving: %w", err)
	}
	if !ok {
		return "", refusal(lines, used)
	}
	for i, line := range lines {
		counts[i].warn(ctx, line, used[i])
	}
	return id, nil
}

// lines returns the entries for a purchase, and their budgets.
func (g *Guard) lines(p Purchase, now time.Time) ([]Line, []*Budget, error) {
	if p.Quantity < 1 || p.Quantity > MaxAmount {
		return nil, nil, errors.New("spend: the quantity is below 1 or too large")
	}
	var lines []Line
	var counts []*Budget
	for i := range g.budgets {
		b := &g.budgets[i]
		amount, err := b.amount(p)
		if err != nil {
			return nil, nil, err
		}
		if amount > 0 {
			lines, counts = append(lines, b.line(p, amount, now)), append(counts, b)
		}
	}
	return lines, counts, nil
}

// refusal returns the error for the budget that is exhausted and renews last.
func refusal(lines []Line, used []int64) error {
	var worst *BudgetError
	for i, line := range lines {
		b := line.balance(used[i])
		if line.Amount > line.Limit-used[i] && (worst == nil || later(b, worst.Balance)) {
			worst = &BudgetError{b, line.Amount}
		}
	}
	if worst == nil {
		return errors.New("spend: the store refuses a purchase for which there is room")
	}
	return worst
}

// finish ends a reservation, even if the caller has stopped waiting.
func (g *Guard) finish(ctx context.Context, end func(context.Context, string) error, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTimeout)
	defer cancel()
	if err := end(ctx, id); err != nil && !errors.Is(err, ErrNoReservation) {
		g.onError(ctx, fmt.Errorf("spend: the reservation %s stays: %w", id, err))
	}
}

// room returns the [BudgetError] that a purchase would get now, or nil.
func (g *Guard) room(ctx context.Context, p Purchase) error {
	lines, used, err := g.look(ctx, p)
	if err != nil {
		return err
	}
	for i, line := range lines {
		if line.Amount > line.Limit-used[i] {
			return refusal(lines, used)
		}
	}
	return nil
}

// look returns the entries for a purchase, and their current amounts.
func (g *Guard) look(ctx context.Context, p Purchase) ([]Line, []int64, error) {
	lines, _, err := g.lines(p, time.Now())
	if err != nil {
		return nil, nil, err
	}
	accounts := make([]Account, len(lines))
	for i, line := range lines {
		accounts[i] = line.Account
	}
	used, err := g.store.Used(ctx, accounts)
	if err != nil {
		return nil, nil, fmt.Errorf("spend: reading balances: %w", err)
	}
	return lines, used, nil
}

// Balances returns the state of each budget that a purchase would count in, in the
// order of the budgets. A Quantity of 0 means 1.
func (g *Guard) Balances(ctx context.Context, p Purchase) ([]Balance, error) {
	p.Quantity = max(p.Quantity, 1)
	lines, used, err := g.look(ctx, p)
	if err != nil {
		return nil, err
	}
	balances := make([]Balance, len(lines))
	for i, line := range lines {
		balances[i] = line.balance(used[i])
	}
	return balances, nil
}

// Reservations returns the purchases older than age whose outcome has not been
// recorded, oldest first: their answer was lost, or the program ended. If age is longer
// than your calls take, none of them is still running. Find out from Truora what became
// of each, by its Op, its time and your reference; then call [Guard.Settle] if it was
// bought, or [Guard.Release] if it was not.
func (g *Guard) Reservations(ctx context.Context, age time.Duration) ([]Reservation, error) {
	open, err := g.store.Open(ctx, time.Now().Add(-age))
	if err != nil {
		return nil, fmt.Errorf("spend: reading reservations: %w", err)
	}
	return open, nil
}

// Settle records that the purchase of a reservation was made: its amounts are spent. It
// returns [ErrNoReservation] if the reservation has already ended.
func (g *Guard) Settle(ctx context.Context, id string) error { return g.store.Settle(ctx, id) }

// Release records that the purchase of a reservation was not made, and frees its
// amounts. It returns [ErrNoReservation] if the reservation has already ended.
func (g *Guard) Release(ctx context.Context, id string) error { return g.store.Release(ctx, id) }
