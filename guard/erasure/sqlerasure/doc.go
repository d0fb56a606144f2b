// Package sqlerasure keeps the index of guard/erasure in PostgreSQL or SQLite, so that
// several programs and machines share it, and so that it outlasts them.
//
//	index, err := sqlerasure.New(db, sqlerasure.PostgreSQL)
//	if err := index.CreateTable(ctx); err != nil { … }
//	eraser, err := erasure.New(erasure.Options{Key: key, Index: index})
//
// The table has an HMAC, an id of Truora's and a time a row: no personal data, but for
// account ids that you have made of such. It works with any database/sql driver of the
// two. With SQLite let connections wait for each other: PRAGMA busy_timeout.
package sqlerasure
