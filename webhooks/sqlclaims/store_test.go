package sqlclaims_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/truora/truora-go/internal/servertest"
	"github.com/truora/truora-go/webhooks"
	"github.com/truora/truora-go/webhooks/claimstest"
	"github.com/truora/truora-go/webhooks/sqlclaims"
)

// database is a database that holds only what a test writes to it.
type database struct {
	dialect      sqlclaims.Dialect
	driver, name string
	table        string
}

// open connects as another instance of a program does.
func (d database) open(t *testing.T, opts ...sqlclaims.Option) (*sqlclaims.Store, *sql.DB) {
	t.Helper()
	db, err := sql.Open(d.driver, d.name)
	require.NoError(t, err)
	db.SetMaxOpenConns(8)
	t.Cleanup(func() { _ = db.Close() })
	store, err := sqlclaims.New(db, d.dialect, append([]sqlclaims.Option{sqlclaims.WithTable(d.table)}, opts...)...)
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
		d := database{sqlclaims.PostgreSQL, "pgx", dsn, "claims_" + strings.ToLower(rand.Text())}
		db, err := sql.Open(d.driver, d.name)
		require.NoError(t, err)
		if err := db.PingContext(t.Context()); err != nil {
			servertest.Unreachable(t, "PostgreSQL", err)
		}
		t.Cleanup(func() {
			_, err := db.ExecContext(context.WithoutCancel(t.Context()), "DROP TABLE IF EXISTS "+d.table)
			assert.NoError(t, err)
			assert.NoError(t, db.Close())
		})
		test(t, d)
	})
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		file := "file:" + filepath.ToSlash(filepath.Join(t.TempDir(), "claims.db"))
		test(t, database{sqlclaims.SQLite, "sqlite", file + "?_pragma=busy_timeout(60000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)", "claims"})
	})
}

func TestClaims(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		one, _ := d.open(t)
		other, _ := d.open(t)
		require.NoError(t, one.CreateTable(t.Context()))
		claimstest.Run(t, one, other)
	})
}

func TestCreateTableAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		var all sync.WaitGroup
		for range 8 {
			store, _ := d.open(t)
			all.Go(func() { assert.NoError(t, store.CreateTable(t.Context())) })
		}
		all.Wait()
		store, _ := d.open(t)
		claim, err := store.Claim(t.Context(), "a", "A", time.Minute)
		require.NoError(t, err)
		assert.Equal(t, webhooks.ClaimTaken, claim)
		require.NoError(t, store.CreateTable(t.Context()))
		claim, err = store.Claim(t.Context(), "a", "B", time.Minute)
		require.NoError(t, err)
		assert.Equal(t, webhooks.ClaimBusy, claim, "its content stays")
	})
}

func TestSchemaForMigrations(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		store, db := d.open(t)
		for range 2 {
			_, err := db.ExecContext(t.Context(), store.Schema())
			require.NoError(t, err)
		}
		require.NoError(t, store.Done(t.Context(), "a", "A"))
	})
}

func TestRetention(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		store, db := d.open(t, sqlclaims.WithRetention(50*time.Millisecond))
		kept, _ := d.open(t)
		require.NoError(t, store.CreateTable(t.Context()))
		rows := func() (n int) {
			require.NoError(t, db.QueryRowContext(t.Context(), "SELECT count(*) FROM "+d.table).Scan(&n))
			return n
		}
		require.NoError(t, store.Done(t.Context(), "short", "A"))
		require.NoError(t, kept.Done(t.Context(), "long", "A"))
		_, err := store.Claim(t.Context(), "crashed", "A", 50*time.Millisecond)
		require.NoError(t, err)
		_, err = store.Claim(t.Context(), "held", "A", time.Minute)
		require.NoError(t, err)
		require.Equal(t, 4, rows())
		time.Sleep(200 * time.Millisecond)

		claim, err := store.Claim(t.Context(), "short", "B", 50*time.Millisecond)
		require.NoError(t, err)
		assert.Equal(t, webhooks.ClaimTaken, claim, "forgotten, though its row is still there")
		time.Sleep(200 * time.Millisecond)
		n, err := store.Prune(t.Context())
		require.NoError(t, err)
		assert.Equal(t, int64(2), n, "short and crashed")
		assert.Equal(t, 2, rows())
		for id, want := range map[string]webhooks.Claim{"long": webhooks.ClaimDone, "held": webhooks.ClaimBusy} {
			claim, err := kept.Claim(t.Context(), id, "B", time.Minute)
			require.NoError(t, err)
			assert.Equal(t, want, claim, id)
		}
	})
}

// The clock in a synctest bubble is in the year 2000. Leases do not depend on it.
func TestTheClockOfTheStoreCounts(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		store, _ := d.open(t)
		require.NoError(t, store.CreateTable(t.Context()))
		_, err := store.Claim(t.Context(), "a", "A", time.Minute)
		require.NoError(t, err)
		synctest.Test(t, func(t *testing.T) {
			wrong, db := d.open(t)
			defer func() { _ = db.Close(); synctest.Wait() }()
			claim, err := wrong.Claim(t.Context(), "a", "B", time.Minute)
			require.NoError(t, err)
			assert.Equal(t, webhooks.ClaimBusy, claim, "by the clock of 2000 nothing has expired")
			_, err = wrong.Claim(t.Context(), "b", "B", time.Minute)
			require.NoError(t, err)
			require.NoError(t, wrong.Done(t.Context(), "c", "B"))
		})
		for id, want := range map[string]webhooks.Claim{"b": webhooks.ClaimBusy, "c": webhooks.ClaimDone} {
			claim, err := store.Claim(t.Context(), id, "A", time.Minute)
			require.NoError(t, err)
			assert.Equal(t, want, claim, "the other program's claims follow the store's clock")
		}
	})
}

func TestStoreThatIsDown(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("pgx", "postgres://postgres@127.0.0.1:1/postgres?connect_timeout=2")
	require.NoError(t, err)
	defer db.Close()
	store, err := sqlclaims.New(db, sqlclaims.PostgreSQL)
	require.NoError(t, err)
	claim, err := store.Claim(t.Context(), "a", "A", time.Minute)
	require.Error(t, err)
	assert.Empty(t, claim)
	require.Error(t, store.Done(t.Context(), "a", "A"))
	require.Error(t, store.Release(t.Context(), "a", "A"))
	require.Error(t, store.CreateTable(t.Context()))
	_, err = store.Prune(t.Context())
	require.Error(t, err)
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("sqlite", ":memory:")
	require.NoError(t, err)
	defer db.Close()
	for name, opt := range map[string]sqlclaims.Option{
		"injection":    sqlclaims.WithTable("x; DROP TABLE y"),
		"no name":      sqlclaims.WithTable(""),
		"long":         sqlclaims.WithTable(strings.Repeat("x", 51)),
		"schema":       sqlclaims.WithTable("main.claims"),
		"no retention": sqlclaims.WithRetention(0),
	} {
		_, err := sqlclaims.New(db, sqlclaims.SQLite, opt)
		require.Error(t, err, name)
	}
	_, err = sqlclaims.New(db, sqlclaims.Dialect{})
	require.Error(t, err)
	_, err = sqlclaims.New(nil, sqlclaims.SQLite)
	require.Error(t, err)
	_, err = sqlclaims.New(db, sqlclaims.PostgreSQL, sqlclaims.WithTable("hooks.claims"))
	require.NoError(t, err)
}
