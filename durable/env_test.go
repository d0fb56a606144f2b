package durable_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/durable/postgres"
	"github.com/truora/truora-go/durable/sqlite"
	"github.com/truora/truora-go/internal/servertest"
)

// seal is a key of this run.
var seal = sync.OnceValue(func() cipher.AEAD {
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return aead
})

// onEach runs a test on PostgreSQL and on SQLite, each with a database of its own.
func onEach(t *testing.T, onPostgres func(*testing.T, *pgxpool.Pool, string), onSQLite func(*testing.T, string)) {
	t.Helper()
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		pool, schema := postgresAt(t)
		onPostgres(t, pool, schema)
	})
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		onSQLite(t, filepath.Join(t.TempDir(), "durable.db"))
	})
}

// postgresAt makes a schema in the PostgreSQL of TRUORA_TEST_POSTGRES, DATABASE_URL, or
// this machine.
func postgresAt(t testing.TB) (*pgxpool.Pool, string) {
	t.Helper()
	url := servertest.Postgres()
	pool, err := pgxpool.New(t.Context(), url)
	require.NoError(t, err)
	if err := pool.Ping(t.Context()); err != nil {
		pool.Close()
		servertest.Unreachable(t, "PostgreSQL", err)
	}
	schema := "durable_" + strings.ToLower(rand.Text())
	_, err = pool.Exec(t.Context(), "CREATE SCHEMA "+schema)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := pool.Exec(context.WithoutCancel(t.Context()), "DROP SCHEMA "+schema+" CASCADE")
		assert.NoError(t, err)
		pool.Close()
	})
	return pool, schema
}

func postgresStore(t testing.TB, pool *pgxpool.Pool, schema string) durable.Store[pgxTx] {
	t.Helper()
	store, err := postgres.New(pool, postgres.Options{Schema: schema})
	require.NoError(t, err)
	return store
}

func sqliteStore(t testing.TB, file string) durable.Store[sqlTx] {
	t.Helper()
	db, err := sqlite.Open(file)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	store, err := sqlite.New(db, sqlite.Options{})
	require.NoError(t, err)
	return store
}

// dead is what every call of a process returns that has ended.
type dead struct{}

func (dead) Error() string { return "the process is dead" }

// life ends at the nth boundary: before or after a statement, or a request.
type life struct {
	mu   sync.Mutex
	left int
	over bool
}

// pass reports whether the process lives on beyond a boundary.
func (l *life) pass() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left--
	l.over = l.over || l.left == 0
	return !l.over
}

func (l *life) ended() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.over
}

// within calls do between two boundaries.
func within[T any](l *life, do func() (T, error)) (T, error) {
	var none T
	if !l.pass() {
		return none, dead{}
	}
	v, err := do()
	if !l.pass() {
		return none, dead{}
	}
	return v, err
}

// mortal is a database as a process uses it that will end. Its clock is a row.
type mortal[Tx any] struct {
	durable.DB[Tx]
	life *life
}

func (m mortal[Tx]) Dialect() durable.Dialect {
	d := m.DB.Dialect()
	d.Now = "(SELECT ms FROM " + prefix(d) + "test_clock)"
	return d
}

func prefix(d durable.Dialect) string {
	if d.Schema == "" {
		return ""
	}
	return d.Schema + "."
}

func (m mortal[Tx]) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	return within(m.life, func() (int64, error) { return m.DB.Exec(ctx, statement, args...) })
}

func (m mortal[Tx]) Query(ctx context.Context, statement string, args ...any) (durable.Rows, error) {
	if !m.life.pass() {
		return nil, dead{}
	}
	return m.DB.Query(ctx, statement, args...)
}

func (m mortal[Tx]) In(tx Tx) durable.Querier { return mortalQuerier{m.DB.In(tx), m.life} }

func (m mortal[Tx]) Begin(ctx context.Context) (Tx, error) {
	var none Tx
	if !m.life.pass() {
		return none, dead{}
	}
	return m.DB.Begin(ctx)
}

func (m mortal[Tx]) Commit(ctx context.Context, tx Tx) error {
	_, err := within(m.life, func() (struct{}, error) { return struct{}{}, m.DB.Commit(ctx, tx) })
	return err
}

type mortalQuerier struct {
	durable.Querier
	life *life
}

func (q mortalQuerier) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	return within(q.life, func() (int64, error) { return q.Querier.Exec(ctx, statement, args...) })
}

func (q mortalQuerier) Query(ctx context.Context, statement string, args ...any) (durable.Rows, error) {
	if !q.life.pass() {
		return nil, dead{}
	}
	return q.Querier.Query(ctx, statement, args...)
}

// byHand is an engine that never wakes anything: the test does.
type byHand[Tx any] struct{}

func (byHand[Tx]) Migrate(context.Context) error               { return nil }
func (byHand[Tx]) Enqueue(context.Context, Tx, []string) error { return nil }
func (byHand[Tx]) Start(context.Context, durable.Step) error   { return nil }
func (byHand[Tx]) Stop(context.Context) error                  { return nil }

const start = 1_800_000_000_000 // milliseconds; some day in 2027

func exec[Tx any](t *testing.T, db durable.DB[Tx], statement string, args ...any) {
	t.Helper()
	_, err := db.Exec(t.Context(), strings.ReplaceAll(statement, "$S", prefix(db.Dialect())), args...)
	require.NoError(t, err)
}

func count[Tx any](t *testing.T, db durable.DB[Tx], statement string, args ...any) (n int) {
	t.Helper()
	rows, err := db.Query(t.Context(), strings.ReplaceAll(statement, "$S", prefix(db.Dialect())), args...)
	require.NoError(t, err)
	defer rows.Close()
	require.True(t, rows.Next())
	require.NoError(t, rows.Scan(&n))
	return n
}

// withClock makes what every database of these tests has.
func withClock[Tx any](t *testing.T, db durable.DB[Tx]) {
	t.Helper()
	exec(t, db, `CREATE TABLE $Stest_clock (ms BIGINT NOT NULL)`)
	exec(t, db, `INSERT INTO $Stest_clock VALUES ($1)`, start)
	exec(t, db, `CREATE TABLE $Sloans (key TEXT NOT NULL, verdict TEXT NOT NULL)`)
}

func advance[Tx any](t *testing.T, db durable.DB[Tx], d time.Duration) {
	t.Helper()
	exec(t, db, `UPDATE $Stest_clock SET ms = ms + $1`, d.Milliseconds())
}
