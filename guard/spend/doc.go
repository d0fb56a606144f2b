// Package spend keeps what a client buys within budgets, and checks a purchase before
// it is made.
//
//	guard, err := spend.New([]spend.Budget{{
//		Name: "checks a day", Limit: 500, Period: spend.PerDay(bogota),
//	}})
//	client, err := truora.New(key, truora.WithInterceptor(guard.Intercept))
//
// An amount is reserved before a call is sent and settled after it. A call that does
// not fit into its budgets is refused with [ErrBudget], and nothing is sent. The amount
// is released if the call was refused, if it provably never arrived, or if Truora
// answered with an earlier check. If the answer was lost, or the program ended in
// between, the reservation stays: [Guard.Reservations] lists those, and [Guard.Settle]
// or [Guard.Release] ends each once its outcome is known.
//
// By default a Guard counts in memory. Several processes share a [Store]: see
// guard/spend/sqlspend, and the module guard/spend/redisspend.
//
// Amounts are whole numbers: purchases, or the smallest unit of a currency. Truora
// publishes no prices; [Budget.Price] gets those of your contract. Only calls are
// counted: what Truora repeats by itself, such as a check with Watch, a continuous
// check or the steps of an identity process, is not.
//
// [Preflight] gives advice on a check before it is bought.
package spend
