//go:build unix

package main

import (
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/internal/servertest"
)

// TestMain lets the test's own program be the fake and the workers.
func TestMain(m *testing.M) {
	if os.Getenv(roleVariable) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestChaos is short by default. TRUORA_TEST_CHAOS, such as 60s, is how long it takes,
// on both databases at once; .ci/run sets it.
func TestChaos(t *testing.T) {
	t.Parallel()
	c := config{lasts: 6 * time.Second, sendWithin: 2 * time.Second, freeze: 5 * time.Second, workers: 2, purchases: 40}
	if text := os.Getenv("TRUORA_TEST_CHAOS"); text != "" {
		all, err := time.ParseDuration(text)
		require.NoError(t, err)
		c.lasts = max(all-20*time.Second, c.lasts)            // the rest is for what is left to do
		c.purchases = int(c.lasts / (250 * time.Millisecond)) // the race detector makes all of it slow
	}
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		c := c
		c.sqlite = t.TempDir()
		require.NoError(t, both(t.Context(), c))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		c := c
		c.postgres = servertest.Postgres()
		pool, err := pgxpool.New(t.Context(), c.postgres)
		require.NoError(t, err)
		defer pool.Close()
		if err := pool.Ping(t.Context()); err != nil {
			servertest.Unreachable(t, "PostgreSQL", err)
		}
		require.NoError(t, both(t.Context(), c))
	})
}
