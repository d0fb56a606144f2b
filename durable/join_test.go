package durable_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/durable/postgres"
	"github.com/truora/truora-go/truoratest"
)

// TestJobsOfPurchases: the job that is written with its purchase, in one statement, is
// the same that River would have written, and so is its notification.
func TestJobsOfPurchases(t *testing.T) {
	t.Parallel()
	for name, inSearchPath := range map[string]bool{"schema": false, "search path": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pool, schema := postgresAt(t)
			opts := postgres.Options{Queue: "purchases", Schema: schema}
			if inSearchPath {
				opts.Schema = ""
				config := pool.Config()
				config.ConnConfig.RuntimeParams["search_path"] = schema
				var err error
				pool, err = pgxpool.NewWithConfig(t.Context(), config)
				require.NoError(t, err)
				t.Cleanup(pool.Close)
			}
			jobsOfPurchases(t, pool, schema, opts)
		})
	}
}

func jobsOfPurchases(t *testing.T, pool *pgxpool.Pool, schema string, opts postgres.Options) {
	store, err := postgres.New(pool, opts)
	require.NoError(t, err)
	flow, err := durable.New(store, truoratest.NewServer(t).Client(), durable.Options{Seal: seal()})
	require.NoError(t, err)
	require.NoError(t, flow.Migrate(t.Context()))
	listener, err := pool.Acquire(t.Context())
	require.NoError(t, err)
	t.Cleanup(listener.Release)
	_, err = listener.Exec(t.Context(), `LISTEN "`+schema+`.river_insert"`)
	require.NoError(t, err)
	heard := func() string {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		notification, err := listener.Conn().WaitForNotification(ctx)
		require.NoError(t, err)
		return notification.Payload
	}
	jobs := func() []map[string]any {
		rows, err := pool.Query(t.Context(), `SELECT to_jsonb(j) - 'id' - 'created_at' - 'scheduled_at' FROM `+schema+`.river_job j ORDER BY id`)
		require.NoError(t, err)
		list, err := pgx.CollectRows(rows, pgx.RowTo[map[string]any])
		require.NoError(t, err)
		return list
	}

	tx, err := pool.Begin(t.Context())
	require.NoError(t, err)
	_, err = flow.BuyTx(t.Context(), tx, "rolled-back", durable.Check(forced()))
	require.NoError(t, err)
	require.NoError(t, tx.Rollback(t.Context()))
	assert.Empty(t, jobs())
	time.Sleep(100 * time.Millisecond) // the next is notified again
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			_, err := flow.Buy(t.Context(), "loan-1", durable.Check(forced()))
			assert.NoError(t, err)
		})
	}
	all.Wait()
	payload := heard()
	p, err := flow.Get(t.Context(), "loan-1")
	require.NoError(t, err)
	require.Len(t, jobs(), 1, "one job for one purchase")

	require.NoError(t, pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error {
		return store.Engine.Enqueue(t.Context(), tx, []string{p.ID()})
	}))
	assert.Equal(t, heard(), payload)
	list := jobs()
	require.Len(t, list, 2)
	assert.Equal(t, list[1], list[0])
	assert.Equal(t, map[string]any{"id": p.ID()}, list[0]["args"])
}
