package sqlerasure_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/truora/truora-go/guard/erasure"
	"github.com/truora/truora-go/guard/erasure/erasuretest"
	"github.com/truora/truora-go/guard/erasure/sqlerasure"
	"github.com/truora/truora-go/internal/servertest"
)

func TestIndex(t *testing.T) {
	t.Parallel()
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		dsn := servertest.Env("TRUORA_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres?connect_timeout=5")
		table := "erasure_" + strings.ToLower(rand.Text())
		one, db := open(t, "pgx", dsn, sqlerasure.PostgreSQL, table)
		if err := db.PingContext(t.Context()); err != nil {
			servertest.Unreachable(t, "PostgreSQL", err)
		}
		t.Cleanup(func() {
			_, err := db.ExecContext(context.WithoutCancel(t.Context()), "DROP TABLE IF EXISTS "+table)
			assert.NoError(t, err)
		})
		other, _ := open(t, "pgx", dsn, sqlerasure.PostgreSQL, table)
		run(t, one, other)
	})
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		dsn := "file:" + filepath.ToSlash(filepath.Join(t.TempDir(), "erasure.db")) + "?_pragma=busy_timeout(60000)&_pragma=journal_mode(WAL)"
		one, _ := open(t, "sqlite", dsn, sqlerasure.SQLite, "erasure")
		other, _ := open(t, "sqlite", dsn, sqlerasure.SQLite, "erasure")
		run(t, one, other)
	})
}

func open(t *testing.T, driver, dsn string, dialect sqlerasure.Dialect, table string) (*sqlerasure.Index, *sql.DB) {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	require.NoError(t, err)
	db.SetMaxOpenConns(8)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	index, err := sqlerasure.New(db, dialect, sqlerasure.WithTable(table))
	require.NoError(t, err)
	return index, db
}

func run(t *testing.T, one, other *sqlerasure.Index) {
	t.Helper()
	var group sync.WaitGroup
	for _, x := range []*sqlerasure.Index{one, other, one, other} {
		group.Go(func() { assert.NoError(t, x.CreateTable(t.Context())) })
	}
	group.Wait()
	erasuretest.Run(t, one, other)
}

func TestIndexThatIsDown(t *testing.T) {
	t.Parallel()
	x, _ := open(t, "pgx", "postgres://postgres@127.0.0.1:1/postgres?connect_timeout=2", sqlerasure.PostgreSQL, "erasure")
	require.Error(t, x.CreateTable(t.Context()))
	require.Error(t, x.Add(t.Context(), erasure.Item{}, []string{"a"}))
	require.Error(t, x.Remove(t.Context(), erasure.Item{}))
	_, err := x.Items(t.Context(), []string{"a"})
	require.Error(t, err)
	_, err = x.Subjects(t.Context(), erasure.Item{})
	require.Error(t, err)
	_, err = x.Before(t.Context(), time.Now())
	require.Error(t, err)
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("sqlite", ":memory:")
	require.NoError(t, err)
	defer db.Close()
	for name, opt := range map[string]sqlerasure.Option{
		"injection": sqlerasure.WithTable("x; DROP TABLE y"),
		"long":      sqlerasure.WithTable(strings.Repeat("x", 41)),
		"schema":    sqlerasure.WithTable("main.erasure"),
	} {
		_, err := sqlerasure.New(db, sqlerasure.SQLite, opt)
		require.Error(t, err, name)
	}
	_, err = sqlerasure.New(db, sqlerasure.Dialect{})
	require.Error(t, err)
	_, err = sqlerasure.New(nil, sqlerasure.SQLite)
	require.Error(t, err)
}
