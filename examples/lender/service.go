package main

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/durable/postgres"
	"github.com/truora/truora-go/durable/sqlite"
	"github.com/truora/truora-go/guard/audit"
	"github.com/truora/truora-go/guard/audit/sqlaudit"
	"github.com/truora/truora-go/guard/erasure"
	"github.com/truora/truora-go/guard/erasure/sqlerasure"
	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/guard/spend/sqlspend"
	"github.com/truora/truora-go/webhooks"
)

// lender is a service on any database.
type lender interface {
	handler() http.Handler
	start(ctx context.Context) error
	stop(ctx context.Context) error
	purchase(ctx context.Context, applicant string) (*durable.Purchase, error)
	held(ctx context.Context) ([]durable.Purchase, error)
	resolve(ctx context.Context, key string, r durable.Resolution) error
	verifyAudit(ctx context.Context, out io.Writer) error
}

// service is a lender. Tx is a transaction of its database: if you have one database
// only, put its type there and drop the parameter.
type service[Tx any] struct {
	cfg      config
	db       durable.DB[Tx]
	flow     *durable.Flow[Tx]
	client   *truora.Client
	budget   *spend.Guard
	recorder *audit.Recorder
	lines    *sqlaudit.Store
	eraser   *erasure.Eraser
	erasing  sync.Mutex // one erasure at a time
	signer   ed25519.PrivateKey
	verifier *webhooks.Verifier
	log      *slog.Logger
	chores   chores
}

// tables are where the guards keep what they count and record.
type tables struct {
	spend *sqlspend.Store
	audit *sqlaudit.Store
	index *sqlerasure.Index
}

// withLender calls use with the service of a database.
func withLender(ctx context.Context, cfg config, use func(lender) error) error {
	if strings.HasPrefix(cfg.database, "postgres:") || strings.HasPrefix(cfg.database, "postgresql:") {
		return withPostgres(ctx, cfg, use)
	}
	db, err := sqlite.Open(cfg.database)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	store, err := sqlite.New(db, sqlite.Options{})
	if err != nil {
		return err
	}
	kept, err := tablesIn(ctx, db, sqlspend.SQLite)
	if err != nil {
		return err
	}
	return withStore(ctx, cfg, store, kept, use)
}

func withPostgres(ctx context.Context, cfg config, use func(lender) error) error {
	options, err := pgxpool.ParseConfig(cfg.database)
	if err != nil {
		return err
	}
	options.MaxConns = max(options.MaxConns, 20) // each purchase that is worked on takes one now and then
	pool, err := pgxpool.NewWithConfig(ctx, options)
	if err != nil {
		return err
	}
	defer pool.Close()
	store, err := postgres.New(pool, postgres.Options{Workers: 10})
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(pool)
	defer func() { _ = db.Close() }()
	kept, err := tablesIn(ctx, db, sqlspend.PostgreSQL)
	if err != nil {
		return err
	}
	return withStore(ctx, cfg, store, kept, use)
}

// tablesIn makes the tables of the guards, where they are not yet.
func tablesIn(ctx context.Context, db *sql.DB, dialect sqlspend.Dialect) (t tables, err error) {
	if t.spend, err = sqlspend.New(db, dialect); err != nil {
		return t, err
	}
	if t.audit, err = sqlaudit.New(db, dialect); err != nil {
		return t, err
	}
	if t.index, err = sqlerasure.New(db, dialect); err != nil {
		return t, err
	}
	return t, errors.Join(t.spend.CreateTables(ctx), t.audit.CreateTable(ctx), t.index.CreateTable(ctx))
}

func withStore[Tx any](ctx context.Context, cfg config, store durable.Store[Tx], kept tables, use func(lender) error) error {
	s := &service[Tx]{cfg: cfg, db: store.DB, lines: kept.audit, log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
	var err error
	if s.verifier, err = webhooks.NewVerifier(cfg.webhookKey); err != nil {
		return err
	}
	guards, err := s.guards(kept)
	if err != nil {
		return err
	}
	s.client, err = truora.FromEnv(truora.WithUserAgent("lender/1.0"), truora.WithHosts(cfg.hosts), truora.WithInterceptor(guards...))
	if err != nil {
		return err
	}
	seal, err := cfg.seal()
	if err != nil {
		return err
	}
	s.flow, err = durable.New(store, s.client, durable.Options{
		Seal: seal, SendWithin: cfg.sendWithin, SettleWithin: cfg.sendWithin, Webhooks: true, Logger: s.log,
		Limiter: durable.NewLimiter(store, "truora", 10, 10),
	})
	if err != nil {
		return err
	}
	s.flow.OnCheck(s.decide)
	s.flow.OnRefused(s.notChecked)
	if err := s.flow.Migrate(ctx); err != nil {
		return err
	}
	if _, err := s.db.Exec(ctx, applicantsTable); err != nil {
		return err
	}
	return use(s)
}

func (s *service[Tx]) start(ctx context.Context) error {
	if err := s.flow.Start(ctx); err != nil {
		return err
	}
	s.chores.start(ctx, 2*s.cfg.sendWithin, s.tidy)
	return nil
}

func (s *service[Tx]) stop(ctx context.Context) error {
	s.chores.stop()
	return errors.Join(s.flow.Stop(ctx), s.recorder.Close(ctx))
}
