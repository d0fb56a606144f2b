package spend_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/truoratest"
)

// What becomes of the amount follows from what became of the call.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		before func(*truoratest.Server)
		params func(*checks.CreateParams)
		err    func(error) bool // nil is success
		used   int64
		open   int
	}{
		"bought":         {used: 1},
		"answer is lost": {before: func(s *truoratest.Server) { s.LoseAnswer(createOp) }, err: is(truora.ErrOutcomeUnknown), used: 1, open: 1},
		"server fails": {
			before: func(s *truoratest.Server) { s.Fail(createOp, truoratest.Status(502)) }, err: is(truora.ErrOutcomeUnknown), used: 1, open: 1,
		},
		"cannot be read": {
			before: func(s *truoratest.Server) {
				s.Fail(createOp, truoratest.Answer{Status: http.StatusCreated, Body: `{"check":{"status":"not_started"}}`})
			},
			err: as[*truora.DecodeError], used: 1,
		},
		"refused by Truora": {
			before: func(s *truoratest.Server) { s.Fail(createOp, truoratest.Status(http.StatusForbidden)) }, err: is(truora.ErrForbidden),
		},
		"refused by the SDK": {params: func(p *checks.CreateParams) { p.UserAuthorized = false }, err: is(truora.ErrInvalid)},
		"no connection": {
			before: func(s *truoratest.Server) {
				for range 4 {
					s.Refuse(createOp)
				}
			},
			err: as[*truora.Error],
		},
		"answer is lost, and found again": {
			before: func(s *truoratest.Server) { s.LoseAnswer(createOp) }, params: func(p *checks.CreateParams) { p.ForceCreation = false }, used: 1,
		},
		"lost, then a rate limit": {
			before: func(s *truoratest.Server) {
				s.LoseAnswer(createOp)
				s.Fail(createOp, truoratest.Status(429), truoratest.Status(429), truoratest.Status(429), truoratest.Status(429))
			},
			params: func(p *checks.CreateParams) { p.ForceCreation = false }, err: is(truora.ErrOutcomeUnknown), used: 1, open: 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				a := guarded(t, []spend.Budget{{Name: "checks", Limit: 5}})
				p := person("1000000001")
				p.ForceCreation = true
				if tc.params != nil {
					tc.params(&p)
				}
				if tc.before != nil {
					tc.before(a.srv)
				}
				_, err := a.client.Checks.Create(t.Context(), p)
				if tc.err == nil {
					require.NoError(t, err)
				} else {
					require.True(t, tc.err(err), err)
				}
				assert.Equal(t, tc.used, a.used(t))
				assert.Len(t, a.open(t, -time.Minute), tc.open)
				assert.LessOrEqual(t, len(a.srv.Billed()), int(tc.used))
			})
		})
	}
}

func is(target error) func(error) bool { return func(err error) bool { return errors.Is(err, target) } }

func as[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}

// A reservation of a lost answer stays until a person ends it.
func TestUnknownOutcomeIsEndedByHand(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := guarded(t, []spend.Budget{{Name: "checks", Limit: 3}})
		for _, order := range []string{"order 77", "order 78"} {
			a.srv.LoseAnswer(createOp)
			require.ErrorIs(t, a.buy(spend.WithReference(t.Context(), order), "1000000001"), truora.ErrOutcomeUnknown)
			time.Sleep(time.Minute)
		}
		require.NoError(t, a.buy(t.Context(), "1000000001"))
		require.ErrorIs(t, a.buy(t.Context(), "1000000001"), spend.ErrBudget)

		assert.Empty(t, a.open(t, time.Hour), "they are younger")
		open := a.open(t, 30*time.Second)
		require.Len(t, open, 2)
		assert.Equal(t, "order 77", open[0].Reference)
		assert.Equal(t, createOp, open[0].Op)
		require.NoError(t, a.guard.Settle(t.Context(), open[0].ID))
		assert.Equal(t, int64(3), a.used(t))
		require.NoError(t, a.guard.Release(t.Context(), open[1].ID))
		assert.Equal(t, int64(2), a.used(t))
		require.ErrorIs(t, a.guard.Release(t.Context(), open[1].ID), spend.ErrNoReservation)
		require.NoError(t, a.buy(t.Context(), "1000000001"))
	})
}

// What is given back on another day is given back to the day on which it was reserved.
func TestReleasedOnAnotherDay(t *testing.T) {
	bubble(t, func(t *testing.T) {
		store := spend.NewMemory()
		a := guarded(t, []spend.Budget{{Name: "checks", Limit: 3, Period: spend.PerDay(time.UTC)}}, spend.WithStore(store))
		usedOn := func(day string) int64 {
			used, err := store.Used(t.Context(), []spend.Account{{Budget: "checks", Period: day}})
			require.NoError(t, err)
			return used[0]
		}
		a.srv.LoseAnswer(createOp)
		require.ErrorIs(t, a.buy(t.Context(), "1000000001"), truora.ErrOutcomeUnknown)
		time.Sleep(24 * time.Hour)
		require.NoError(t, a.buy(t.Context(), "1000000001"))
		require.Equal(t, []int64{1, 1}, []int64{usedOn("2000-01-01"), usedOn("2000-01-02")})
		open := a.open(t, time.Hour)
		require.Len(t, open, 1)
		require.NoError(t, a.guard.Release(t.Context(), open[0].ID))
		assert.Equal(t, []int64{0, 1}, []int64{usedOn("2000-01-01"), usedOn("2000-01-02")})
	})
}

func TestReusedCheckIsNotBilled(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := guarded(t, []spend.Budget{{Name: "checks", Limit: 5}})
		buy := func(reference string) *checks.Check {
			p := person("1000000001")
			p.CustomInput = reference
			check, err := a.client.Checks.Create(t.Context(), p)
			require.NoError(t, err)
			return check
		}
		first := buy("order 77")
		assert.Equal(t, int64(1), a.used(t))
		assert.Equal(t, first.CheckID, buy("order 78").CheckID)
		assert.Equal(t, int64(1), a.used(t), "it has the reference of another call")
		assert.Equal(t, first.CheckID, buy("order 77").CheckID)
		assert.Equal(t, int64(2), a.used(t), "nothing proves that it is old")
		time.Sleep(time.Hour)
		assert.Equal(t, first.CheckID, buy("").CheckID)
		assert.Equal(t, int64(2), a.used(t), "it is older than the call")
		assert.Len(t, a.srv.Billed(), 1)
	})
}

// broken is a store that fails from some point on.
type broken struct {
	*spend.Memory
	reserve, finish error
}

func (b *broken) Reserve(ctx context.Context, r spend.Reservation) ([]int64, bool, error) {
	used, ok, err := b.Memory.Reserve(ctx, r) // it is entered, and the answer of the store is lost
	return used, ok, errors.Join(err, b.reserve)
}

func (b *broken) Settle(ctx context.Context, id string) error {
	return errors.Join(b.finish, b.Memory.Settle(ctx, id))
}

func TestStoreFails(t *testing.T) {
	bubble(t, func(t *testing.T) {
		down := errors.New("down")
		store := &broken{Memory: spend.NewMemory(), reserve: down}
		var noted []error
		a := guarded(t, []spend.Budget{{Name: "checks", Limit: 5}}, spend.WithStore(store),
			spend.WithErrorHandler(func(_ context.Context, err error) { noted = append(noted, err) }))
		err := a.buy(t.Context(), "1000000001")
		require.ErrorIs(t, err, down)
		require.ErrorIs(t, err, truora.ErrRefused)
		assert.Empty(t, a.srv.Requests(), "a purchase that cannot be counted is refused")
		assert.Zero(t, a.used(t), "and it does not stay reserved")
		assert.Empty(t, noted)

		store.reserve, store.finish = nil, down
		require.NoError(t, a.buy(t.Context(), "1000000001"), "it was bought")
		require.Len(t, noted, 1)
		require.ErrorIs(t, noted[0], down)
		assert.Equal(t, int64(1), a.used(t))
	})
}

// A caller who stops waiting does not keep the store from noting what is known.
func TestCanceledCallIsNoted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := guarded(t, []spend.Budget{{Name: "checks", Limit: 5}})
		for range 4 {
			a.srv.Fail(createOp, truoratest.Answer{Status: 429, Header: http.Header{"Retry-After": {"10"}}})
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel) // while the call waits
		require.ErrorIs(t, a.buy(ctx, "1000000001"), context.Canceled)
		assert.Zero(t, a.used(t))
		assert.Empty(t, a.open(t, -time.Minute))
	})
}
