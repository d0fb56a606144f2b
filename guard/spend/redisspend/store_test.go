package redisspend_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/guard/spend/redisspend"
	"github.com/truora/truora-go/guard/spend/spendtest"
	"github.com/truora/truora-go/internal/servertest"
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

// prefixFor returns one of the test alone, whose keys are deleted after it.
func prefixFor(t *testing.T) string {
	t.Helper()
	prefix := "truora-test:" + rand.Text()
	client := connect(t)
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		keys, err := client.Keys(ctx, "{"+prefix+"}*").Result()
		require.NoError(t, err)
		require.NoError(t, client.Del(ctx, keys...).Err())
	})
	return prefix
}

func open(t *testing.T, prefix string, opts ...redisspend.Option) *redisspend.Store {
	t.Helper()
	store, err := redisspend.New(connect(t), append([]redisspend.Option{redisspend.WithPrefix(prefix)}, opts...)...)
	require.NoError(t, err)
	return store
}

func TestStore(t *testing.T) {
	t.Parallel()
	prefix := prefixFor(t)
	spendtest.Run(t, open(t, prefix), open(t, prefix))
}

func TestRetention(t *testing.T) {
	t.Parallel()
	store := open(t, prefixFor(t), redisspend.WithRetention(50*time.Millisecond))
	over, current, forever := spend.Account{Budget: "a"}, spend.Account{Budget: "b"}, spend.Account{Budget: "c"}
	used, ok, err := store.Reserve(t.Context(), spend.Reservation{ID: "r", At: time.Now(), Lines: []spend.Line{
		{Account: over, Amount: 1, Limit: 9, Renews: time.Now()},
		{Account: current, Amount: 2, Limit: 9, Renews: time.Now().Add(time.Hour)},
		{Account: forever, Amount: 3, Limit: 9},
	}})
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, []int64{1, 2, 3}, used)
	require.Eventually(t, func() bool {
		used, err := store.Used(t.Context(), []spend.Account{over, current, forever})
		return err == nil && assert.ObjectsAreEqual([]int64{0, 2, 3}, used)
	}, time.Minute, 10*time.Millisecond, "Redis deletes it by itself")
	require.NoError(t, store.Release(t.Context(), "r"))
	used, err = store.Used(t.Context(), []spend.Account{over, current, forever})
	require.NoError(t, err)
	assert.Equal(t, []int64{0, 0, 0}, used, "forgetting a purchase does not go below zero")
}

func TestStoreThatIsDown(t *testing.T) {
	t.Parallel()
	client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:1", MaxRetries: -1})
	defer client.Close()
	store, err := redisspend.New(client)
	require.NoError(t, err)
	_, ok, err := store.Reserve(t.Context(), spend.Reservation{Lines: []spend.Line{{}}})
	require.Error(t, err)
	assert.False(t, ok)
	require.Error(t, store.Settle(t.Context(), "a"))
	require.Error(t, store.Release(t.Context(), "a"))
	_, err = store.Used(t.Context(), []spend.Account{{}})
	require.Error(t, err)
	_, err = store.Open(t.Context(), time.Now())
	require.Error(t, err)
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	_, err := redisspend.New(nil)
	require.Error(t, err)
	client := redis.NewClient(&redis.Options{})
	defer client.Close()
	for name, opt := range map[string]redisspend.Option{
		"no prefix": redisspend.WithPrefix(""), "brace": redisspend.WithPrefix("a}b"), "no retention": redisspend.WithRetention(0),
	} {
		_, err = redisspend.New(client, opt)
		require.Error(t, err, name)
	}
}
