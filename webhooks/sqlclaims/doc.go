// Package sqlclaims keeps the claims of [webhooks.Handler] in PostgreSQL or SQLite, so
// that several instances of a program process each event once.
//
//	store, err := sqlclaims.New(db, sqlclaims.PostgreSQL)
//	if err := store.CreateTable(ctx); err != nil { … }
//	handler := webhooks.Handler(verifier, accept, webhooks.WithClaims(store))
//
// It works with any database/sql driver for the two. Leases expire by the database's
// clock. With SQLite, let connections wait for each other: PRAGMA busy_timeout.
//
// A row takes a few hundred bytes per event and is useless once it has expired: call
// [Store.Prune] now and then.
package sqlclaims
