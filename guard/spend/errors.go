package spend

import (
	"errors"
	"fmt"
	"time"
)

// ErrBudget means that the call does not fit into a budget, and that nothing was sent.
// errors.As finds the [BudgetError].
var ErrBudget = errors.New("spend: over budget")

// BudgetError describes the budget that refused the call. If several did, it is the one
// that renews last.
type BudgetError struct {
	Balance
	// Amount is what the call needs.
	Amount int64
}

// Error returns, for example, `spend: over budget: "checks a day" has 0 of 500 left and
// 1 is needed; it renews at 2026-11-27T00:00:00-05:00`. The key is left out.
func (e *BudgetError) Error() string {
	text := fmt.Sprintf("%v: %q has %d of %d left and %d is needed", ErrBudget, e.Budget, e.Left, e.Limit, e.Amount)
	if e.Renews.IsZero() {
		return text + "; it does not renew"
	}
	return text + "; it renews at " + e.Renews.Format(time.RFC3339)
}

// Is reports whether target is [ErrBudget].
func (e *BudgetError) Is(target error) bool { return target == ErrBudget }

// later reports whether the budget of a renews after that of b.
func later(a, b Balance) bool {
	return !b.Renews.IsZero() && (a.Renews.IsZero() || a.Renews.After(b.Renews))
}
