package spend

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
)

// MaxAmount is the largest limit and the largest price, which every store can hold.
const MaxAmount = 1<<53 - 1

// Purchase is a call that is billed. It contains nothing about the subject.
type Purchase struct {
	// Op is the operation: "POST /v1/checks".
	Op string
	// Bills is what the operation bills, according to the contract.
	Bills truora.Billing
	// Country and Type are the call's parameters, such as CO and person; empty if it
	// has none.
	Country apitype.Country
	Type    string
	// Tenant is set by [WithTenant].
	Tenant string
	// Quantity is set by [WithQuantity]; otherwise it is 1.
	Quantity int64
}

// ByOp returns the operation, for [Budget.Each].
func ByOp(p Purchase) string { return p.Op }

// ByBilling returns the area of what is billed, such as check or message, for
// [Budget.Each].
func ByBilling(p Purchase) string { return string(p.Bills) }

// ByCountry returns the country, for [Budget.Each].
func ByCountry(p Purchase) string { return string(p.Country) }

// ByTenant returns the tenant, for [Budget.Each].
func ByTenant(p Purchase) string { return p.Tenant }

// Budget limits purchases. A purchase must fit into every budget that it counts in.
type Budget struct {
	// Name identifies the budget in the store and in errors. Programs that use the same
	// store and name share what was spent, but each has its own Limit.
	Name string
	// Limit is the most that can be spent in a period, in the unit of Price; 0 refuses
	// every purchase.
	Limit int64
	// Period is how long the Limit lasts before it is renewed: [PerDay], [PerMonth], or
	// forever if zero.
	Period Period
	// Of selects the purchases that count; nil selects all.
	Of func(Purchase) bool
	// Each splits the budget: every key that it returns, including "", has the whole
	// Limit for itself. Use [ByTenant] or a similar function; nil does not split. Keys
	// are stored and must not be personal data.
	Each func(Purchase) string
	// Price returns the amount of a purchase. If it is nil, the amount is Quantity. An
	// error refuses the call. A price of 0 does not count.
	Price func(Purchase) (int64, error)
	// WarnAt are amounts below the Limit, such as 80 % of it. The call whose
	// reservation reaches one calls OnWarn before it is sent; with a shared store this
	// is one call over all machines. If an amount is released, it can be reached again.
	WarnAt []int64
	OnWarn func(context.Context, Balance)
}

// Prices returns a [Budget.Price] that looks up a price by what is billed and
// multiplies it by the quantity. It refuses a purchase that is not in the list.
func Prices(list map[truora.Billing]int64) func(Purchase) (int64, error) {
	return func(p Purchase) (int64, error) {
		price, ok := list[p.Bills]
		switch {
		case !ok:
			return 0, fmt.Errorf("spend: there is no price for what %s bills", p.Op)
		case price > 0 && p.Quantity > MaxAmount/price:
			return 0, errAmount
		}
		return price * p.Quantity, nil
	}
}

var errAmount = errors.New("spend: a price is negative or too large")

// amount returns what a purchase takes from the budget; 0 if it does not count.
func (b *Budget) amount(p Purchase) (int64, error) {
	if b.Of != nil && !b.Of(p) {
		return 0, nil
	}
	amount := p.Quantity
	if b.Price != nil {
		var err error
		if amount, err = b.Price(p); err != nil {
			return 0, err
		}
	}
	if amount < 0 || amount > MaxAmount {
		return 0, errAmount
	}
	return amount, nil
}

// line returns the entry for a purchase at a given time.
func (b *Budget) line(p Purchase, amount int64, now time.Time) Line {
	account := Account{Budget: b.Name}
	if b.Each != nil {
		account.Key = b.Each(p)
	}
	var renews time.Time
	account.Period, renews = b.Period.at(now)
	return Line{Account: account, Amount: amount, Limit: b.Limit, Renews: renews}
}

// warn calls OnWarn if the line has reached an amount.
func (b *Budget) warn(ctx context.Context, line Line, used int64) {
	reached := func(at int64) bool { return used-line.Amount < at && at <= used }
	if b.OnWarn != nil && slices.ContainsFunc(b.WarnAt, reached) {
		b.OnWarn(ctx, line.balance(used))
	}
}

func (b *Budget) validate() error {
	switch {
	case b.Name == "":
		return errors.New("it has no name")
	case b.Limit < 0 || b.Limit > MaxAmount:
		return errors.New("the limit is negative or too large")
	case slices.ContainsFunc(b.WarnAt, func(at int64) bool { return at <= 0 || at > b.Limit }):
		return errors.New("an amount to warn at is not between 1 and the limit")
	case (len(b.WarnAt) > 0) != (b.OnWarn != nil):
		return errors.New("WarnAt and OnWarn need each other")
	}
	return b.Period.validate()
}

// Balance is the state of a budget for one key.
type Balance struct {
	Budget, Key string
	// Limit, Used and Left are in the unit of the budget. Used includes reservations.
	Limit, Used, Left int64
	// Renews is when the budget is renewed; the zero time if it never is.
	Renews time.Time
}

func (l Line) balance(used int64) Balance {
	return Balance{l.Account.Budget, l.Account.Key, l.Limit, used, max(l.Limit-used, 0), l.Renews}
}
