package sqlerasure

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/truora/truora-go/guard/erasure"
	"github.com/truora/truora-go/internal/sqldb"
)

// Dialect is what databases do differently: [PostgreSQL] or [SQLite]. The stores of
// webhooks and guard share this type.
type Dialect = sqldb.Dialect

// The dialects.
var (
	// PostgreSQL is for version 9.5 and newer.
	PostgreSQL Dialect = sqldb.PostgreSQL
	// SQLite is for version 3.24 and newer.
	SQLite Dialect = sqldb.SQLite
)

// Index is an [erasure.Index] in a table. It is safe for concurrent use.
type Index struct {
	db    *sqldb.DB
	table string
	sql   statements
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

// New makes an index over db. It does not touch the database.
func New(db *sql.DB, dialect Dialect, opts ...Option) (*Index, error) {
	x := &Index{table: "truora_erasure"}
	for _, o := range opts {
		o(x)
	}
	var err error
	if x.db, err = sqldb.New("sqlerasure", db, dialect, x.table); err != nil {
		return nil, err
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
	return `CREATE TABLE IF NOT EXISTS ` + x.table + ` (
	area    TEXT NOT NULL,
	id      TEXT NOT NULL, -- Truora's
	subject TEXT NOT NULL, -- an HMAC
	made    BIGINT NOT NULL, -- microseconds since 1970
	PRIMARY KEY (area, id, subject)
);
CREATE INDEX IF NOT EXISTS ` + sqldb.Index(x.table, "subject") + ` ON ` + x.table + ` (subject);
`
}

// CreateTable runs [Index.Schema]. Programs may call it whenever they start, also
// several at once.
func (x *Index) CreateTable(ctx context.Context) error { return x.db.Create(ctx, x.Schema()) }

// Add remembers that an item is about the subjects.
func (x *Index) Add(ctx context.Context, item erasure.Item, subjects []string) error {
	// In one order, so that two programs do not wait for each other.
	subjects = slices.Compact(slices.Sorted(slices.Values(subjects)))
	return x.db.InTx(ctx, "adding", func(tx *sql.Tx) error {
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
	type row struct {
		item erasure.Item
		made int64
	}
	rows, err := sqldb.All(ctx, x.db, func(r *row) []any { return []any{&r.item.Area, &r.item.ID, &r.made} }, statement, arg)
	for _, r := range rows {
		r.item.At = time.UnixMicro(r.made).UTC()
		items = append(items, r.item)
	}
	return items, x.db.Failed("reading", err)
}

// Subjects returns whom an item is about.
func (x *Index) Subjects(ctx context.Context, item erasure.Item) ([]string, error) {
	subjects, err := sqldb.All(ctx, x.db, func(s *string) []any { return []any{s} }, x.sql.subjects, string(item.Area), item.ID)
	return subjects, x.db.Failed("reading", err)
}

// Remove forgets an item.
func (x *Index) Remove(ctx context.Context, item erasure.Item) error {
	_, err := x.db.Change(ctx, "removing", x.sql.remove, string(item.Area), item.ID)
	return err
}

// micros is a time as it is stored. That of an item may be unknown.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}
