package redisclaims_test

import (
	"crypto/rand"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/internal/servertest"
	"github.com/truora/truora-go/webhooks"
	"github.com/truora/truora-go/webhooks/claimstest"
	"github.com/truora/truora-go/webhooks/redisclaims"
)

func connect(t *testing.T) *redis.Client {
	t.Helper()
	client := redis.NewClient(&redis.Options{Addr: servertest.Redis(), DialTimeout: 5 * time.Second})
	t.Cleanup(func() { _ = client.Close() })
	if err := client.Ping(t.Context()).Err(); err != nil {
		servertest.Unreachable(t, "Redis", err)
	}
	return client
}

// open returns a store whose keys belong to this test only and expire soon.
func open(t *testing.T, client redis.Scripter, prefix string, opts ...redisclaims.Option) *redisclaims.Store {
	t.Helper()
	store, err := redisclaims.New(client, append([]redisclaims.Option{redisclaims.WithPrefix(prefix), redisclaims.WithRetention(time.Minute)}, opts...)...)
	require.NoError(t, err)
	return store
}

func newPrefix() string { return "truora-test:" + rand.Text() + ":" }

func TestClaims(t *testing.T) {
	t.Parallel()
	prefix := newPrefix()
	claimstest.Run(t, open(t, connect(t), prefix), open(t, connect(t), prefix))
}

func TestRetention(t *testing.T) {
	t.Parallel()
	client, prefix := connect(t), newPrefix()
	store := open(t, client, prefix, redisclaims.WithRetention(50*time.Millisecond))
	require.NoError(t, store.Done(t.Context(), "a", "A"))
	_, err := store.Claim(t.Context(), "b", "A", 50*time.Millisecond)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		n, err := client.Exists(t.Context(), prefix+"a", prefix+"b").Result()
		return err == nil && n == 0
	}, time.Minute, 10*time.Millisecond, "Redis deletes them by itself")
	claim, err := store.Claim(t.Context(), "a", "B", time.Millisecond)
	require.NoError(t, err)
	assert.Equal(t, webhooks.ClaimTaken, claim)
}

// The clock in a synctest bubble is in the year 2000. Leases do not depend on it.
func TestTheClockOfTheStoreCounts(t *testing.T) {
	t.Parallel()
	client, prefix := connect(t), newPrefix()
	store := open(t, client, prefix)
	_, err := store.Claim(t.Context(), "a", "A", time.Minute)
	require.NoError(t, err)
	synctest.Test(t, func(t *testing.T) {
		inside := redis.NewClient(client.Options())
		defer inside.Close()
		wrong := open(t, inside, prefix)
		claim, err := wrong.Claim(t.Context(), "a", "B", time.Minute)
		require.NoError(t, err)
		assert.Equal(t, webhooks.ClaimBusy, claim)
		_, err = wrong.Claim(t.Context(), "b", "B", time.Minute)
		require.NoError(t, err)
	})
	claim, err := store.Claim(t.Context(), "b", "A", time.Minute)
	require.NoError(t, err)
	assert.Equal(t, webhooks.ClaimBusy, claim)
	left, err := client.PTTL(t.Context(), prefix+"b").Result()
	require.NoError(t, err)
	assert.InDelta(t, 60, left.Seconds(), 30)
}

func TestStoreThatIsDown(t *testing.T) {
	t.Parallel()
	client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:1", MaxRetries: -1})
	defer client.Close()
	store := open(t, client, "x")
	claim, err := store.Claim(t.Context(), "a", "A", time.Minute)
	require.Error(t, err)
	assert.Empty(t, claim)
	require.Error(t, store.Done(t.Context(), "a", "A"))
	require.Error(t, store.Release(t.Context(), "a", "A"))
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	_, err := redisclaims.New(nil)
	require.Error(t, err)
	_, err = redisclaims.New(redis.NewClient(&redis.Options{}), redisclaims.WithRetention(-time.Second))
	require.Error(t, err)
}
