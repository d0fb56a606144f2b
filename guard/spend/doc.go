// Package spend keeps what a client buys within budgets, and says before a purchase
// what is wrong with it.
//
//	guard, err := spend.New([]spend.Budget{{
//		Name: "checks a day", Limit: 500, Period: spend.PerDay(bogota),
//	}})
//	client, err := truora.New(key, truora.WithInterceptor(guard.Intercept))
//
// An amount is reserved before a call is sent and settled after it. A call for which
// there is no room is refused with [ErrBudget], and nothing is sent. A call that was
// refused, or that provably never arrived, gives its amount back, and so does one that
// Truora answered with an earlier check. If the answer was lost, or the program ended
// in between, the reservation stays: [Guard.Reservations] lists those, and
// [Guard.Settle] or [Guard.Release] ends each once it is known what became of it.
//
// Budgets count in memory. Programs that run more than once share a [Store]: see
// guard/spend/sqlspend and guard/spend/redisspend.
//
// Amounts are whole numbers: purchases, or the smallest unit of a currency. Truora
// publishes no prices; [Budget.Price] takes those of your contract. Only calls are
// counted: what Truora repeats by itself, such as a check with Watch, a continuous
// check or the steps of an identity process, is not.
//
// [Preflight] gives advice on a check before it is bought.
package spend
