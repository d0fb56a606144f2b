// Package postgres keeps a ledger of package durable in PostgreSQL, with River as its
// engine: for any number of machines.
package postgres

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"regexp"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/durable/internal/riverengine"
)

// Options configure a store. The zero value is fine.
type Options struct {
	// Workers is how many purchases this process steps at once; 50 by default. One that
	// waits does not count.
	Workers int
	// Queue is the queue in River; "truora" by default. All processes need the same.
	Queue string
	// Schema has the tables of River and of the ledger. It has to exist; by default it
	// is the first of the search path.
	Schema string
	// Logger receives what River logs; nothing by default.
	Logger *slog.Logger
}

var schemaName = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,49}$`)

// New returns a store in the database of pool. Besides what the steps use, River keeps
// one connection to be notified on.
func New(pool *pgxpool.Pool, opts Options) (durable.Store[pgx.Tx], error) {
	if opts.Schema != "" && !schemaName.MatchString(opts.Schema) {
		return durable.Store[pgx.Tx]{}, errors.New("durable: the schema's name must be a plain lower-case identifier")
	}
	queue := cmp.Or(opts.Queue, "truora")
	inner, err := riverengine.New(riverpgxv5.New(pool), riverengine.Config{
		Workers: cmp.Or(opts.Workers, 50), Queue: queue, Schema: opts.Schema,
		Logger: cmp.Or(opts.Logger, slog.New(slog.DiscardHandler)), Poll: time.Second,
	})
	if err != nil {
		return durable.Store[pgx.Tx]{}, err
	}
	dialect := durable.PostgreSQL
	dialect.Schema = opts.Schema
	return durable.Store[pgx.Tx]{DB: database{querier{pool}, pool, dialect}, Engine: newEngine(inner, opts.Schema, queue)}, nil
}

type database struct {
	querier
	pool    *pgxpool.Pool
	dialect durable.Dialect
}

func (d database) Dialect() durable.Dialect                    { return d.dialect }
func (d database) In(tx pgx.Tx) durable.Querier                { return querier{tx} }
func (d database) Begin(ctx context.Context) (pgx.Tx, error)   { return d.pool.Begin(ctx) }
func (d database) Commit(ctx context.Context, tx pgx.Tx) error { return tx.Commit(ctx) }
func (d database) Rollback(ctx context.Context, tx pgx.Tx)     { _ = tx.Rollback(ctx) }

type querier struct {
	on interface {
		Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
		Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	}
}

func (q querier) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	tag, err := q.on.Exec(ctx, statement, args...)
	return tag.RowsAffected(), err
}

func (q querier) Query(ctx context.Context, statement string, args ...any) (durable.Rows, error) {
	return q.on.Query(ctx, statement, args...)
}
