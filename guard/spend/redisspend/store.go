package redisspend

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/truora/truora-go/guard/spend"
)

// Store is a [spend.Store] in Redis. It is safe for concurrent use.
type Store struct {
	client    redis.Cmdable
	prefix    string
	retention time.Duration
}

var _ spend.Store = (*Store)(nil)

// Option changes a [Store].
type Option func(*Store)

// WithPrefix sets the prefix of the keys; truora:spend by default. It is the hash tag
// that keeps them together on a cluster.
func WithPrefix(prefix string) Option {
	return func(s *Store) { s.prefix = prefix }
}

// WithRetention sets how long an account is kept after its period has ended; 35 days by
// default.
func WithRetention(d time.Duration) Option {
	return func(s *Store) { s.retention = d }
}

// New returns a store that uses a client of any kind: *redis.Client,
// *redis.ClusterClient. It does not connect to Redis.
func New(client redis.Cmdable, opts ...Option) (*Store, error) {
	s := &Store{client: client, prefix: "truora:spend", retention: 35 * 24 * time.Hour}
	for _, o := range opts {
		o(s)
	}
	switch {
	case client == nil:
		return nil, errors.New("redisspend: a client is needed")
	case s.prefix == "" || strings.ContainsAny(s.prefix, "{}"):
		return nil, errors.New("redisspend: the prefix is empty or holds a brace")
	case s.retention <= 0:
		return nil, errors.New("redisspend: the retention must be positive")
	}
	return s, nil
}

// An account is a number, a reservation is its JSON, and a sorted set has the ids of
// the reservations by time. Lua counts in floats, which are exact up to
// spend.MaxAmount, so the scripts never add to more than that.
var (
	// Keys: the reservation, the set, the accounts. Arguments: id, time and JSON of the
	// reservation; then amount, limit and end (0 for none) for each account.
	reserveScript = redis.NewScript(`
local answer, room = {1}, true
for i = 3, #KEYS do
	local held, at = tonumber(redis.call('GET', KEYS[i]) or '0'), 4 + (i - 3) * 3
	answer[i - 1] = held
	if tonumber(ARGV[at]) > tonumber(ARGV[at + 1]) - held then
		room = false
	end
end
if not room then
	answer[1] = 0
	return answer
end
for i = 3, #KEYS do
	local at = 4 + (i - 3) * 3
	answer[i - 1] = redis.call('INCRBY', KEYS[i], ARGV[at])
	if ARGV[at + 2] ~= '0' then
		redis.call('PEXPIREAT', KEYS[i], ARGV[at + 2])
	end
end
redis.call('SET', KEYS[1], ARGV[3])
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
return answer`)

	// Keys: the reservation, the set, and the accounts to take its amounts out of.
	// Arguments: the id, and an amount for each account.
	endScript = redis.NewScript(`
if redis.call('DEL', KEYS[1]) == 0 then
	return 0
end
redis.call('ZREM', KEYS[2], ARGV[1])
for i = 3, #KEYS do
	if redis.call('EXISTS', KEYS[i]) == 1 then
		redis.call('DECRBY', KEYS[i], ARGV[i - 1])
	end
end
return 1`)
)

// kept is a reservation as it is stored.
type kept struct {
	Op        string `json:"op"`
	Reference string `json:"reference,omitempty"`
	At        int64  `json:"at"` // milliseconds since 1970
	Lines     []line `json:"lines"`
}

type line struct {
	Budget string `json:"budget"`
	Key    string `json:"key,omitempty"`
	Period string `json:"period,omitempty"`
	Amount int64  `json:"amount"`
}

func (l line) account() spend.Account {
	return spend.Account{Budget: l.Budget, Key: l.Key, Period: l.Period}
}

func (s *Store) key(parts ...string) string { return "{" + s.prefix + "}:" + strings.Join(parts, ":") }

func (s *Store) openKey() string { return s.key("open") }

func (s *Store) reservationKey(id string) string { return s.key("reservation", id) }

func (s *Store) accountKey(a spend.Account) string {
	return s.key("account", url.QueryEscape(a.Budget), url.QueryEscape(a.Key), url.QueryEscape(a.Period))
}

// Reserve enters a reservation, by the rules of [spend.Store].
func (s *Store) Reserve(ctx context.Context, r spend.Reservation) ([]int64, bool, error) {
	k := kept{Op: r.Op, Reference: r.Reference, At: r.At.UnixMilli()}
	keys, args := []string{s.reservationKey(r.ID), s.openKey()}, []any{r.ID, k.At, ""}
	for _, l := range r.Lines {
		k.Lines = append(k.Lines, line{l.Account.Budget, l.Account.Key, l.Account.Period, l.Amount})
		keys, args = append(keys, s.accountKey(l.Account)), append(args, l.Amount, l.Limit, s.end(l.Renews))
	}
	text, err := json.Marshal(k)
	if err != nil {
		return nil, false, failed("reserving", err)
	}
	args[2] = text
	used, err := reserveScript.Run(ctx, s.client, keys, args...).Int64Slice()
	if err != nil {
		return nil, false, failed("reserving", err)
	}
	return used[1:], used[0] == 1, nil
}

// end is when Redis forgets an account, in milliseconds since 1970; 0 for never.
func (s *Store) end(renews time.Time) int64 {
	if renews.IsZero() {
		return 0
	}
	return renews.Add(s.retention).UnixMilli()
}

// Settle ends a reservation, by the rules of [spend.Store].
func (s *Store) Settle(ctx context.Context, id string) error {
	return s.finish(ctx, "settling", id, nil)
}

// Release takes a reservation back, by the rules of [spend.Store].
func (s *Store) Release(ctx context.Context, id string) error {
	text, err := s.client.Get(ctx, s.reservationKey(id)).Result()
	if errors.Is(err, redis.Nil) {
		return spend.ErrNoReservation
	}
	if err != nil {
		return failed("releasing", err)
	}
	var k kept
	if err := json.Unmarshal([]byte(text), &k); err != nil {
		return failed("releasing", err)
	}
	return s.finish(ctx, "releasing", id, k.Lines)
}

// finish forgets a reservation, and takes out what lines say if it was still there.
func (s *Store) finish(ctx context.Context, what, id string, lines []line) error {
	keys, args := []string{s.reservationKey(id), s.openKey()}, []any{id}
	for _, l := range lines {
		keys, args = append(keys, s.accountKey(l.account())), append(args, l.Amount)
	}
	n, err := endScript.Run(ctx, s.client, keys, args...).Int64()
	if err == nil && n == 0 {
		return spend.ErrNoReservation
	}
	return failed(what, err)
}

// Used returns what accounts hold, by the rules of [spend.Store].
func (s *Store) Used(ctx context.Context, accounts []spend.Account) ([]int64, error) {
	used := make([]int64, len(accounts))
	if len(accounts) == 0 {
		return used, nil
	}
	keys := make([]string, len(accounts))
	for i, a := range accounts {
		keys[i] = s.accountKey(a)
	}
	values, err := s.client.MGet(ctx, keys...).Result()
	if err != nil {
		return nil, failed("reading accounts", err)
	}
	for i, value := range values {
		text, ok := value.(string)
		if !ok {
			continue // there is no such account
		}
		if used[i], err = strconv.ParseInt(text, 10, 64); err != nil {
			return nil, failed("reading accounts", err)
		}
	}
	return used, nil
}

// Open returns the reservations made before a time, by the rules of [spend.Store].
func (s *Store) Open(ctx context.Context, before time.Time) ([]spend.Reservation, error) {
	ids, err := s.client.ZRangeByScore(ctx, s.openKey(), &redis.ZRangeBy{
		Min: "-inf", Max: "(" + strconv.FormatInt(before.UnixMilli(), 10),
	}).Result()
	if err != nil || len(ids) == 0 {
		return nil, failed("reading reservations", err)
	}
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = s.reservationKey(id)
	}
	values, err := s.client.MGet(ctx, keys...).Result()
	if err != nil {
		return nil, failed("reading reservations", err)
	}
	var open []spend.Reservation
	for i, value := range values {
		text, ok := value.(string)
		if !ok {
			continue // it has ended meanwhile
		}
		var k kept
		if err := json.Unmarshal([]byte(text), &k); err != nil {
			return nil, failed("reading reservations", err)
		}
		r := spend.Reservation{ID: ids[i], Op: k.Op, Reference: k.Reference, At: time.UnixMilli(k.At)}
		for _, l := range k.Lines {
			r.Lines = append(r.Lines, spend.Line{Account: l.account(), Amount: l.Amount})
		}
		open = append(open, r)
	}
	return open, nil
}

func failed(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("redisspend: %s: %w", what, err)
}
