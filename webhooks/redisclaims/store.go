package redisclaims

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/truora/truora-go/webhooks"
)

// Store is a [webhooks.Claims] in Redis. It is safe for concurrent use.
type Store struct {
	client    redis.Scripter
	prefix    string
	retention time.Duration
}

var _ webhooks.Claims = (*Store)(nil)

// Option changes a [Store].
type Option func(*Store)

// WithPrefix sets the prefix of the keys; truora:webhook: by default. Programs that
// share a Redis need different prefixes, or they take each other's events.
func WithPrefix(prefix string) Option {
	return func(s *Store) { s.prefix = prefix }
}

// WithRetention sets how long an accepted event is remembered; 7 days by default. It
// must be longer than [webhooks.Verifier.WithMaxAge], or a captured delivery can be
// replayed.
func WithRetention(d time.Duration) Option {
	return func(s *Store) { s.retention = d }
}

// New returns a store that uses a client of any kind: *redis.Client,
// *redis.ClusterClient, *redis.Ring. It does not connect to Redis.
func New(client redis.Scripter, opts ...Option) (*Store, error) {
	s := &Store{client: client, prefix: "truora:webhook:", retention: 7 * 24 * time.Hour}
	for _, o := range opts {
		o(s)
	}
	switch {
	case client == nil:
		return nil, errors.New("redisclaims: a client is needed")
	case s.retention <= 0:
		return nil, errors.New("redisclaims: the retention must be positive")
	}
	return s, nil
}

// The value of an event is held:<owner> or done:<owner>. Each script gets the event's
// key, the owner and a time in milliseconds.
var (
	claimScript = redis.NewScript(`
local value = redis.call('GET', KEYS[1])
if not value or value == 'held:' .. ARGV[1] then
	redis.call('SET', KEYS[1], 'held:' .. ARGV[1], 'PX', ARGV[2])
	return 'taken'
end
if string.sub(value, 1, 5) == 'done:' then
	return 'done'
end
return 'busy'`)

	doneScript = redis.NewScript(`
local value = redis.call('GET', KEYS[1])
if value and value ~= 'held:' .. ARGV[1] and value ~= 'done:' .. ARGV[1] then
	return 'lost'
end
redis.call('SET', KEYS[1], 'done:' .. ARGV[1], 'PX', ARGV[2])
return 'done'`)

	releaseScript = redis.NewScript(`
if redis.call('GET', KEYS[1]) == 'held:' .. ARGV[1] then
	redis.call('DEL', KEYS[1])
end
return 'free'`)
)

// Claim implements [webhooks.Claims].
func (s *Store) Claim(ctx context.Context, id, owner string, lease time.Duration) (webhooks.Claim, error) {
	answer, err := s.run(ctx, claimScript, id, owner, lease)
	if err != nil {
		return "", fmt.Errorf("redisclaims: claiming an event: %w", err)
	}
	return webhooks.Claim(answer), nil
}

// Done implements [webhooks.Claims].
func (s *Store) Done(ctx context.Context, id, owner string) error {
	answer, err := s.run(ctx, doneScript, id, owner, s.retention)
	switch {
	case err != nil:
		return fmt.Errorf("redisclaims: recording an event: %w", err)
	case answer == "lost":
		return webhooks.ErrClaimLost
	}
	return nil
}

// Release implements [webhooks.Claims].
func (s *Store) Release(ctx context.Context, id, owner string) error {
	if _, err := s.run(ctx, releaseScript, id, owner, 0); err != nil {
		return fmt.Errorf("redisclaims: releasing an event: %w", err)
	}
	return nil
}

func (s *Store) run(ctx context.Context, script *redis.Script, id, owner string, d time.Duration) (string, error) {
	return script.Run(ctx, s.client, []string{s.prefix + id}, owner, max(d.Milliseconds(), 1)).Text()
}
