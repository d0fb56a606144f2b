package durable

import (
	"context"
	"database/sql"
)

// Store is a database with the engine that works in it. Packages postgres and sqlite
// make one.
type Store[Tx any] struct {
	DB     DB[Tx]
	Engine Engine[Tx]
}

// Querier runs statements, with parameters written $1, $2.
type Querier interface {
	// Exec returns how many rows were changed.
	Exec(ctx context.Context, statement string, args ...any) (int64, error)
	Query(ctx context.Context, statement string, args ...any) (Rows, error)
}

// Rows are the rows of an answer, as in database/sql and pgx.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close()
}

// DB is a database. As a Querier it runs each statement by itself.
type DB[Tx any] interface {
	Querier
	In(tx Tx) Querier
	Begin(ctx context.Context) (Tx, error)
	Commit(ctx context.Context, tx Tx) error
	// Rollback does nothing once tx has ended.
	Rollback(ctx context.Context, tx Tx)
	Dialect() Dialect
}

// Dialect is how a database differs from the others.
type Dialect struct {
	Now  string // an expression: the database's clock in milliseconds since 1970
	Blob string // the type of a column of bytes
	Most string // the function that gives the greatest of its arguments
	// Schema is put before the names of tables, with a dot; empty for none.
	Schema string
	// Lock begins a transaction that creates tables, so that one runs at a time.
	Lock string
}

// SQLite is the dialect of SQLite 3.42 and later.
var SQLite = Dialect{Now: `CAST(unixepoch('subsec') * 1000 AS INTEGER)`, Blob: "BLOB", Most: "MAX"}

// PostgreSQL is the dialect of PostgreSQL.
var PostgreSQL = Dialect{
	Now: `CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)`, Blob: "BYTEA", Most: "GREATEST",
	Lock: `SELECT pg_advisory_xact_lock(hashtext('truora_durable'))`,
}

// SQL adapts a database/sql pool.
func SQL(db *sql.DB, dialect Dialect) DB[*sql.Tx] { return sqlDB{sqlQuerier{db}, db, dialect} }

type sqlDB struct {
	sqlQuerier
	db      *sql.DB
	dialect Dialect
}

func (d sqlDB) Dialect() Dialect                           { return d.dialect }
func (d sqlDB) In(tx *sql.Tx) Querier                      { return sqlQuerier{tx} }
func (d sqlDB) Begin(ctx context.Context) (*sql.Tx, error) { return d.db.BeginTx(ctx, nil) }
func (d sqlDB) Commit(_ context.Context, tx *sql.Tx) error { return tx.Commit() }
func (d sqlDB) Rollback(_ context.Context, tx *sql.Tx)     { _ = tx.Rollback() }

type sqlQuerier struct {
	on interface {
		ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	}
}

func (q sqlQuerier) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	result, err := q.on.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (q sqlQuerier) Query(ctx context.Context, statement string, args ...any) (Rows, error) {
	rows, err := q.on.QueryContext(ctx, statement, args...) //nolint:sqlclosecheck // the caller closes them
	if err != nil {
		return nil, err
	}
	return sqlRows{rows}, nil
}

type sqlRows struct{ *sql.Rows }

func (r sqlRows) Close() { _ = r.Rows.Close() }
