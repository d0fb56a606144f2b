package sqltest

import (
	"context"
	"database/sql"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/guard/audit/sqlaudit"
	"github.com/truora/truora-go/guard/erasure"
	"github.com/truora/truora-go/guard/erasure/sqlerasure"
	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/guard/spend/sqlspend"
	"github.com/truora/truora-go/internal/sqldb"
	"github.com/truora/truora-go/webhooks/sqlclaims"
)

// store is what all stores have.
type store struct {
	schema func() string
	create func(context.Context) error
	// calls are all that go to the database, once the tables are there. They leave a row
	// in the first table.
	calls []func(context.Context) error
}

var stores = map[string]func(*sql.DB, sqldb.Dialect, string) (store, error){
	"sqlclaims": func(db *sql.DB, dialect sqldb.Dialect, table string) (store, error) {
		s, err := sqlclaims.New(db, dialect, sqlclaims.WithTable(table))
		return store{s.Schema, s.CreateTable, []func(context.Context) error{
			func(ctx context.Context) error { return second(s.Claim(ctx, "a", "A", time.Minute)) },
			func(ctx context.Context) error { return s.Done(ctx, "a", "A") },
			func(ctx context.Context) error { return s.Release(ctx, "a", "B") },
			func(ctx context.Context) error { return second(s.Prune(ctx)) },
		}}, err
	},
	"sqlspend": func(db *sql.DB, dialect sqldb.Dialect, table string) (store, error) {
		s, err := sqlspend.New(db, dialect, sqlspend.WithTable(table))
		account := spend.Account{Budget: "checks"}
		reserve := func(ctx context.Context, id string) error {
			lines := []spend.Line{{Account: account, Amount: 1, Limit: 1000}}
			_, _, err := s.Reserve(ctx, spend.Reservation{ID: id, Lines: lines})
			return err
		}
		return store{s.Schema, s.CreateTables, []func(context.Context) error{
			func(ctx context.Context) error { return reserve(ctx, "a") },
			func(ctx context.Context) error { return reserve(ctx, "b") },
			func(ctx context.Context) error { return s.Settle(ctx, "a") },
			func(ctx context.Context) error { return s.Release(ctx, "b") },
			func(ctx context.Context) error { return second(s.Used(ctx, []spend.Account{account})) },
			func(ctx context.Context) error { return second(s.Open(ctx, time.Now())) },
			func(ctx context.Context) error { return second(s.Prune(ctx, time.Now())) },
		}}, err
	},
	"sqlaudit": func(db *sql.DB, dialect sqldb.Dialect, table string) (store, error) {
		s, err := sqlaudit.New(db, dialect, sqlaudit.WithTable(table))
		return store{s.Schema, s.CreateTable, []func(context.Context) error{
			func(ctx context.Context) error { return s.Append(ctx, 1, []byte("{}")) },
			func(ctx context.Context) error { return second(s.Last(ctx)) },
			func(ctx context.Context) error {
				for _, err := range s.Lines(ctx, 1) {
					return err
				}
				return nil
			},
		}}, err
	},
	"sqlerasure": func(db *sql.DB, dialect sqldb.Dialect, table string) (store, error) {
		x, err := sqlerasure.New(db, dialect, sqlerasure.WithTable(table))
		item := erasure.Item{Area: erasure.AreaCheck, ID: "CHK1"}
		return store{x.Schema, x.CreateTable, []func(context.Context) error{
			func(ctx context.Context) error { return x.Remove(ctx, item) },
			func(ctx context.Context) error { return x.Add(ctx, item, []string{"a"}) },
			func(ctx context.Context) error { return second(x.Items(ctx, []string{"a"})) },
			func(ctx context.Context) error { return second(x.Subjects(ctx, item)) },
			func(ctx context.Context) error { return second(x.Before(ctx, time.Now())) },
		}}, err
	},
}

func second[T any](_ T, err error) error { return err }

// onEachStore runs a test with every store on both databases.
func onEachStore(t *testing.T, test func(t *testing.T, d database, open func(db *sql.DB, table string) store)) {
	t.Helper()
	t.Parallel()
	for name, made := range stores {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, d database) {
				test(t, d, func(db *sql.DB, table string) store {
					s, err := made(db, d.dialect, table)
					require.NoError(t, err)
					return s
				})
			})
		})
	}
}

func TestCreateAtOnce(t *testing.T) {
	onEachStore(t, func(t *testing.T, d database, open func(*sql.DB, string) store) {
		var all sync.WaitGroup
		for range 8 {
			s := open(d.open(t), "kept")
			all.Go(func() { assert.NoError(t, s.create(t.Context())) })
		}
		all.Wait()
		s := open(d.open(t), "kept")
		for i, call := range s.calls {
			require.NoError(t, call(t.Context()), i)
		}
		require.Equal(t, 1, d.count(t, "kept"))
		require.NoError(t, s.create(t.Context()))
		assert.Equal(t, 1, d.count(t, "kept"), "their content stays")
	})
}

func TestSchemaForMigrations(t *testing.T) {
	onEachStore(t, func(t *testing.T, d database, open func(*sql.DB, string) store) {
		table := "migrated"
		if d.schema != "" {
			d, table = d.with(t, "search_path", "public"), d.schema+"."+table
		}
		db := d.open(t)
		s := open(db, table)
		for range 2 {
			_, err := db.ExecContext(t.Context(), s.schema())
			require.NoError(t, err)
		}
		for i, call := range s.calls {
			require.NoError(t, call(t.Context()), i)
		}
		require.Equal(t, 1, d.count(t, table))
	})
}

// Whatever fails says so, and in whose name.
func TestStoresThatAreDown(t *testing.T) {
	t.Parallel()
	d := database{sqldb.PostgreSQL, "pgx", "postgres://postgres@127.0.0.1:1/postgres?connect_timeout=2", ""}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, open := range stores {
		s, err := open(d.open(t), d.dialect, "down")
		require.NoError(t, err)
		for i, call := range append(s.calls, s.create) {
			require.ErrorContains(t, call(t.Context()), name+": ", i)
			require.ErrorIs(t, call(canceled), context.Canceled, "%s: %d", name, i)
		}
	}
}
