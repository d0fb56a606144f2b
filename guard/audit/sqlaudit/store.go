package sqlaudit

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"time"

	"github.com/truora/truora-go/guard/audit"
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

// Store is an [audit.Sink] in a table. It is safe for concurrent use.
type Store struct {
	db    *sqldb.DB
	table string
	sql   statements
}

type statements struct{ last, add, page string }

var _ audit.Sink = (*Store)(nil)

// Option changes a [Store].
type Option func(*Store)

// WithTable sets the table; truora_audit by default. With PostgreSQL a schema and a dot
// may precede it.
func WithTable(name string) Option {
	return func(s *Store) { s.table = name }
}

// New makes a store over db. It does not touch the database.
func New(db *sql.DB, dialect Dialect, opts ...Option) (*Store, error) {
	s := &Store{table: "truora_audit"}
	for _, o := range opts {
		o(s)
	}
	var err error
	if s.db, err = sqldb.New("sqlaudit", db, dialect, s.table); err != nil {
		return nil, err
	}
	s.sql = statements{
		last: `SELECT line FROM ` + s.table + ` ORDER BY seq DESC LIMIT 1`,
		add:  `INSERT INTO ` + s.table + ` (seq, line) VALUES ($1, $2) ON CONFLICT (seq) DO NOTHING`,
		page: `SELECT seq, line FROM ` + s.table + ` WHERE seq >= $1 ORDER BY seq LIMIT $2`,
	}
	return s, nil
}

// Schema is the SQL that creates the table, for migrations. It changes nothing where it
// exists.
func (s *Store) Schema() string {
	return `CREATE TABLE IF NOT EXISTS ` + s.table + ` (
	seq  BIGINT PRIMARY KEY,
	line TEXT NOT NULL -- JSON, byte for byte as it was signed
);
`
}

// CreateTable runs [Store.Schema]. Programs may call it whenever they start, also
// several at once.
func (s *Store) CreateTable(ctx context.Context) error { return s.db.Create(ctx, s.Schema()) }

// patience is how long one line may take: calls wait for it.
const patience = 10 * time.Second

// Last returns the last line.
func (s *Store) Last(ctx context.Context) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var line string
	err := s.db.QueryRowContext(ctx, s.sql.last).Scan(&line)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return []byte(line), s.db.Failed("reading the last line", err)
}

// Append stores a line, unless there is one with the number.
func (s *Store) Append(ctx context.Context, seq int64, line []byte) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	n, err := s.db.Change(ctx, "appending", s.sql.add, seq, string(line))
	if err == nil && n == 0 {
		return audit.ErrTaken
	}
	return err
}

// Sync does nothing: what is committed is as durable as the database makes it.
func (s *Store) Sync(context.Context) error { return nil }

// page is how many lines are read at once: a query over all of a large table would hold
// its connection, and old rows, for as long as the reader takes.
const page = 1000

// row is a line with its number.
type row struct {
	seq  int64
	line string
}

// Lines returns the lines from a number on, for [audit.Verify]. What is appended
// meanwhile may be among them. A number that is missing is not an error here.
func (s *Store) Lines(ctx context.Context, first int64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for {
			rows, err := sqldb.All(ctx, s.db, func(r *row) []any { return []any{&r.seq, &r.line} }, s.sql.page, first, page)
			if err != nil {
				yield(nil, s.db.Failed("reading", err))
				return
			}
			for _, r := range rows {
				if !yield([]byte(r.line), nil) {
					return
				}
				first = r.seq + 1
			}
			if len(rows) < page {
				return
			}
		}
	}
}
