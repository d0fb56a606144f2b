package sqlerasure

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/truora/truora-go/guard/erasure"
)

// Dialect is what databases do differently.
type Dialect struct {
	name string
	// lock, in a transaction, keeps two programs from creating the table at once.
	lock string
}

// The dialects.
var (
	// PostgreSQL is for version 9.5 and newer.
	PostgreSQL = Dialect{name: "postgresql", lock: "SELECT pg_advisory_xact_lock(7490218803564106)"} // a number of ours
	// SQLite is for version 3.24 and newer.
	SQLite = Dialect{name: "sqlite"}
)

// Index is an [erasure.Index] in a table. It is safe for concurrent use.
type Index struct {
	db      *sql.DB
	dialect Dialect
	table   string
	sql     statements
}

type statements struct{ add, items, subjects, before, remove string }

var _ erasure.Index = (*Index)(nil)

// Option changes an [Index].
type Option func(*Index)

// WithTable sets the table; truora_erasure by default. With PostgreSQL a schema and a
// dot may precede it.
func WithTable(name string) Option {
	return func(x *Index) { x.table = name }
}

var tableName = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_]{0,39}\.)?[A-Za-z_][A-Za-z0-9_]{0,39}$`)

// New makes an index over db. It does not touch the database.
func New(db *sql.DB, dialect Dialect, opts ...Option) (*Index, error) {
	x := &Index{db: db, dialect: dialect, table: "truora_erasure"}
	for _, o := range opts {
		o(x)
	}
	switch {
	case db == nil || dialect.name == "":
		return nil, errors.New("sqlerasure: a database and its dialect are needed")
	case !tableName.MatchString(x.table), dialect == SQLite && strings.Contains(x.table, "."):
		return nil, errors.New("sqlerasure: the table's name must be a plain identifier of at most 40 characters")
	}
	x.sql = statements{
		add: `INSERT INTO ` + x.table + ` (area, id, subject, made) VALUES ($1, $2, $3, $4)
			ON CONFLICT (area, id, subject) DO NOTHING`,
		items:    `SELECT area, id, made FROM ` + x.table + ` WHERE subject = $1 ORDER BY made, area, id`,
		subjects: `SELECT subject FROM ` + x.table + ` WHERE area = $1 AND id = $2 ORDER BY subject`,
		before: `SELECT area, id, min(made) FROM ` + x.table + ` GROUP BY area, id HAVING min(made) < $1
			ORDER BY min(made), area, id`,
		remove: `DELETE FROM ` + x.table + ` WHERE area = $1 AND id = $2`,
	}
	return x, nil
}

// Schema is the SQL that creates the table, for migrations. It changes nothing where it
// exists.
func (x *Index) Schema() string {
	name := x.table[strings.LastIndexByte(x.table, '.')+1:]
	return `CREATE TABLE IF NOT EXISTS ` + x.table + ` (
	area    TEXT NOT NULL,
	id      TEXT NOT NULL, -- Truora's
	subject TEXT NOT NULL, -- an HMAC
	made    BIGINT NOT NULL, -- microseconds since 1970
	PRIMARY KEY (area, id, subject)
);
CREATE INDEX IF NOT EXISTS ` + name + `_subject ON ` + x.table + ` (subject);
`
}

// CreateTable runs [Index.Schema]. Programs may call it whenever they start, also
// several at once.
func (x *Index) CreateTable(ctx context.Context) error {
	return x.inTx(ctx, "creating the table", func(tx *sql.Tx) error {
		for _, statement := range append([]string{x.dialect.lock}, strings.SplitAfter(x.Schema(), ";\n")...) {
			if statement == "" {
				continue
			}
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
}

// Add remembers that an item is about the subjects.
func (x *Index) Add(ctx context.Context, item erasure.Item, subjects []string) error {
	// In one order, so that two programs do not wait for each other.
	subjects = slices.Compact(slices.Sorted(slices.Values(subjects)))
	return x.inTx(ctx, "adding", func(tx *sql.Tx) error {
		for _, s := range subjects {
			if _, err := tx.ExecContext(ctx, x.sql.add, string(item.Area), item.ID, s, micros(item.At)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Items returns the items about any of the subjects.
func (x *Index) Items(ctx context.Context, subjects []string) (all []erasure.Item, err error) {
	seen := map[erasure.Item]bool{}
	for _, s := range subjects {
		items, err := x.query(ctx, x.sql.items, s)
		if err != nil {
			return nil, err
		}
		for _, item := range items {
			if key := (erasure.Item{Area: item.Area, ID: item.ID}); !seen[key] {
				seen[key] = true
				all = append(all, item)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b erasure.Item) int { return a.At.Compare(b.At) })
	return all, nil
}

// Before returns the items created before a time.
func (x *Index) Before(ctx context.Context, t time.Time) ([]erasure.Item, error) {
	return x.query(ctx, x.sql.before, micros(t))
}

func (x *Index) query(ctx context.Context, statement string, arg any) (items []erasure.Item, err error) {
	rows, err := x.db.QueryContext(ctx, statement, arg)
	if err != nil {
		return nil, failed("reading", err)
	}
	defer func() { err = errors.Join(err, failed("reading", rows.Close())) }()
	for rows.Next() {
		var area string
		var item erasure.Item
		var made int64
		if err := rows.Scan(&area, &item.ID, &made); err != nil {
			return nil, failed("reading", err)
		}
		item.Area, item.At = erasure.Area(area), time.UnixMicro(made).UTC()
		items = append(items, item)
	}
	return items, failed("reading", rows.Err())
}

// Subjects returns whom an item is about.
func (x *Index) Subjects(ctx context.Context, item erasure.Item) (subjects []string, err error) {
	rows, err := x.db.QueryContext(ctx, x.sql.subjects, string(item.Area), item.ID)
	if err != nil {
		return nil, failed("reading", err)
	}
	defer func() { err = errors.Join(err, failed("reading", rows.Close())) }()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, failed("reading", err)
		}
		subjects = append(subjects, s)
	}
	return subjects, failed("reading", rows.Err())
}

// Remove forgets an item.
func (x *Index) Remove(ctx context.Context, item erasure.Item) error {
	_, err := x.db.ExecContext(ctx, x.sql.remove, string(item.Area), item.ID)
	return failed("removing", err)
}

func (x *Index) inTx(ctx context.Context, what string, work func(*sql.Tx) error) error {
	tx, err := x.db.BeginTx(ctx, nil)
	if err != nil {
		return failed(what, err)
	}
	if err := work(tx); err != nil {
		_ = tx.Rollback()
		return failed(what, err)
	}
	return failed(what, tx.Commit())
}

// micros is a time as it is stored. That of an item may be unknown.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func failed(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("sqlerasure: %s: %w", what, err)
}
