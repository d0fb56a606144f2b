package sqlspend

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/truora/truora-go/guard/spend"
)

// Dialect is what databases do differently.
type Dialect struct {
	name string
	// lock, in a transaction, keeps two programs from creating the tables at once.
	lock string
	// isolation is one in which a statement sees what others have committed.
	isolation sql.IsolationLevel
}

// The dialects.
var (
	// PostgreSQL is for version 9.5 and newer.
	PostgreSQL = Dialect{
		name:      "postgresql",
		lock:      "SELECT pg_advisory_xact_lock(7490218803564104)", // a number of ours
		isolation: sql.LevelReadCommitted,
	}
	// SQLite is for version 3.35 and newer.
	SQLite = Dialect{name: "sqlite"}
)

// Store is a [spend.Store] in two tables. It is safe for concurrent use.
type Store struct {
	db      *sql.DB
	dialect Dialect
	table   string
	sql     statements
}

var _ spend.Store = (*Store)(nil)

// Option changes a [Store].
type Option func(*Store)

// WithTable sets the table of the accounts; truora_spend by default. That of the
// reservations has the same name with _reservations. With PostgreSQL a schema and a dot
// may precede it.
func WithTable(name string) Option {
	return func(s *Store) { s.table = name }
}

var tableName = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_]{0,39}\.)?[A-Za-z_][A-Za-z0-9_]{0,39}$`)

// New makes a store over db. It does not touch the database.
func New(db *sql.DB, dialect Dialect, opts ...Option) (*Store, error) {
	s := &Store{db: db, dialect: dialect, table: "truora_spend"}
	for _, o := range opts {
		o(s)
	}
	switch {
	case db == nil || dialect.name == "":
		return nil, errors.New("sqlspend: a database and its dialect are needed")
	case !tableName.MatchString(s.table), dialect == SQLite && strings.Contains(s.table, "."):
		return nil, errors.New("sqlspend: the table's name must be a plain identifier of at most 40 characters")
	}
	s.sql = statementsFor(s.table)
	return s, nil
}

// Schema is the SQL that creates the tables, for migrations. It changes nothing where
// they exist.
func (s *Store) Schema() string {
	index := s.table[strings.LastIndexByte(s.table, '.')+1:] + "_reservations_made"
	return `CREATE TABLE IF NOT EXISTS ` + s.table + ` (
	budget     TEXT NOT NULL,
	budget_key TEXT NOT NULL,
	period     TEXT NOT NULL, -- its first day or month
	used       BIGINT NOT NULL, -- spent and reserved
	renews     BIGINT NOT NULL, -- milliseconds since 1970; 0 for never
	PRIMARY KEY (budget, budget_key, period)
);
CREATE TABLE IF NOT EXISTS ` + s.table + `_reservations (
	id         TEXT NOT NULL,
	budget     TEXT NOT NULL,
	budget_key TEXT NOT NULL,
	period     TEXT NOT NULL,
	amount     BIGINT NOT NULL,
	operation  TEXT NOT NULL,
	reference  TEXT NOT NULL,
	made       BIGINT NOT NULL, -- milliseconds since 1970
	PRIMARY KEY (id, budget, budget_key, period)
);
CREATE INDEX IF NOT EXISTS ` + index + ` ON ` + s.table + `_reservations (made);
`
}

// CreateTables runs [Store.Schema]. Programs may call it whenever they start, also
// several at once.
func (s *Store) CreateTables(ctx context.Context) error {
	return s.inTx(ctx, "creating the tables", func(tx *sql.Tx) error {
		for _, statement := range append([]string{s.dialect.lock}, strings.SplitAfter(s.Schema(), ";\n")...) {
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

type statements struct{ keep, add, forget, settle, take, used, open, prune string }

func statementsFor(table string) statements {
	const account = "budget = $1 AND budget_key = $2 AND period = $3"
	reservations := table + "_reservations"
	return statements{
		keep: `INSERT INTO ` + reservations + ` (id, budget, budget_key, period, amount, operation, reference, made)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		add: `INSERT INTO ` + table + ` AS a (budget, budget_key, period, used, renews) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (budget, budget_key, period) DO UPDATE SET used = a.used + excluded.used RETURNING used`,
		forget: `DELETE FROM ` + reservations + ` WHERE id = $1 RETURNING budget, budget_key, period, amount`,
		settle: `DELETE FROM ` + reservations + ` WHERE id = $1`,
		take:   `UPDATE ` + table + ` SET used = used - $4 WHERE ` + account,
		used:   `SELECT used FROM ` + table + ` WHERE ` + account,
		open: `SELECT id, operation, reference, made, budget, budget_key, period, amount FROM ` + reservations + `
			WHERE made < $1 ORDER BY made, id, budget, budget_key, period`,
		prune: `DELETE FROM ` + table + ` WHERE renews > 0 AND renews < $1`,
	}
}

var errNoRoom = errors.New("no room")

// Reserve enters a reservation, by the rules of [spend.Store].
func (s *Store) Reserve(ctx context.Context, r spend.Reservation) (used []int64, ok bool, err error) {
	used = make([]int64, len(r.Lines))
	err = s.inTx(ctx, "reserving", func(tx *sql.Tx) error {
		// The accounts come last, for others wait for them until the end, and in one
		// order, so that nobody waits in a circle.
		for _, line := range r.Lines {
			a := line.Account
			if _, err := tx.ExecContext(ctx, s.sql.keep, r.ID, a.Budget, a.Key, a.Period, line.Amount, r.Op, r.Reference, r.At.UnixMilli()); err != nil {
				return err
			}
		}
		room := true
		for _, i := range inOrder(r.Lines) {
			line, a := r.Lines[i], r.Lines[i].Account
			if err := tx.QueryRowContext(ctx, s.sql.add, a.Budget, a.Key, a.Period, line.Amount, millis(line.Renews)).Scan(&used[i]); err != nil {
				return err
			}
			room = room && used[i] <= line.Limit
		}
		if !room {
			return errNoRoom
		}
		return nil
	})
	switch {
	case errors.Is(err, errNoRoom):
		for i, line := range r.Lines {
			used[i] -= line.Amount
		}
		return used, false, nil
	case err != nil:
		return nil, false, err
	}
	return used, true, nil
}

// Settle ends a reservation, by the rules of [spend.Store].
func (s *Store) Settle(ctx context.Context, id string) error {
	return s.inTx(ctx, "settling", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, s.sql.settle, id)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if err == nil && n == 0 {
			return spend.ErrNoReservation
		}
		return err
	})
}

// Release takes a reservation back, by the rules of [spend.Store].
func (s *Store) Release(ctx context.Context, id string) error {
	return s.inTx(ctx, "releasing", func(tx *sql.Tx) error {
		lines, err := s.forget(ctx, tx, id)
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			return spend.ErrNoReservation
		}
		for _, i := range inOrder(lines) {
			a := lines[i].Account
			if _, err := tx.ExecContext(ctx, s.sql.take, a.Budget, a.Key, a.Period, lines[i].Amount); err != nil {
				return err
			}
		}
		return nil
	})
}

// forget deletes a reservation and returns its lines.
func (s *Store) forget(ctx context.Context, tx *sql.Tx, id string) (lines []spend.Line, err error) {
	rows, err := tx.QueryContext(ctx, s.sql.forget, id)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var line spend.Line
		if err := rows.Scan(&line.Account.Budget, &line.Account.Key, &line.Account.Period, &line.Amount); err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, rows.Err()
}

// Used returns what accounts hold, by the rules of [spend.Store].
func (s *Store) Used(ctx context.Context, accounts []spend.Account) ([]int64, error) {
	used := make([]int64, len(accounts))
	for i, a := range accounts {
		err := s.db.QueryRowContext(ctx, s.sql.used, a.Budget, a.Key, a.Period).Scan(&used[i])
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, failed("reading accounts", err)
		}
	}
	return used, nil
}

// Open returns the reservations made before a time, by the rules of [spend.Store].
func (s *Store) Open(ctx context.Context, before time.Time) (open []spend.Reservation, err error) {
	rows, err := s.db.QueryContext(ctx, s.sql.open, before.UnixMilli())
	if err != nil {
		return nil, failed("reading reservations", err)
	}
	defer func() { err = errors.Join(err, failed("reading reservations", rows.Close())) }()
	for rows.Next() {
		var r spend.Reservation
		var line spend.Line
		var made int64
		if err := rows.Scan(&r.ID, &r.Op, &r.Reference, &made, &line.Account.Budget, &line.Account.Key, &line.Account.Period, &line.Amount); err != nil {
			return nil, failed("reading reservations", err)
		}
		if n := len(open); n == 0 || open[n-1].ID != r.ID {
			r.At = time.UnixMilli(made)
			open = append(open, r)
		}
		last := &open[len(open)-1]
		last.Lines = append(last.Lines, line)
	}
	return open, failed("reading reservations", rows.Err())
}

// Prune deletes the accounts whose period ended before a time and returns how many they
// were. Until then they are the record of what was spent.
func (s *Store) Prune(ctx context.Context, before time.Time) (int64, error) {
	result, err := s.db.ExecContext(ctx, s.sql.prune, before.UnixMilli())
	if err != nil {
		return 0, failed("deleting old accounts", err)
	}
	n, err := result.RowsAffected()
	return n, failed("deleting old accounts", err)
}

// inTx does work in a transaction. In SQLite its first statement has to be one that
// writes: a transaction that begins to read is not let wait for its turn to write.
func (s *Store) inTx(ctx context.Context, what string, work func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{Isolation: s.dialect.isolation})
	if err != nil {
		return failed(what, err)
	}
	if err := work(tx); err != nil {
		_ = tx.Rollback()
		return failed(what, err)
	}
	return failed(what, tx.Commit())
}

// inOrder returns the indexes of lines in the order of their accounts.
func inOrder(lines []spend.Line) []int {
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		a, b := lines[i].Account, lines[j].Account
		return cmp.Or(cmp.Compare(a.Budget, b.Budget), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Period, b.Period))
	})
	return order
}

// millis is a time as it is stored.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func failed(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("sqlspend: %s: %w", what, err)
}
