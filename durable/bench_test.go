package durable_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/durable/sqlite"
	"github.com/truora/truora-go/truoratest"
)

// A round of a benchmark makes purchases in turns, with the ledger and without, so that
// what else the machine does meets both.
const (
	perTurn = 100
	turns   = 10
)

// BenchmarkPurchases compares purchases with plain River jobs that do the same requests.
// While no worker runs they are enqueued from eight goroutines: first each in a
// transaction with a row of the caller's (tx-…), then each by itself (own-…). Then
// workers bring all of them to their end. That rate (finished-…) is from the first that
// was enqueued to the last that ended, with the two seconds that both pause before they
// read; drained-… leaves out the enqueueing. A job has the params in its arguments, since
// it needs them: in clear, and without a key that makes it one.
func BenchmarkPurchases(b *testing.B) {
	b.Run("PostgreSQL", func(b *testing.B) {
		small, schema := postgresAt(b)
		config := small.Config() // 4 connections by default
		config.MaxConns = 20
		pool, err := pgxpool.NewWithConfig(b.Context(), config)
		if err != nil {
			b.Fatal(err)
		}
		defer pool.Close()
		bench(b, func() durable.Store[pgx.Tx] { return postgresStore(b, pool, schema) }, riverpgxv5.New(pool), 50)
	})
	b.Run("SQLite", func(b *testing.B) {
		db, err := sqlite.Open(filepath.Join(b.TempDir(), "durable.db"))
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		bench(b, func() durable.Store[*sql.Tx] {
			store, err := sqlite.New(db, sqlite.Options{})
			if err != nil {
				b.Fatal(err)
			}
			return store
		}, riversqlite.New(db), 10)
	})
}

// side is what is compared.
type side[Tx any] struct {
	inTx  func(tx Tx, i int) error
	alone func(i int) error
	start func() error
	stop  func(context.Context) error
	done  chan struct{}
}

func bench[Tx any](b *testing.B, store func() durable.Store[Tx], driver riverdriver.Driver[Tx], workers int) {
	db := store().DB
	if _, err := db.Exec(b.Context(), `CREATE TABLE `+prefix(db.Dialect())+`loans (key TEXT NOT NULL, verdict TEXT NOT NULL)`); err != nil {
		b.Fatal(err)
	}
	took := map[bool]map[string]time.Duration{true: {}, false: {}}
	rounds := 0
	for ; b.Loop(); rounds++ {
		sides := map[bool]*side[Tx]{true: purchases(b, store()), false: plainJobs(b, driver, prefix(db.Dialect()), workers)}
		for n := range 2 * turns {
			for isDurable, s := range sides {
				name, one := "tx", func(i int) error { return inCallersTx(b.Context(), db, s.inTx, i) }
				if n >= turns {
					name, one = "own", s.alone
				}
				start := time.Now()
				enqueue(b, (rounds*2*turns+n)*perTurn, one)
				took[isDurable][name] += time.Since(start)
			}
		}
		for isDurable, s := range sides {
			start := time.Now()
			if err := s.start(); err != nil {
				b.Fatal(err)
			}
			for range 2 * turns * perTurn {
				<-s.done
			}
			took[isDurable]["drained"] += time.Since(start)
			if err := s.stop(context.WithoutCancel(b.Context())); err != nil {
				b.Fatal(err)
			}
		}
	}
	for _, t := range took {
		t["finished"] = t["tx"] + t["own"] + t["drained"]
	}
	for name, each := range map[string]int{"tx": 1, "own": 1, "drained": 2, "finished": 2} {
		n := float64(rounds * each * turns * perTurn)
		b.ReportMetric(n/took[true][name].Seconds(), name+"-durable/s")
		b.ReportMetric(n/took[false][name].Seconds(), name+"-plain/s")
		b.ReportMetric(took[false][name].Seconds()/took[true][name].Seconds(), name+"-ratio")
	}
	b.ReportMetric(0, "ns/op")
}

// inCallersTx does one in a transaction that writes a row of the business.
func inCallersTx[Tx any](ctx context.Context, db durable.DB[Tx], one func(tx Tx, i int) error, i int) error {
	tx, err := db.Begin(ctx)
	if err != nil {
		return err
	}
	defer db.Rollback(ctx, tx)
	if _, err := db.In(tx).Exec(ctx, `INSERT INTO `+prefix(db.Dialect())+`loans VALUES ($1, '')`, fmt.Sprint("loan-", i)); err != nil {
		return err
	}
	if err := one(tx, i); err != nil {
		return err
	}
	return db.Commit(ctx, tx)
}

func instant(b *testing.B) *truoratest.Server {
	return truoratest.NewServer(b, truoratest.WithPace(1e6))
}

func numbered(i int) checks.CreateParams {
	params := forced()
	params.NationalID = fmt.Sprint(1_000_000_000 + i)
	return params
}

// enqueue makes the purchases of a turn from eight goroutines.
func enqueue(b *testing.B, from int, one func(i int) error) {
	b.Helper()
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := g; i < perTurn; i += 8 {
				if err := one(from + i); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
}

func purchases[Tx any](b *testing.B, store durable.Store[Tx]) *side[Tx] {
	flow, err := durable.New(store, instant(b).Client(), durable.Options{Seal: seal()})
	if err != nil {
		b.Fatal(err)
	}
	if err := flow.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	s := &side[Tx]{stop: flow.Stop, done: make(chan struct{}, perTurn)}
	key := func(i int) string { return fmt.Sprintf("loan-%d/check", i) }
	s.start = func() error { return flow.Start(b.Context()) }
	s.inTx = func(tx Tx, i int) error {
		_, err := flow.BuyTx(b.Context(), tx, key(i), durable.Check(numbered(i)))
		return err
	}
	s.alone = func(i int) error {
		_, err := flow.Buy(b.Context(), key(i), durable.Check(numbered(i)))
		return err
	}
	flow.OnCheck(func(context.Context, Tx, durable.Purchase, *checks.Check) error { s.done <- struct{}{}; return nil })
	return s
}

// plainJob does the requests of a purchase: one buys, and two seconds later one reads.
type plainJob struct{ checks.CreateParams }

func (plainJob) Kind() string { return "plain" }

type plainWorker struct {
	river.WorkerDefaults[plainJob]
	client *truora.Client
	ids    sync.Map
	done   chan struct{}
}

func (w *plainWorker) Work(ctx context.Context, job *river.Job[plainJob]) error {
	id, bought := w.ids.LoadAndDelete(job.ID)
	if !bought {
		check, err := w.client.Checks.Create(ctx, job.Args.CreateParams)
		if err != nil {
			return err
		}
		w.ids.Store(job.ID, check.CheckID)
		return river.JobSnooze(2 * time.Second)
	}
	if _, err := w.client.Checks.Get(ctx, id.(string)); err != nil {
		return err
	}
	w.done <- struct{}{}
	return nil
}

func plainJobs[Tx any](b *testing.B, driver riverdriver.Driver[Tx], prefix string, workers int) *side[Tx] {
	w := &plainWorker{client: instant(b).Client(), done: make(chan struct{}, perTurn)}
	all := river.NewWorkers()
	river.AddWorker(all, w)
	client, err := river.NewClient(driver, &river.Config{
		Queues: map[string]river.QueueConfig{"plain": {MaxWorkers: workers}}, Workers: all, Schema: strings.TrimSuffix(prefix, "."), FetchOnlyKnownKinds: true,
		Logger: slog.New(slog.DiscardHandler), FetchPollInterval: 100 * time.Millisecond,
	})
	if err != nil {
		b.Fatal(err)
	}
	queue := &river.InsertOpts{Queue: "plain"}
	return &side[Tx]{
		start: func() error { return client.Start(b.Context()) }, stop: client.Stop, done: w.done,
		inTx: func(tx Tx, i int) error {
			_, err := client.InsertTx(b.Context(), tx, plainJob{numbered(i)}, queue)
			return err
		},
		alone: func(i int) error {
			_, err := client.Insert(b.Context(), plainJob{numbered(i)}, queue)
			return err
		},
	}
}

// BenchmarkWaiting measures a worker beside 100,000 purchases that wait for an hour:
// its memory, and what the database does, when nothing happens.
func BenchmarkWaiting(b *testing.B) {
	pool, schema := postgresAt(b)
	store := postgresStore(b, pool, schema)
	flow, err := durable.New(store, instant(b).Client(), durable.Options{Seal: seal()})
	if err != nil {
		b.Fatal(err)
	}
	if err := flow.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	if _, err := flow.Buy(b.Context(), "one", durable.Check(forced())); err != nil {
		b.Fatal(err)
	}
	const n = 100_000
	for _, statement := range []string{
		`INSERT INTO ` + schema + `.truora_purchases (id, key, kind, state, object_id, params, salt, print, created_at, bought_at, next_at)
			SELECT 'pur' || i, 'loan-' || i, kind, 'bought', 'CHK' || i, params, salt, print, created_at, created_at, created_at + 3600000
			FROM ` + schema + `.truora_purchases, generate_series(1, 100000) i`,
		`INSERT INTO ` + schema + `.river_job (kind, args, queue, state, max_attempts, attempt, scheduled_at)
			SELECT kind, jsonb_build_object('id', 'pur' || i), queue, 'scheduled', 25, 0, now() + interval '1 hour'
			FROM ` + schema + `.river_job, generate_series(1, 100000) i`,
		`DELETE FROM ` + schema + `.truora_purchases WHERE key = 'one'`,
		`ANALYZE`,
	} {
		if _, err := pool.Exec(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
	work := func() (ms float64) {
		err := pool.QueryRow(b.Context(), `SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()`).Scan(&ms)
		if err != nil {
			b.Fatal(err)
		}
		return ms
	}
	if err := flow.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = flow.Stop(context.WithoutCancel(b.Context())) }()
	for b.Loop() {
		time.Sleep(time.Second)
		before := work()
		time.Sleep(10 * time.Second)
		b.ReportMetric((work()-before)/10, "transactions/s")
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapInuse)/1e6, "MB-heap")
	b.ReportMetric(float64(runtime.NumGoroutine()), "goroutines")
	b.ReportMetric(n, "waiting")
}
