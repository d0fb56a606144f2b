// Package sqlaudit keeps the log of guard/audit in PostgreSQL or SQLite, so that
// several programs and machines write one chain.
//
//	store, err := sqlaudit.New(db, sqlaudit.PostgreSQL)
//	if err := store.CreateTable(ctx); err != nil { … }
//	recorder, err := audit.New(audit.Options{Key: key, Sink: store})
//
// The number of a line is the primary key: of two machines that append the same number
// one gets it, and the other reads the end again and appends the next. It works with any
// database/sql driver of the two. With SQLite let connections wait for each other:
// PRAGMA busy_timeout.
//
// Give the program the rights to SELECT and INSERT only. Keep checkpoints outside the
// database.
package sqlaudit
