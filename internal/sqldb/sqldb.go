// Package sqldb is what the stores in PostgreSQL and SQLite have in common: dialects,
// names of tables, transactions, and errors that name the package they come from.
package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Dialect is what databases do differently.
type Dialect struct {
	// now is an expression for the time in milliseconds since 1970, by the database's
	// clock.
	now string
	// lock keeps others from creating tables until the transaction ends; empty where
	// nobody else writes meanwhile anyway.
	lock string
	// isolation is one in which a statement sees what others have committed.
	isolation sql.IsolationLevel
	// schemas says that a schema and a dot may precede the name of a table.
	schemas bool
}

// The dialects.
var (
	PostgreSQL = Dialect{
		now:       "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)",
		lock:      "SELECT pg_advisory_xact_lock(7490218803564103)", // an arbitrary number
		isolation: sql.LevelReadCommitted,
		schemas:   true,
	}
	SQLite = Dialect{now: "CAST(unixepoch('subsec') * 1000 AS INTEGER)"}
)

// DB is a database in which a package has tables.
type DB struct {
	*sql.DB
	pkg     string
	dialect Dialect
}

// PostgreSQL allows 63 characters for a name, and the stores append up to 18.
var tableName = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_]{0,44}\.)?[A-Za-z_][A-Za-z0-9_]{0,44}$`)

// New returns a DB for a package whose tables have names that begin with table. It does
// not access the database.
func New(pkg string, db *sql.DB, dialect Dialect, table string) (*DB, error) {
	switch {
	case db == nil || dialect == Dialect{}:
		return nil, fmt.Errorf("%s: a database and its dialect are needed", pkg)
	case !tableName.MatchString(table), strings.Contains(table, ".") && !dialect.schemas:
		return nil, fmt.Errorf("%s: the table's name must be a plain identifier of at most 45 characters", pkg)
	}
	return &DB{db, pkg, dialect}, nil
}

// Index names an index on a table: it is in the schema of the table by itself.
func Index(table, suffix string) string {
	return table[strings.LastIndexByte(table, '.')+1:] + "_" + suffix
}

// Now is an expression for the time in milliseconds since 1970, by the database's clock.
func (d *DB) Now() string { return d.dialect.now }

// Create executes the statements of a schema. Programs may do so at the same time.
func (d *DB) Create(ctx context.Context, schema string) error {
	return d.InTx(ctx, "creating the tables", func(tx *sql.Tx) error {
		for _, statement := range append([]string{d.dialect.lock}, strings.SplitAfter(schema, ";\n")...) {
			if statement == "" {
				continue
			}
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
}

// Change executes a statement and returns how many rows it changed.
func (d *DB) Change(ctx context.Context, what, statement string, args ...any) (int64, error) {
	result, err := d.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, d.Failed(what, err)
	}
	n, err := result.RowsAffected()
	return n, d.Failed(what, err)
}

// InTx does work in a transaction. In SQLite its first statement has to be one that
// writes: a transaction that begins to read is not let wait for its turn to write.
func (d *DB) InTx(ctx context.Context, what string, work func(*sql.Tx) error) error {
	tx, err := d.BeginTx(ctx, &sql.TxOptions{Isolation: d.dialect.isolation})
	if err != nil {
		return d.Failed(what, err)
	}
	if err := work(tx); err != nil {
		_ = tx.Rollback()
		return d.Failed(what, err)
	}
	return d.Failed(what, tx.Commit())
}

// Failed says in err, unless it is nil, which package did what.
func (d *DB) Failed(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %s: %w", d.pkg, what, err)
}

// All returns the rows that a query finds in a database or in a transaction. columns
// returns where the columns of a row go.
func All[T any](ctx context.Context, in interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}, columns func(*T) []any, query string, args ...any,
) (all []T, err error) {
	rows, err := in.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var row T
		if err := rows.Scan(columns(&row)...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}
