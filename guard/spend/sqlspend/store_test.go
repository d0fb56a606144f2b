package sqlspend_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/guard/spend/spendtest"
	"github.com/truora/truora-go/guard/spend/sqlspend"
	"github.com/truora/truora-go/internal/servertest"
)

// database is one that is empty but for what a test puts into it.
type database struct {
	dialect      sqlspend.Dialect
	driver, name string
	table        string
}

// open connects as another machine does.
func (d database) open(t *testing.T) (*sqlspend.Store, *sql.DB) {
	t.Helper()
	db, err := sql.Open(d.driver, d.name)
	require.NoError(t, err)
	db.SetMaxOpenConns(8)
	t.Cleanup(func() { _ = db.Close() })
	store, err := sqlspend.New(db, d.dialect, sqlspend.WithTable(d.table))
	require.NoError(t, err)
	return store, db
}

// onEach runs a test on a real PostgreSQL and on SQLite.
func onEach(t *testing.T, test func(t *testing.T, d database)) {
	t.Helper()
	t.Parallel()
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		dsn := servertest.Env("TRUORA_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres?connect_timeout=5")
		d := database{sqlspend.PostgreSQL, "pgx", dsn, "spend_" + strings.ToLower(rand.Text())}
		db, err := sql.Open(d.driver, d.name)
		require.NoError(t, err)
		if err := db.PingContext(t.Context()); err != nil {
			servertest.Unreachable(t, "PostgreSQL", err)
		}
		t.Cleanup(func() {
			_, err := db.ExecContext(context.WithoutCancel(t.Context()), "DROP TABLE IF EXISTS "+d.table+", "+d.table+"_reservations")
			assert.NoError(t, err)
			assert.NoError(t, db.Close())
		})
		test(t, d)
	})
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		file := "file:" + filepath.ToSlash(filepath.Join(t.TempDir(), "spend.db"))
		test(t, database{sqlspend.SQLite, "sqlite", file + "?_pragma=busy_timeout(60000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)", "spend"})
	})
}

func TestStore(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		one, _ := d.open(t)
		other, _ := d.open(t)
		require.NoError(t, one.CreateTables(t.Context()))
		spendtest.Run(t, one, other)
	})
}

func TestCreateTablesAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		var all sync.WaitGroup
		for range 8 {
			store, _ := d.open(t)
			all.Go(func() { assert.NoError(t, store.CreateTables(t.Context())) })
		}
		all.Wait()
		store, _ := d.open(t)
		a := reserve(t, store, time.Time{})
		require.NoError(t, store.CreateTables(t.Context()))
		used, err := store.Used(t.Context(), []spend.Account{a})
		require.NoError(t, err)
		assert.Equal(t, []int64{1}, used, "their content stays")
	})
}

func TestSchemaForMigrations(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		store, db := d.open(t)
		for range 2 {
			_, err := db.ExecContext(t.Context(), store.Schema())
			require.NoError(t, err)
		}
		reserve(t, store, time.Time{})
	})
}

// reserve enters 1 on an account of its own.
func reserve(t *testing.T, store *sqlspend.Store, renews time.Time) spend.Account {
	t.Helper()
	a := spend.Account{Budget: rand.Text()}
	_, ok, err := store.Reserve(t.Context(), spend.Reservation{
		ID: rand.Text(), At: time.Now(), Lines: []spend.Line{{Account: a, Amount: 1, Limit: 1, Renews: renews}},
	})
	require.NoError(t, err)
	require.True(t, ok)
	return a
}

func TestPrune(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		store, _ := d.open(t)
		require.NoError(t, store.CreateTables(t.Context()))
		over := reserve(t, store, time.Now().Add(-time.Hour))
		current := reserve(t, store, time.Now().Add(time.Hour))
		forever := reserve(t, store, time.Time{})

		n, err := store.Prune(t.Context(), time.Now())

		require.NoError(t, err)
		assert.Equal(t, int64(1), n)
		used, err := store.Used(t.Context(), []spend.Account{over, current, forever})
		require.NoError(t, err)
		assert.Equal(t, []int64{0, 1, 1}, used)
		open, err := store.Open(t.Context(), time.Now().Add(time.Minute))
		require.NoError(t, err)
		require.Len(t, open, 3, "a purchase that nobody has noted stays, whatever its period")
		for _, r := range open {
			require.NoError(t, store.Release(t.Context(), r.ID))
		}
		used, err = store.Used(t.Context(), []spend.Account{over, current, forever})
		require.NoError(t, err)
		assert.Equal(t, []int64{0, 0, 0}, used)
	})
}

// A database whose transactions are stricter by default loses no purchase to that.
func TestSerializableByDefault(t *testing.T) {
	t.Parallel()
	dsn := servertest.Env("TRUORA_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres?connect_timeout=5")
	at, err := url.Parse(dsn)
	require.NoError(t, err)
	query := at.Query()
	query.Set("default_transaction_isolation", "serializable")
	at.RawQuery = query.Encode()
	d := database{sqlspend.PostgreSQL, "pgx", at.String(), "spend_" + strings.ToLower(rand.Text())}
	store, db := d.open(t)
	if err := db.PingContext(t.Context()); err != nil {
		servertest.Unreachable(t, "PostgreSQL", err)
	}
	require.NoError(t, store.CreateTables(t.Context()))
	t.Cleanup(func() {
		_, err := db.ExecContext(context.WithoutCancel(t.Context()), "DROP TABLE "+d.table+", "+d.table+"_reservations")
		assert.NoError(t, err)
	})
	a := spend.Account{Budget: "all"}
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			_, ok, err := store.Reserve(t.Context(), spend.Reservation{
				ID: rand.Text(), At: time.Now(), Lines: []spend.Line{{Account: a, Amount: 1, Limit: 1000}},
			})
			assert.NoError(t, err)
			assert.True(t, ok)
		})
	}
	all.Wait()
}

func TestStoreThatIsDown(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("pgx", "postgres://postgres@127.0.0.1:1/postgres?connect_timeout=2")
	require.NoError(t, err)
	defer db.Close()
	store, err := sqlspend.New(db, sqlspend.PostgreSQL)
	require.NoError(t, err)
	_, ok, err := store.Reserve(t.Context(), spend.Reservation{Lines: []spend.Line{{}}})
	require.Error(t, err)
	assert.False(t, ok)
	require.Error(t, store.Settle(t.Context(), "a"))
	require.Error(t, store.Release(t.Context(), "a"))
	require.Error(t, store.CreateTables(t.Context()))
	_, err = store.Used(t.Context(), []spend.Account{{}})
	require.Error(t, err)
	_, err = store.Open(t.Context(), time.Now())
	require.Error(t, err)
	_, err = store.Prune(t.Context(), time.Now())
	require.Error(t, err)
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("sqlite", ":memory:")
	require.NoError(t, err)
	defer db.Close()
	for name, opt := range map[string]sqlspend.Option{
		"injection": sqlspend.WithTable("x; DROP TABLE y"),
		"no name":   sqlspend.WithTable(""),
		"long":      sqlspend.WithTable(strings.Repeat("x", 41)),
		"schema":    sqlspend.WithTable("main.spend"),
	} {
		_, err := sqlspend.New(db, sqlspend.SQLite, opt)
		require.Error(t, err, name)
	}
	_, err = sqlspend.New(db, sqlspend.Dialect{})
	require.Error(t, err)
	_, err = sqlspend.New(nil, sqlspend.SQLite)
	require.Error(t, err)
	_, err = sqlspend.New(db, sqlspend.PostgreSQL, sqlspend.WithTable("finance.spend"))
	require.NoError(t, err)
}
