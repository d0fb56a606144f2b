package sqltest

import (
	"crypto/rand"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/guard/spend/spendtest"
	"github.com/truora/truora-go/guard/spend/sqlspend"
)

func (d database) spend(t *testing.T) *sqlspend.Store {
	t.Helper()
	store, err := sqlspend.New(d.open(t), d.dialect)
	require.NoError(t, err)
	return store
}

func TestSpend(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		one, other := d.spend(t), d.spend(t)
		require.NoError(t, one.CreateTables(t.Context()))
		spendtest.Run(t, one, other)
	})
}

// reserve enters 1 on an account of its own.
func reserve(t *testing.T, store *sqlspend.Store, renews time.Time) spend.Account {
	t.Helper()
	a := spend.Account{Budget: rand.Text()}
	_, ok, err := store.Reserve(t.Context(), spend.Reservation{
		ID: rand.Text(), At: time.Now(), Lines: []spend.Line{{Account: a, Amount: 1, Limit: 1, Renews: renews}},
	})
	require.NoError(t, err)
	require.True(t, ok)
	return a
}

func TestPrune(t *testing.T) {
	onEach(t, func(t *testing.T, d database) {
		store := d.spend(t)
		require.NoError(t, store.CreateTables(t.Context()))
		over := reserve(t, store, time.Now().Add(-time.Hour))
		current := reserve(t, store, time.Now().Add(time.Hour))
		forever := reserve(t, store, time.Time{})

		n, err := store.Prune(t.Context(), time.Now())

		require.NoError(t, err)
		assert.Equal(t, int64(1), n)
		used, err := store.Used(t.Context(), []spend.Account{over, current, forever})
		require.NoError(t, err)
		assert.Equal(t, []int64{0, 1, 1}, used)
		open, err := store.Open(t.Context(), time.Now().Add(time.Minute))
		require.NoError(t, err)
		require.Len(t, open, 3, "a purchase that nobody has noted stays, whatever its period")
		for _, r := range open {
			require.NoError(t, store.Release(t.Context(), r.ID))
		}
		used, err = store.Used(t.Context(), []spend.Account{over, current, forever})
		require.NoError(t, err)
		assert.Equal(t, []int64{0, 0, 0}, used)
	})
}

// A database whose transactions are stricter by default loses no purchase to that.
func TestSerializableByDefault(t *testing.T) {
	t.Parallel()
	store := postgres(t).with(t, "default_transaction_isolation", "serializable").spend(t)
	require.NoError(t, store.CreateTables(t.Context()))
	a := spend.Account{Budget: "all"}
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			_, ok, err := store.Reserve(t.Context(), spend.Reservation{
				ID: rand.Text(), At: time.Now(), Lines: []spend.Line{{Account: a, Amount: 1, Limit: 1000}},
			})
			assert.NoError(t, err)
			assert.True(t, ok)
		})
	}
	all.Wait()
}
