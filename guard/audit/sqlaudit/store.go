package sqlaudit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"strings"
	"time"

	"github.com/truora/truora-go/guard/audit"
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
	PostgreSQL = Dialect{name: "postgresql", lock: "SELECT pg_advisory_xact_lock(7490218803564105)"} // a number of ours
	// SQLite is for version 3.24 and newer.
	SQLite = Dialect{name: "sqlite"}
)

// Store is an [audit.Sink] in a table. It is safe for concurrent use.
type Store struct {
	db      *sql.DB
	dialect Dialect
	table   string
	sql     statements
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

var tableName = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_]{0,39}\.)?[A-Za-z_][A-Za-z0-9_]{0,39}$`)

// New makes a store over db. It does not touch the database.
func New(db *sql.DB, dialect Dialect, opts ...Option) (*Store, error) {
	s := &Store{db: db, dialect: dialect, table: "truora_audit"}
	for _, o := range opts {
		o(s)
	}
	switch {
	case db == nil || dialect.name == "":
		return nil, errors.New("sqlaudit: a database and its dialect are needed")
	case !tableName.MatchString(s.table), dialect == SQLite && strings.Contains(s.table, "."):
		return nil, errors.New("sqlaudit: the table's name must be a plain identifier of at most 40 characters")
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
func (s *Store) CreateTable(ctx context.Context) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return failed("creating the table", err)
	}
	for _, statement := range []string{s.dialect.lock, s.Schema()} {
		if statement == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			_ = tx.Rollback()
			return failed("creating the table", err)
		}
	}
	return failed("creating the table", tx.Commit())
}

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
	return []byte(line), failed("reading the last line", err)
}

// Append stores a line, unless there is one with the number.
func (s *Store) Append(ctx context.Context, seq int64, line []byte) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	result, err := s.db.ExecContext(ctx, s.sql.add, seq, string(line))
	if err != nil {
		return failed("appending", err)
	}
	n, err := result.RowsAffected()
	if err == nil && n == 0 {
		return audit.ErrTaken
	}
	return failed("appending", err)
}

// Sync does nothing: what is committed is as durable as the database makes it.
func (s *Store) Sync(context.Context) error { return nil }

// page is how many lines are read at once: a query over all of a large table would hold
// its connection, and old rows, for as long as the reader takes.
const page = 1000

// Lines returns the lines from a number on, for [audit.Verify]. What is appended
// meanwhile may be among them. A number that is missing is not an error here.
func (s *Store) Lines(ctx context.Context, first int64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for {
			lines, last, err := s.page(ctx, first)
			if err != nil {
				yield(nil, failed("reading", err))
				return
			}
			for _, line := range lines {
				if !yield([]byte(line), nil) {
					return
				}
			}
			if len(lines) < page {
				return
			}
			first = last + 1
		}
	}
}

func (s *Store) page(ctx context.Context, first int64) (lines []string, last int64, err error) {
	rows, err := s.db.QueryContext(ctx, s.sql.page, first, page)
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var line string
		if err := rows.Scan(&last, &line); err != nil {
			return nil, 0, err
		}
		lines = append(lines, line)
	}
	return lines, last, rows.Err()
}

func failed(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("sqlaudit: %s: %w", what, err)
}
