package sqlclaims

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/truora/truora-go/internal/sqldb"
	"github.com/truora/truora-go/webhooks"
)

// Dialect is what databases do differently: [PostgreSQL] or [SQLite]. The stores of
// webhooks and guard share this type.
type Dialect = sqldb.Dialect

// The dialects.
var (
	// PostgreSQL is for version 9.5 and newer.
	PostgreSQL Dialect = sqldb.PostgreSQL
	// SQLite is for version 3.42 and newer.
	SQLite Dialect = sqldb.SQLite
)

// Store is a [webhooks.Claims] in a table. It is safe for concurrent use.
type Store struct {
	db        *sqldb.DB
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

// New returns a store in db. It does not access the database.
func New(db *sql.DB, dialect Dialect, opts ...Option) (*Store, error) {
	s := &Store{table: "truora_webhook_claims", retention: 7 * 24 * time.Hour}
	for _, o := range opts {
		o(s)
	}
	if s.retention <= 0 {
		return nil, errors.New("sqlclaims: the retention must be positive")
	}
	var err error
	if s.db, err = sqldb.New("sqlclaims", db, dialect, s.table); err != nil {
		return nil, err
	}
	s.sql = s.statements()
	return s, nil
}

// Schema returns the SQL that creates the table, for migrations. It does nothing if the
// table exists.
func (s *Store) Schema() string {
	return `CREATE TABLE IF NOT EXISTS ` + s.table + ` (
	id      TEXT PRIMARY KEY,
	owner   TEXT NOT NULL,
	done    BOOLEAN NOT NULL,
	expires BIGINT NOT NULL -- milliseconds since 1970
);
CREATE INDEX IF NOT EXISTS ` + sqldb.Index(s.table, "expires") + ` ON ` + s.table + ` (expires);
`
}

// CreateTable executes [Store.Schema]. Instances may call it whenever they start, even
// at the same time.
func (s *Store) CreateTable(ctx context.Context) error { return s.db.Create(ctx, s.Schema()) }

type statements struct{ claim, isDone, done, release, prune string }

// Each is one statement, and so atomic. A row that has expired counts as absent,
// whether it was done or not.
func (s *Store) statements() statements {
	now := s.db.Now()
	until := now + " + CAST($3 AS BIGINT)"
	return statements{
		claim: `INSERT INTO ` + s.table + ` AS c (id, owner, done, expires) VALUES ($1, $2, FALSE, ` + until + `)
			ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, done = FALSE, expires = excluded.expires
			WHERE c.expires <= ` + now + ` OR (c.owner = excluded.owner AND NOT c.done)`,
		isDone: `SELECT done FROM ` + s.table + ` WHERE id = $1 AND expires > ` + now,
		done: `INSERT INTO ` + s.table + ` AS c (id, owner, done, expires) VALUES ($1, $2, TRUE, ` + until + `)
			ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, done = TRUE, expires = excluded.expires
			WHERE c.expires <= ` + now + ` OR c.owner = excluded.owner`,
		release: `DELETE FROM ` + s.table + ` WHERE id = $1 AND owner = $2 AND NOT done`,
		prune:   `DELETE FROM ` + s.table + ` WHERE expires <= ` + now,
	}
}

// Claim implements [webhooks.Claims].
func (s *Store) Claim(ctx context.Context, id, owner string, lease time.Duration) (webhooks.Claim, error) {
	n, err := s.db.Change(ctx, "claiming an event", s.sql.claim, id, owner, lease.Milliseconds())
	switch {
	case err != nil:
		return "", err
	case n > 0:
		return webhooks.ClaimTaken, nil
	}
	var done bool
	err = s.db.QueryRowContext(ctx, s.sql.isDone, id).Scan(&done)
	switch {
	case err != nil && !errors.Is(err, sql.ErrNoRows): // otherwise it was released just now
		return "", s.db.Failed("reading a claim", err)
	case done:
		return webhooks.ClaimDone, nil
	}
	return webhooks.ClaimBusy, nil
}

// Done implements [webhooks.Claims].
func (s *Store) Done(ctx context.Context, id, owner string) error {
	n, err := s.db.Change(ctx, "recording an event", s.sql.done, id, owner, s.retention.Milliseconds())
	if err == nil && n == 0 {
		return webhooks.ErrClaimLost
	}
	return err
}

// Release implements [webhooks.Claims].
func (s *Store) Release(ctx context.Context, id, owner string) error {
	_, err := s.db.Change(ctx, "releasing an event", s.sql.release, id, owner)
	return err
}

// Prune deletes the rows that have expired and returns their number. Once a day is
// enough.
func (s *Store) Prune(ctx context.Context) (int64, error) {
	return s.db.Change(ctx, "deleting old claims", s.sql.prune)
}
