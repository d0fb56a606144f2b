package spend

import (
	"context"
	"crypto/rand"
	"database/sql"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/redis/go-redis/v9"
	_ "modernc.org/sqlite"

	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/guard/spend/redisspend"
	"github.com/truora/truora-go/guard/spend/sqlspend"
	"github.com/truora/truora-go/internal/servertest"
)

// A process of these tests is either the one that go test starts, or one that buys. The
// defaults are fewer runs than rapid's 100, because one takes a second, and no file
// after a failure, because the output has everything that was drawn. Flags override
// them.
func TestMain(m *testing.M) {
	if job := os.Getenv(jobVariable); job != "" {
		os.Exit(buyer(job))
	}
	for name, value := range map[string]string{"rapid.checks": "10", "rapid.nofailfile": "true"} {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// database is where a store keeps its counts, in a form that another process can open.
type database struct {
	Driver, DSN, Name string
}

// open returns the store and a function that closes it.
func (d database) open() (spend.Store, func() error, error) {
	if d.Driver == "redis" {
		client := redis.NewClient(&redis.Options{Addr: d.DSN})
		store, err := redisspend.New(client, redisspend.WithPrefix(d.Name))
		return store, client.Close, err
	}
	db, err := sql.Open(d.Driver, d.DSN)
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(8)
	dialect := sqlspend.PostgreSQL
	if d.Driver == "sqlite" {
		dialect = sqlspend.SQLite
	}
	store, err := sqlspend.New(db, dialect, sqlspend.WithTable(d.Name))
	return store, db.Close, err
}

// onEach runs a test on a real PostgreSQL, on SQLite and on a real Redis.
func onEach(t *testing.T, test func(t *testing.T, d database, store spend.Store)) {
	t.Helper()
	name := "model_" + strings.ToLower(rand.Text())
	for title, d := range map[string]database{
		"PostgreSQL": {"pgx", servertest.Postgres(), name},
		"SQLite": {
			"sqlite", "file:" + filepath.ToSlash(filepath.Join(t.TempDir(), "spend.db")) +
				"?_pragma=busy_timeout(60000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)", name,
		},
		"Redis": {"redis", servertest.Redis(), name},
	} {
		t.Run(title, func(t *testing.T) {
			store, closeStore, err := d.open()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = closeStore() })
			if _, err := store.Open(t.Context(), time.Now()); err != nil && d.Driver == "redis" {
				servertest.Unreachable(t, title, err)
			}
			if tables, ok := store.(*sqlspend.Store); ok {
				if err := tables.CreateTables(t.Context()); err != nil {
					servertest.Unreachable(t, title, err)
				}
			}
			t.Cleanup(func() {
				if err := d.drop(context.WithoutCancel(t.Context())); err != nil {
					t.Error(err)
				}
			})
			test(t, d, store)
		})
	}
}

// drop deletes what a test has left behind.
func (d database) drop(ctx context.Context) error {
	if d.Driver == "redis" {
		client := redis.NewClient(&redis.Options{Addr: d.DSN})
		defer client.Close()
		keys, err := client.Keys(ctx, "{"+d.Name+"}*").Result()
		if err != nil || len(keys) == 0 {
			return err
		}
		return client.Del(ctx, keys...).Err()
	}
	db, err := sql.Open(d.Driver, d.DSN)
	if err != nil {
		return err
	}
	defer db.Close()
	for _, table := range []string{d.Name, d.Name + "_reservations"} {
		if _, err := db.ExecContext(ctx, "DROP TABLE "+table); err != nil {
			return err
		}
	}
	return nil
}
