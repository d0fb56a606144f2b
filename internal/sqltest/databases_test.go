package sqltest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/truora/truora-go/internal/servertest"
	"github.com/truora/truora-go/internal/sqldb"
)

// database is one that is empty but for what a test puts into it.
type database struct {
	dialect        sqldb.Dialect
	driver, source string
	schema         string // PostgreSQL's
}

// open connects as another machine does.
func (d database) open(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open(d.driver, d.source)
	require.NoError(t, err)
	db.SetMaxOpenConns(8)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	return db
}

// with is the database with another setting of PostgreSQL's.
func (d database) with(t *testing.T, setting, value string) database {
	t.Helper()
	at, err := url.Parse(d.source)
	require.NoError(t, err)
	query := at.Query()
	query.Set(setting, value)
	at.RawQuery = query.Encode()
	d.source = at.String()
	return d
}

// count returns the number of rows in a table.
func (d database) count(t *testing.T, table string) (n int) {
	t.Helper()
	require.NoError(t, d.open(t).QueryRowContext(t.Context(), "SELECT count(*) FROM "+table).Scan(&n))
	return n
}

// onEach runs a test on a real PostgreSQL and on SQLite.
func onEach(t *testing.T, test func(t *testing.T, d database)) {
	t.Helper()
	t.Parallel()
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, postgres(t))
	})
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		file := "file:" + filepath.ToSlash(filepath.Join(t.TempDir(), "stores.db"))
		d := database{sqldb.SQLite, "sqlite", file + "?_pragma=busy_timeout(60000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)", ""}
		// While one connection makes a new file's journal a WAL, others are not let wait.
		require.NoError(t, d.open(t).PingContext(t.Context()))
		test(t, d)
	})
}

// postgres makes a schema of the test's own, which tables are in without further ado.
// Commits do not wait for the disk.
func postgres(t *testing.T) database {
	t.Helper()
	d := database{sqldb.PostgreSQL, "pgx", servertest.Postgres(), "stores_" + strings.ToLower(rand.Text())}
	db := d.open(t)
	if err := db.PingContext(t.Context()); err != nil {
		servertest.Unreachable(t, "PostgreSQL", err)
	}
	_, err := db.ExecContext(t.Context(), "CREATE SCHEMA "+d.schema)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := db.ExecContext(context.WithoutCancel(t.Context()), "DROP SCHEMA "+d.schema+" CASCADE")
		assert.NoError(t, err)
	})
	return d.with(t, "search_path", d.schema).with(t, "synchronous_commit", "off")
}
