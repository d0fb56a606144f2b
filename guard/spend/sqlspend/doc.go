// Package sqlspend keeps what guard/spend counts in PostgreSQL or SQLite, so that
// several programs and machines share their budgets, and so that neither a budget nor a
// reservation is forgotten when a program ends.
//
//	store, err := sqlspend.New(db, sqlspend.PostgreSQL)
//	if err := store.CreateTables(ctx); err != nil { … }
//	guard, err := spend.New(budgets, spend.WithStore(store))
//
// It works with any database/sql driver of the two. With SQLite let connections wait for
// each other: PRAGMA busy_timeout.
//
// The tables can be read by whoever reports on spending: truora_spend has a row for
// each budget, key and period, and truora_spend_reservations those purchases whose
// outcome nobody has noted yet. Periods that are over stay until [Store.Prune].
package sqlspend
