package main

import (
	"crypto/aes"
	"crypto/cipher"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/internal/servertest"
	"github.com/truora/truora-go/truoratest"
)

func TestHeld(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		file := filepath.Join(t.TempDir(), "ledger.db")
		db, err := sql.Open("sqlite", "file:"+file+"?_txlock=immediate&_pragma=busy_timeout(10000)")
		require.NoError(t, err)
		t.Cleanup(func() { _ = db.Close() })
		require.NoError(t, db.PingContext(t.Context())) // makes the file
		showsWhatIsHeld(t, durable.SQL(db, durable.SQLite), "sqlite:"+file)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		address := servertest.Postgres()
		db, err := sql.Open("pgx", address)
		require.NoError(t, err)
		t.Cleanup(func() { _ = db.Close() })
		if err := db.PingContext(t.Context()); err != nil {
			servertest.Unreachable(t, "PostgreSQL", err)
		}
		schema := fmt.Sprintf("cli_%d", time.Now().UnixNano())
		_, err = db.ExecContext(t.Context(), "CREATE SCHEMA "+schema)
		require.NoError(t, err)
		t.Cleanup(func() { _, _ = db.Exec("DROP SCHEMA " + schema + " CASCADE") })
		dialect := durable.PostgreSQL
		dialect.Schema = schema
		showsWhatIsHeld(t, durable.SQL(db, dialect), address, "--schema", schema)
	})
}

func showsWhatIsHeld(t *testing.T, db durable.DB[*sql.Tx], address string, args ...string) {
	t.Helper()
	block, err := aes.NewCipher(make([]byte, 32))
	require.NoError(t, err)
	seal, err := cipher.NewGCMWithRandomNonce(block)
	require.NoError(t, err)
	srv := truoratest.NewServer(t)
	flow, err := durable.New(durable.Store[*sql.Tx]{DB: db, Engine: durable.InProcess(db, 1)}, srv.Client(),
		durable.Options{Seal: seal, SendWithin: 2 * time.Second, SettleWithin: 10 * time.Millisecond})
	require.NoError(t, err)
	in := setting{env: map[string]string{databaseURL: address}}
	before := in.run(t, append([]string{"held"}, args...)...)
	assert.Equal(t, exitUnavailable, before.code, "there are no tables, and none are made")
	require.NoError(t, flow.Migrate(t.Context()))
	assert.Empty(t, in.must(t, append([]string{"held"}, args...)...))

	srv.LoseAnswer("POST /v1/checks")
	srv.Fail("GET /v1/checks", truoratest.Answer{Body: `{"self":"/v1/checks","checks":[]}`}, truoratest.Answer{Body: `{"self":"/v1/checks","checks":[]}`})
	require.NoError(t, flow.Start(t.Context()))
	_, err = flow.Buy(t.Context(), "loan-77/check", durable.Check(checks.CreateParams{
		Country: "CO", Type: checks.TypePerson, NationalID: "1000000010", UserAuthorized: true, ForceCreation: true,
	}))
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		held, err := flow.Held(t.Context())
		return err == nil && len(held) == 1
	}, time.Minute, 10*time.Millisecond)
	require.NoError(t, flow.Stop(t.Context()))

	got := in.run(t, append([]string{"held"}, args...)...)
	assert.Equal(t, exitNegative, got.code, got.err)
	golden(t, "held", got.out)
	assert.NotContains(t, got.out, "1000000010")
	list := read[[]map[string]any](t, in.run(t, append([]string{"held", "--json"}, args...)...).out)
	require.Len(t, list, 1)
	assert.Equal(t, "loan-77/check", list[0]["key"])
}

func TestHeldWithoutALedger(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]exitCode{
		"": exitUsage, "mysql://root:made-up-password@h/x": exitUsage, "sqlite:/absent/made-up-password": exitUsage,
		"postgres://u:made-up-password@127.0.0.1:1/x": exitUnavailable, "postgres://u:made-up-password@127.0.0.1:port/x": exitUsage,
	} {
		got := setting{env: map[string]string{databaseURL: address}}.run(t, "held")
		assert.Equal(t, want, got.code, got.err)
		assert.NotContains(t, got.err, "made-up-password")
	}
}
