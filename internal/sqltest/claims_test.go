package sqltest

import (
	"database/sql"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/webhooks"
	"github.com/truora/truora-go/webhooks/claimstest"
	"github.com/truora/truora-go/webhooks/sqlclaims"
)

func (d database) claims(t *testing.T, opts ...sqlclaims.Option) (*sqlclaims.Store, *sql.DB) {
	t.Helper()
	db := d.open(t)
	store, err := sqlclaims.New(db, d.dialect, opts...)
	require.NoError(t, err)
	return store, db
}

func TestClaims(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		one, _ := d.claims(t)
		other, _ := d.claims(t)
		require.NoError(t, one.CreateTable(t.Context()))
		claimstest.Run(t, one, other)
	})
}

func TestRetention(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		store, _ := d.claims(t, sqlclaims.WithRetention(50*time.Millisecond))
		kept, _ := d.claims(t)
		require.NoError(t, store.CreateTable(t.Context()))
		rows := func() int { return d.count(t, "truora_webhook_claims") }
		require.NoError(t, store.Done(t.Context(), "short", "A"))
		require.NoError(t, kept.Done(t.Context(), "long", "A"))
		_, err := store.Claim(t.Context(), "crashed", "A", 50*time.Millisecond)
		require.NoError(t, err)
		_, err = store.Claim(t.Context(), "held", "A", time.Minute)
		require.NoError(t, err)
		require.Equal(t, 4, rows())
		time.Sleep(200 * time.Millisecond)

		claim, err := store.Claim(t.Context(), "short", "B", 50*time.Millisecond)
		require.NoError(t, err)
		assert.Equal(t, webhooks.ClaimTaken, claim, "forgotten, though its row is still there")
		time.Sleep(200 * time.Millisecond)
		n, err := store.Prune(t.Context())
		require.NoError(t, err)
		assert.Equal(t, int64(2), n, "short and crashed")
		assert.Equal(t, 2, rows())
		for id, want := range map[string]webhooks.Claim{"long": webhooks.ClaimDone, "held": webhooks.ClaimBusy} {
			claim, err := kept.Claim(t.Context(), id, "B", time.Minute)
			require.NoError(t, err)
			assert.Equal(t, want, claim, id)
		}
	})
}

// The clock in a synctest bubble is in the year 2000. Leases do not depend on it.
func TestTheClockOfTheStoreCounts(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		store, _ := d.claims(t)
		require.NoError(t, store.CreateTable(t.Context()))
		_, err := store.Claim(t.Context(), "a", "A", time.Minute)
		require.NoError(t, err)
		synctest.Test(t, func(t *testing.T) {
			wrong, db := d.claims(t)
			defer func() { _ = db.Close(); synctest.Wait() }()
			claim, err := wrong.Claim(t.Context(), "a", "B", time.Minute)
			require.NoError(t, err)
			assert.Equal(t, webhooks.ClaimBusy, claim, "by the clock of 2000 nothing has expired")
			_, err = wrong.Claim(t.Context(), "b", "B", time.Minute)
			require.NoError(t, err)
			require.NoError(t, wrong.Done(t.Context(), "c", "B"))
		})
		for id, want := range map[string]webhooks.Claim{"b": webhooks.ClaimBusy, "c": webhooks.ClaimDone} {
			claim, err := store.Claim(t.Context(), id, "A", time.Minute)
			require.NoError(t, err)
			assert.Equal(t, want, claim, "the other program's claims follow the store's clock")
		}
	})
}
