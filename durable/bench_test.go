package durable_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/durable/sqlite"
	"github.com/truora/truora-go/truoratest"
)

// perRound is how many purchases a round of a benchmark makes.
const perRound = 1000

// BenchmarkPurchases makes purchases and brings them to their end: with the ledger, and
// with a plain River job that does the same requests and keeps the id in its output.
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
		b.Run("durable", func(b *testing.B) { benchFlow(b, postgresStore(b, pool, schema)) })
		b.Run("plain", func(b *testing.B) {
			benchPlain(b, riverpgxv5.New(pool), schema, 50, func(ctx context.Context, insert func(pgx.Tx) error) error {
				return pgx.BeginFunc(ctx, pool, insert)
			})
		})
	})
	b.Run("SQLite", func(b *testing.B) {
		file := filepath.Join(b.TempDir(), "durable.db")
		b.Run("durable", func(b *testing.B) { benchFlow(b, sqliteStore(b, file)) })
		b.Run("plain", func(b *testing.B) {
			db, err := sqlite.Open(filepath.Join(b.TempDir(), "plain.db"))
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			benchPlain(b, riversqlite.New(db), "", 10, func(ctx context.Context, insert func(*sql.Tx) error) error {
				tx, err := db.BeginTx(ctx, nil)
				if err != nil {
					return err
				}
				return errors.Join(insert(tx), tx.Commit())
			})
		})
	})
}

func instant(b *testing.B) *truoratest.Server {
	return truoratest.NewServer(b, truoratest.WithPace(1e6))
}

func numbered(i int) checks.CreateParams {
	params := forced()
	params.NationalID = fmt.Sprint(1_000_000_000 + i)
	return params
}

// enqueue makes a round of purchases from eight goroutines.
func enqueue(b *testing.B, from int, one func(i int) error) {
	b.Helper()
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := g; i < perRound; i += 8 {
				if err := one(from + i); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// report takes what a round needed, without the pause before the first read.
func report(b *testing.B, enqueued, finished time.Duration) {
	b.ReportMetric(float64(b.N*perRound)/enqueued.Seconds(), "enqueued/s")
	b.ReportMetric(float64(b.N*perRound)/finished.Seconds(), "finished/s")
	b.ReportMetric(0, "ns/op")
}

func benchFlow[Tx any](b *testing.B, store durable.Store[Tx]) {
	done := make(chan struct{}, perRound)
	flow, err := durable.New(store, instant(b).Client(), durable.Options{Seal: seal()})
	if err != nil {
		b.Fatal(err)
	}
	flow.OnCheck(func(context.Context, Tx, durable.Purchase, *checks.Check) error { done <- struct{}{}; return nil })
	if err := errors.Join(flow.Migrate(b.Context()), flow.Start(b.Context())); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = flow.Stop(context.WithoutCancel(b.Context())) }()
	var enqueued, finished time.Duration
	for round := 0; b.Loop(); round++ {
		start := time.Now()
		enqueue(b, round*perRound, func(i int) error {
			_, err := flow.Buy(b.Context(), fmt.Sprintf("%s/%d", b.Name(), i), durable.Check(numbered(i)))
			return err
		})
		enqueued += time.Since(start)
		for range perRound {
			<-done
		}
		finished += time.Since(start)
	}
	report(b, enqueued, finished)
}

// plainJob does the requests of a purchase: one buys, and two seconds later one reads.
type plainJob struct {
	I int `json:"i"`
}

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
		check, err := w.client.Checks.Create(ctx, numbered(job.Args.I))
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

func benchPlain[Tx any](b *testing.B, driver riverdriver.Driver[Tx], schema string, workers int, inTx func(context.Context, func(Tx) error) error) {
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Schema: schema})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := migrator.Migrate(b.Context(), rivermigrate.DirectionUp, nil); err != nil {
		b.Fatal(err)
	}
	w := &plainWorker{client: instant(b).Client(), done: make(chan struct{}, perRound)}
	all := river.NewWorkers()
	river.AddWorker(all, w)
	client, err := river.NewClient(driver, &river.Config{
		Queues: map[string]river.QueueConfig{"plain": {MaxWorkers: workers}}, Workers: all, Schema: schema, FetchOnlyKnownKinds: true,
		Logger: slog.New(slog.DiscardHandler), FetchPollInterval: 100 * time.Millisecond,
	})
	if err != nil {
		b.Fatal(err)
	}
	if err := client.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = client.Stop(context.WithoutCancel(b.Context())) }()
	var enqueued, finished time.Duration
	for round := 0; b.Loop(); round++ {
		start := time.Now()
		enqueue(b, round*perRound, func(i int) error {
			return inTx(b.Context(), func(tx Tx) error {
				_, err := client.InsertTx(b.Context(), tx, plainJob{i}, &river.InsertOpts{Queue: "plain"})
				return err
			})
		})
		enqueued += time.Since(start)
		for range perRound {
			<-w.done
		}
		finished += time.Since(start)
	}
	report(b, enqueued, finished)
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
