package durable_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/truoratest"
)

// TestNothingPersonalAtRest reads every column of every table, River's too, and every
// line of the logs, while a purchase waits, fails, and after its end.
func TestNothingPersonalAtRest(t *testing.T) {
	t.Parallel()
	onEach(t,
		func(t *testing.T, pool *pgxpool.Pool, schema string) {
			nothingPersonal(t, postgresStore(t, pool, schema), `SELECT table_name FROM information_schema.tables WHERE table_schema = '`+schema+`'`, schema+".")
		},
		func(t *testing.T, file string) {
			nothingPersonal(t, sqliteStore(t, file), `SELECT name FROM sqlite_master WHERE type = 'table'`, "")
			files, err := filepath.Glob(file + "*")
			require.NoError(t, err)
			require.NotEmpty(t, files)
		})
}

func nothingPersonal[Tx any](t *testing.T, store durable.Store[Tx], tables, schema string) {
	srv := truoratest.NewServer(t, truoratest.WithPace(20))
	withClock(t, store.DB)
	var logs safeBuffer
	opts := quick()
	opts.Logger = slog.New(slog.NewTextHandler(&logs, &slog.HandlerOptions{Level: slog.LevelDebug}))
	flow := machineLogging(t, store, srv.Client(), opts)
	srv.LoseAnswer(createOp)
	srv.Fail("GET /v1/checks/{check_id}", truoratest.Status(500), truoratest.Answer{Status: 400, Body: "Núñez Ñandú 1000000077"})
	params := forced()
	params.NationalID, params.FirstName, params.LastName, params.PhoneNumber = "1000000077", "Ñandú", "Núñez", "+57 3009998877"
	params.VerificationCode = apitype.NewSecret("code-4711-abc")
	_, err := flow.Buy(t.Context(), "loan-1", durable.Check(params))
	require.NoError(t, err)
	looks := 0
	look := func() {
		looks++
		text := dump(t, store.DB, tables, schema) + logs.String()
		for _, private := range []string{"1000000077", "Ñandú", "Núñez", "3009998877", "code-4711-abc", truoratest.APIKey} {
			if at := strings.Index(text, private); at >= 0 {
				t.Errorf("%q: %.300q", private, text[max(0, at-150):])
			}
		}
	}
	require.Eventually(t, func() bool {
		look()
		return count(t, store.DB, `SELECT count(*) FROM $Sloans`) == 1
	}, time.Minute, 50*time.Millisecond)
	look()
	assert.Greater(t, looks, 5)
	assert.Contains(t, logs.String(), "loan-1", "the logs are read at all")
	assert.Contains(t, dump(t, store.DB, tables, schema), "truora_purchase", "and River's table")
}

// dump is all rows of all tables as text.
func dump[Tx any](t *testing.T, db durable.DB[Tx], tables, schema string) string {
	t.Helper()
	var names []string
	rows, err := db.Query(t.Context(), tables)
	require.NoError(t, err)
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		names = append(names, name)
	}
	rows.Close()
	require.NotEmpty(t, names)
	var b bytes.Buffer
	for _, name := range names {
		rows, err := db.Query(t.Context(), `SELECT * FROM `+schema+name)
		require.NoError(t, err)
		for rows.Next() {
			fmt.Fprintf(&b, "%s: %s\n", name, values(t, rows))
		}
		rows.Close()
	}
	return b.String()
}

// values are the columns of a row as text, whatever the driver.
func values(t *testing.T, rows durable.Rows) string {
	t.Helper()
	var all []any
	switch r := rows.(type) {
	case interface{ Values() ([]any, error) }:
		var err error
		all, err = r.Values()
		require.NoError(t, err)
	case interface{ Columns() ([]string, error) }:
		names, err := r.Columns()
		require.NoError(t, err)
		all = make([]any, len(names))
		into := make([]any, len(names))
		for i := range all {
			into[i] = &all[i]
		}
		require.NoError(t, rows.Scan(into...))
	default:
		t.Fatalf("%T", rows)
	}
	var b strings.Builder
	for _, v := range all {
		if bytes, ok := v.([]byte); ok {
			v = string(bytes)
		}
		fmt.Fprintf(&b, " %+v", v)
	}
	return b.String()
}
