package sqlspend

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/internal/sqldb"
)

// Dialect is what databases do differently: [PostgreSQL] or [SQLite]. The stores of
// webhooks and guard share this type.
type Dialect = sqldb.Dialect

// The dialects.
var (
	// PostgreSQL is for version 9.5 and newer.
	PostgreSQL Dialect = sqldb.PostgreSQL
	// SQLite is for version 3.35 and newer.
	SQLite Dialect = sqldb.SQLite
)

// Store is a [spend.Store] in two tables. It is safe for concurrent use.
type Store struct {
	db    *sqldb.DB
	table string
	sql   statements
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

// New makes a store over db. It does not touch the database.
func New(db *sql.DB, dialect Dialect, opts ...Option) (*Store, error) {
	s := &Store{table: "truora_spend"}
	for _, o := range opts {
		o(s)
	}
	var err error
	if s.db, err = sqldb.New("sqlspend", db, dialect, s.table); err != nil {
		return nil, err
	}
	s.sql = statementsFor(s.table)
	return s, nil
}

// Schema is the SQL that creates the tables, for migrations. It changes nothing where
// they exist.
func (s *Store) Schema() string {
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
CREATE INDEX IF NOT EXISTS ` + sqldb.Index(s.table, "reservations_made") + ` ON ` + s.table + `_reservations (made);
`
}

// CreateTables runs [Store.Schema]. Programs may call it whenever they start, also
// several at once.
func (s *Store) CreateTables(ctx context.Context) error { return s.db.Create(ctx, s.Schema()) }

type statements struct{ keep, add, forget, take, used, open, prune string }

func statementsFor(table string) statements {
	const account = "budget = $1 AND budget_key = $2 AND period = $3"
	reservations := table + "_reservations"
	return statements{
		keep: `INSERT INTO ` + reservations + ` (id, budget, budget_key, period, amount, operation, reference, made)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		add: `INSERT INTO ` + table + ` AS a (budget, budget_key, period, used, renews) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (budget, budget_key, period) DO UPDATE SET used = a.used + excluded.used RETURNING used`,
		forget: `DELETE FROM ` + reservations + ` WHERE id = $1 RETURNING budget, budget_key, period, amount`,
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
	err = s.db.InTx(ctx, "reserving", func(tx *sql.Tx) error {
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
	return s.db.InTx(ctx, "settling", func(tx *sql.Tx) error {
		_, err := s.forget(ctx, tx, id)
		return err
	})
}

// Release takes a reservation back, by the rules of [spend.Store].
func (s *Store) Release(ctx context.Context, id string) error {
	return s.db.InTx(ctx, "releasing", func(tx *sql.Tx) error {
		lines, err := s.forget(ctx, tx, id)
		if err != nil {
			return err
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

// forget deletes a reservation and returns its lines, of which there is at least one.
func (s *Store) forget(ctx context.Context, tx *sql.Tx, id string) ([]spend.Line, error) {
	lines, err := sqldb.All(ctx, tx, func(l *spend.Line) []any {
		return []any{&l.Account.Budget, &l.Account.Key, &l.Account.Period, &l.Amount}
	}, s.sql.forget, id)
	if err == nil && len(lines) == 0 {
		err = spend.ErrNoReservation
	}
	return lines, err
}

// Used returns what accounts hold, by the rules of [spend.Store].
func (s *Store) Used(ctx context.Context, accounts []spend.Account) ([]int64, error) {
	used := make([]int64, len(accounts))
	for i, a := range accounts {
		err := s.db.QueryRowContext(ctx, s.sql.used, a.Budget, a.Key, a.Period).Scan(&used[i])
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, s.db.Failed("reading accounts", err)
		}
	}
	return used, nil
}

// Open returns the reservations made before a time, by the rules of [spend.Store].
func (s *Store) Open(ctx context.Context, before time.Time) (open []spend.Reservation, err error) {
	type row struct {
		spend.Reservation
		made int64
		line spend.Line
	}
	rows, err := sqldb.All(ctx, s.db, func(r *row) []any {
		a := &r.line.Account
		return []any{&r.ID, &r.Op, &r.Reference, &r.made, &a.Budget, &a.Key, &a.Period, &r.line.Amount}
	}, s.sql.open, before.UnixMilli())
	for _, r := range rows {
		if n := len(open); n == 0 || open[n-1].ID != r.ID {
			r.At = time.UnixMilli(r.made)
			open = append(open, r.Reservation)
		}
		last := &open[len(open)-1]
		last.Lines = append(last.Lines, r.line)
	}
	return open, s.db.Failed("reading reservations", err)
}

// Prune deletes the accounts whose period ended before a time and returns how many they
// were. Until then they are the record of what was spent.
func (s *Store) Prune(ctx context.Context, before time.Time) (int64, error) {
	return s.db.Change(ctx, "deleting old accounts", s.sql.prune, before.UnixMilli())
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
