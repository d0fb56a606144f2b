package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	db := new(sql.DB)
	for name, tc := range map[string]struct {
		db      *sql.DB
		dialect Dialect
		table   string
		want    string
	}{
		"":                {db, SQLite, "t_1", ""},
		"long enough":     {db, PostgreSQL, strings.Repeat("s", 45) + "." + strings.Repeat("t", 45), ""},
		"injection":       {db, SQLite, "x; DROP TABLE y", "name must be"},
		"quote":           {db, PostgreSQL, `x"`, "name must be"},
		"line":            {db, PostgreSQL, "x\n", "name must be"},
		"digit":           {db, PostgreSQL, "1x", "name must be"},
		"no name":         {db, SQLite, "", "name must be"},
		"no name in it":   {db, PostgreSQL, "x.", "name must be"},
		"too long":        {db, SQLite, strings.Repeat("x", 46), "name must be"},
		"schema too long": {db, PostgreSQL, strings.Repeat("x", 46) + ".t", "name must be"},
		"two schemas":     {db, PostgreSQL, "a.b.c", "name must be"},
		"schema":          {db, SQLite, "main.t", "name must be"},
		"no dialect":      {db, Dialect{}, "t", "are needed"},
		"no database":     {nil, SQLite, "t", "are needed"},
	} {
		_, err := New("pkg", tc.db, tc.dialect, tc.table)
		if tc.want == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorContains(t, err, tc.want, name)
		require.ErrorContains(t, err, "pkg: ", name)
	}
}

// Rows that are lost on the way are not taken for the end.
func TestAllFailsWithItsRows(t *testing.T) {
	t.Parallel()
	db := sql.OpenDB(&cut{})
	defer db.Close()
	_, err := All(t.Context(), db, func(n *int64) []any { return []any{n} }, "SELECT n FROM t")
	require.ErrorIs(t, err, errCut)
}

var errCut = errors.New("the connection is gone")

// cut is a database whose connection is lost after a row.
type cut struct {
	driver.Conn
	sent bool
}

func (c *cut) Connect(context.Context) (driver.Conn, error) { return c, nil }
func (c *cut) Driver() driver.Driver                        { return nil }
func (c *cut) Close() error                                 { return nil }
func (c *cut) Columns() []string                            { return []string{"n"} }

func (c *cut) QueryContext(context.Context, string, []driver.NamedValue) (driver.Rows, error) {
	return c, nil
}

func (c *cut) Next(row []driver.Value) error {
	if c.sent {
		return errCut
	}
	c.sent, row[0] = true, int64(1)
	return nil
}
