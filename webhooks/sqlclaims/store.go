package sqlclaims

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/truora/truora-go/webhooks"
)

// Dialect is the SQL that differs between databases.
type Dialect struct {
	// now is an expression for the time in milliseconds since 1970, by the database's
	// clock.
	now string
	// lock, in a transaction, keeps two instances from creating the table at once.
	lock string
}

// The dialects.
var (
	// PostgreSQL is for version 9.5 and newer.
	PostgreSQL = Dialect{
		now:  "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)",
		lock: "SELECT pg_advisory_xact_lock(7490218803564103)", // an arbitrary number
	}
	// SQLite is for version 3.42 and newer.
	SQLite = Dialect{now: "CAST(unixepoch('subsec') * 1000 AS INTEGER)"}
)

// Store is a [webhooks.Claims] in a table. It is safe for concurrent use.
type Store struct {
	db        *sql.DB
	dialect   Dialect
	table     string
	retention time.Duration
	sql       statements
}

var _ webhooks.Claims = (*Store)(nil)

// Option changes a [Store].
type Option func(*Store)

// WithTable sets the table; truora_webhook_claims by default. With PostgreSQL a schema
// and a dot may precede it. Programs that share a database need different tables, or
// they take each other's events.
func WithTable(name string) Option {
	return func(s *Store) { s.table = name }
}

// WithRetention sets how long an accepted event is remembered; 7 days by default. It
// must be longer than [webhooks.Verifier.WithMaxAge], or a captured delivery can be
// replayed.
func WithRetention(d time.Duration) Option {
	return func(s *Store) { s.retention = d }
}

var tableName = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_]{0,49}\.)?[A-Za-z_][A-Za-z0-9_]{0,49}$`)

// New returns a store in db. It does not access the database.
func New(db *sql.DB, dialect Dialect, opts ...Option) (*Store, error) {
	s := &Store{db: db, dialect: dialect, table: "truora_webhook_claims", retention: 7 * 24 * time.Hour}
	for _, o := range opts {
		o(s)
	}
	switch {
	case db == nil || dialect.now == "":
		return nil, errors.New("sqlclaims: a database and its dialect are needed")
	case !tableName.MatchString(s.table), dialect == SQLite && strings.Contains(s.table, "."):
		return nil, errors.New("sqlclaims: the table's name must be a plain identifier of at most 50 characters")
	case s.retention <= 0:
		return nil, errors.New("sqlclaims: the retention must be positive")
	}
	s.sql = s.statements()
	return s, nil
}

// Schema returns the SQL that creates the table, for migrations. It does nothing if the
// table exists.
func (s *Store) Schema() string {
	index := s.table[strings.LastIndexByte(s.table, '.')+1:] + "_expires"
	return `CREATE TABLE IF NOT EXISTS ` + s.table + ` (
	id      TEXT PRIMARY KEY,
	owner   TEXT NOT NULL,
	done    BOOLEAN NOT NULL,
	expires BIGINT NOT NULL -- milliseconds since 1970
);
CREATE INDEX IF NOT EXISTS ` + index + ` ON ` + s.table + ` (expires);
`
}

// CreateTable executes [Store.Schema]. Instances may call it whenever they start, even
// at the same time.
func (s *Store) CreateTable(ctx context.Context) (err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return failed("creating the table", err)
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback()
		}
	}()
	for _, statement := range append([]string{s.dialect.lock}, strings.SplitAfter(s.Schema(), ";\n")...) {
		if statement == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return failed("creating the table", err)
		}
	}
	return failed("creating the table", tx.Commit())
}

type statements struct{ claim, isDone, done, release, prune string }

// Each is one statement, and so atomic. A row that has expired counts as absent,
// whether it was done or not.
func (s *Store) statements() statements {
	until := s.dialect.now + " + CAST($3 AS BIGINT)"
	return statements{
		claim: `INSERT INTO ` + s.table + ` AS c (id, owner, done, expires) VALUES ($1, $2, FALSE, ` + until + `)
			ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, done = FALSE, expires = excluded.expires
			WHERE c.expires <= ` + s.dialect.now + ` OR (c.owner = excluded.owner AND NOT c.done)`,
		isDone: `SELECT done FROM ` + s.table + ` WHERE id = $1 AND expires > ` + s.dialect.now,
		done: `INSERT INTO ` + s.table + ` AS c (id, owner, done, expires) VALUES ($1, $2, TRUE, ` + until + `)
			ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, done = TRUE, expires = excluded.expires
			WHERE c.expires <= ` + s.dialect.now + ` OR c.owner = excluded.owner`,
		release: `DELETE FROM ` + s.table + ` WHERE id = $1 AND owner = $2 AND NOT done`,
		prune:   `DELETE FROM ` + s.table + ` WHERE expires <= ` + s.dialect.now,
	}
}

// Claim implements [webhooks.Claims].
func (s *Store) Claim(ctx context.Context, id, owner string, lease time.Duration) (webhooks.Claim, error) {
	n, err := s.exec(ctx, s.sql.claim, id, owner, lease.Milliseconds())
	switch {
	case err != nil:
		return "", failed("claiming an event", err)
	case n > 0:
		return webhooks.ClaimTaken, nil
	}
	var done bool
	err = s.db.QueryRowContext(ctx, s.sql.isDone, id).Scan(&done)
	switch {
	case err != nil && !errors.Is(err, sql.ErrNoRows): // otherwise it was released just now
		return "", failed("reading a claim", err)
	case done:
		return webhooks.ClaimDone, nil
	}
	return webhooks.ClaimBusy, nil
}

// Done implements [webhooks.Claims].
func (s *Store) Done(ctx context.Context, id, owner string) error {
	n, err := s.exec(ctx, s.sql.done, id, owner, s.retention.Milliseconds())
	switch {
	case err != nil:
		return failed("recording an event", err)
	case n == 0:
		return webhooks.ErrClaimLost
	}
	return nil
}

// Release implements [webhooks.Claims].
func (s *Store) Release(ctx context.Context, id, owner string) error {
	_, err := s.exec(ctx, s.sql.release, id, owner)
	return failed("releasing an event", err)
}

// Prune deletes the rows that have expired and returns their number. Once a day is
// enough.
func (s *Store) Prune(ctx context.Context) (int64, error) {
	n, err := s.exec(ctx, s.sql.prune)
	return n, failed("deleting old claims", err)
}

func (s *Store) exec(ctx context.Context, statement string, args ...any) (int64, error) {
	result, err := s.db.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func failed(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("sqlclaims: %s: %w", what, err)
}
