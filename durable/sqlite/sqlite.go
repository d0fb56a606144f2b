// Package sqlite keeps a ledger of package durable in SQLite, with River as its engine:
// for one machine, with nothing to install. It works with modernc.org/sqlite, which
// needs no C compiler.
package sqlite

import (
	"cmp"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"time"

	"github.com/riverqueue/river/riverdriver/riversqlite"
	_ "modernc.org/sqlite" // the driver of Open

	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/durable/internal/riverengine"
)

// Options configure a store. The zero value is fine.
type Options struct {
	// Workers is how many purchases are stepped at once; 10 by default. One that waits
	// does not count.
	Workers int
	// Queue is the queue in River; "truora" by default. All processes need the same.
	Queue string
	// Logger receives what River logs; nothing by default.
	Logger *slog.Logger
}

// Open opens a database file, or makes it, as a ledger wants it: with a write-ahead
// log, transactions that lock when they begin, and connections that wait for each other.
func Open(file string) (*sql.DB, error) {
	query := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(30000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
	}}
	path := url.URL{Path: filepath.ToSlash(file)}
	db, err := sql.Open("sqlite", "file:"+path.EscapedPath()+"?"+query.Encode())
	if err != nil {
		return nil, fmt.Errorf("durable: opening the database: %w", err)
	}
	// SQLite has one writer. With one connection nobody meets a locked database.
	db.SetMaxOpenConns(1)
	return db, nil
}

// New returns a store in db, which [Open] opened.
func New(db *sql.DB, opts Options) (durable.Store[*sql.Tx], error) {
	engine, err := riverengine.New(riversqlite.New(db), riverengine.Config{
		Workers: cmp.Or(opts.Workers, 10), Queue: cmp.Or(opts.Queue, "truora"),
		Logger: cmp.Or(opts.Logger, slog.New(slog.DiscardHandler)), Poll: 100 * time.Millisecond,
	})
	if err != nil {
		return durable.Store[*sql.Tx]{}, err
	}
	return durable.Store[*sql.Tx]{DB: durable.SQL(db, durable.SQLite), Engine: engine}, nil
}
