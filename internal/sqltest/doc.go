// Package sqltest tests the stores of webhooks and guard in a PostgreSQL and in SQLite.
// It is a module of its own because the drivers are none of theirs.
package sqltest
