// Package sqlclaims keeps the claims of [webhooks.Handler] in PostgreSQL or SQLite, so
// that several instances of a program hand each event on once.
//
//	store, err := sqlclaims.New(db, sqlclaims.PostgreSQL)
//	if err := store.CreateTable(ctx); err != nil { … }
//	handler := webhooks.Handler(verifier, accept, webhooks.WithClaims(store))
//
// It works with any database/sql driver of the two. Leases run by the database's
// clock. With SQLite let connections wait for each other: PRAGMA busy_timeout.
//
// A row takes some hundred bytes for each event and is of no use once its time is
// over: call [Store.Prune] now and then.
package sqlclaims
