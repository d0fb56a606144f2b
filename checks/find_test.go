package checks_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
)

const (
	createOp = "POST /v1/checks"
	listOp   = "GET /v1/checks"
)

func subject(document, reference string) checks.CreateParams {
	return checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: document, UserAuthorized: true, CustomInput: reference,
	}
}

func TestFind(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		srv.SetPageSize(2)
		for i := range 7 {
			_, err := client.Checks.Create(t.Context(), subject(fmt.Sprint(1000+i), fmt.Sprint("order ", i)))
			require.NoError(t, err)
			time.Sleep(time.Minute)
		}
		service := client.Checks
		pages := func() int { return len(srv.RequestsTo(listOp)) }

		found, err := service.Find(t.Context(), "ORDER 0", checks.FindParams{})
		require.NoError(t, err)
		assert.Equal(t, "1000", found.NationalID)
		assert.False(t, found.Reused)
		assert.Equal(t, 4, pages())

		before := pages()
		_, err = service.Find(t.Context(), "order 0", checks.FindParams{MaxPages: 3})
		require.Error(t, err)
		require.NotErrorIs(t, err, truora.ErrNotFound, "it may be on the fourth")
		assert.Equal(t, 3, pages()-before)
		_, err = service.Find(t.Context(), "order 0", checks.FindParams{MaxPages: 4})
		require.NoError(t, err)

		_, err = service.Find(t.Context(), "order 0", checks.FindParams{Since: time.Now().Add(-5 * time.Minute)})
		require.ErrorIs(t, err, truora.ErrNotFound, "it is older")
		_, err = service.Find(t.Context(), "order 9", checks.FindParams{})
		require.ErrorIs(t, err, truora.ErrNotFound)
		assert.Equal(t, "truora: GET /v1/checks: no check has this custom_input", err.Error())
		_, err = service.Create(t.Context(), subject("2000", ""))
		require.NoError(t, err)
		for _, blank := range []string{"", "  ", "\u00a0"} {
			_, err = service.Find(t.Context(), blank, checks.FindParams{})
			require.ErrorIs(t, err, truora.ErrInvalid, "it is not the check without a reference")
		}

		srv.Fail(listOp, truoratest.Answer{Status: 403, Body: `{"message":"no"}`})
		_, err = service.Find(t.Context(), "order 0", checks.FindParams{})
		require.ErrorIs(t, err, truora.ErrForbidden)

		page := truoratest.Answer{Body: `{"checks":[],"next":"/v1/checks?start_key=k"}`}
		for name, answers := range map[string][]truoratest.Answer{"no list": {{Status: 404}}, "half a list": {page, {Status: 404}}} {
			srv.Fail(listOp, answers...)
			_, err = service.Find(t.Context(), "order 0", checks.FindParams{})
			require.ErrorContains(t, err, "404", name)
			require.NotErrorIs(t, err, truora.ErrNotFound, "it may have been bought: %s", name)
		}
	})
}

// The list may be late, and it may hold what cannot be read.
func TestFindInAListThatIsLate(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		empty := truoratest.Answer{Body: `{"checks":[],"next":"","self":"/v1/checks"}`}
		_, err := client.Checks.Create(t.Context(), subject("1000", "order 1"))
		require.NoError(t, err)
		srv.Fail(listOp, empty, empty, empty)
		found, err := client.Checks.Find(t.Context(), "order 1", checks.FindParams{MaxWait: time.Minute})
		require.NoError(t, err)
		assert.Equal(t, "order 1", found.CustomInput)
		assert.Len(t, srv.RequestsTo(listOp), 4)

		start := time.Now()
		_, err = client.Checks.Find(t.Context(), "order 2", checks.FindParams{MaxWait: time.Minute})
		require.ErrorIs(t, err, truora.ErrNotFound)
		assert.LessOrEqual(t, time.Since(start), time.Minute)
		assert.Greater(t, time.Since(start), 30*time.Second)

		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err = client.Checks.Find(ctx, "order 2", checks.FindParams{MaxWait: time.Minute})
		require.ErrorIs(t, err, context.DeadlineExceeded)

		srv.Fail(listOp, truoratest.Answer{Body: `{"checks":[{"check_id":7},{"check_id":"CHK1","custom_input":"x"}]}`})
		_, err = client.Checks.Find(t.Context(), "order 3", checks.FindParams{})
		require.NotErrorIs(t, err, truora.ErrNotFound, "it may be the one that cannot be read")
		var unread *truora.DecodeError
		require.ErrorAs(t, err, &unread)

		srv.Fail(listOp, truoratest.Answer{Body: `{"checks":[{"check_id":"CHK1","custom_input":["order 3"]}]}`})
		_, err = client.Checks.Find(t.Context(), "order 3", checks.FindParams{})
		require.Error(t, err)
		require.NotErrorIs(t, err, truora.ErrNotFound, "its reference cannot be read")
		for _, date := range []string{"", `,"creation_date":"yesterday"`} {
			srv.Fail(listOp, truoratest.Answer{Body: `{"checks":[{"check_id":"CHK1","custom_input":"order 3"` + date + `}]}`})
			found, err = client.Checks.Find(t.Context(), "order 3", checks.FindParams{Since: time.Now()})
			require.NoError(t, err, "nothing says that it is older")
			assert.Equal(t, "CHK1", found.CheckID)
		}

		for _, next := range []string{"a", "b", "a"} {
			srv.Fail(listOp, truoratest.Answer{Body: `{"checks":[],"next":"/v1/checks?start_key=` + next + `"}`})
		}
		_, err = client.Checks.Find(t.Context(), "order 3", checks.FindParams{})
		require.ErrorContains(t, err, "cycle")
		require.NotErrorIs(t, err, truora.ErrNotFound)
	})
}

func TestReused(t *testing.T) {
	for name, tt := range map[string]struct {
		first, second string // references
		apart         time.Duration
		force         bool
		want          bool
	}{
		"another reference, at once":     {"order 1", "order 2", 0, false, true},
		"the same reference, later":      {"order 1", "order 1", time.Minute, false, true},
		"no reference, later":            {"", "", time.Minute, false, true},
		"no reference, nothing proves":   {"", "", time.Second, false, false},
		"the first has none":             {"", "order 1", time.Second, false, false},
		"the same reference, nothing":    {"order 1", "order 1", time.Second, false, false},
		"forced":                         {"order 1", "order 2", time.Hour, true, false},
		"too long ago, so it is another": {"order 1", "order 2", 25 * time.Hour, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
				first, err := client.Checks.Create(t.Context(), subject("1000", tt.first))
				require.NoError(t, err)
				assert.False(t, first.Reused)
				time.Sleep(tt.apart)
				params := subject("1000", tt.second)
				params.ForceCreation = tt.force
				var told bool // to interceptors
				second, err := client.With(truora.WithInterceptor(func(ctx context.Context, _ *truora.Call) (context.Context, func(*truora.Result), error) {
					return ctx, func(r *truora.Result) { told = r.Reused }, nil
				})).Checks.Create(t.Context(), params)
				require.NoError(t, err)
				assert.Equal(t, tt.want, second.Reused)
				assert.Equal(t, tt.want, told)
				if tt.want {
					assert.Equal(t, first.CheckID, second.CheckID)
					assert.Equal(t, tt.first, second.CustomInput)
					assert.Len(t, srv.Billed(), 1)
				}
			})
		})
	}
}

// A call that is sent again after its answer was lost has bought the check, whatever
// the clocks of the two machines say.
func TestWhatTheCallBoughtIsNotReused(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{-time.Hour, 0, time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			srv := truoratest.NewServer(t, truoratest.WithClock(truoratest.NewClock(time.Now().Add(ahead))))
			client := srv.Client()
			srv.LoseAnswer(createOp)
			srv.Slow(createOp, 20*time.Second)
			check, err := client.Checks.Create(t.Context(), subject("1000", ""))
			require.NoError(t, err)
			assert.False(t, check.Reused)
			require.Len(t, srv.RequestsTo(createOp), 2)
			time.Sleep(time.Minute)
			check, err = client.Checks.Create(t.Context(), subject("1000", ""))
			require.NoError(t, err)
			assert.True(t, check.Reused)
			assert.Len(t, srv.Billed(), 1)
		})
	}
}

// Without a clock of Truora's the reference proves something, and the life of the check.
func TestReusedWithoutAClock(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		sent, answer string
		want         bool
	}{
		"new":                 {"order 1", `"custom_input":"order 1","creation_date":"2020-01-01T00:00:00Z","update_date":"2020-01-01T00:00:00Z"`, false},
		"written otherwise":   {"order 1", `"custom_input":"ORDER 1 ","creation_date":"2020-01-01T00:00:00Z","update_date":"2020-01-01T00:00:01Z"`, false},
		"of another call":     {"order 2", `"custom_input":"ORDER 1 ","creation_date":"2020-01-01T00:00:00Z","update_date":"2020-01-01T00:00:01Z"`, true},
		"sent no reference":   {"", `"custom_input":"order 1"`, false},
		"has no reference":    {"order 1", `"custom_input":""`, false},
		"a reference no text": {"order 1", `"custom_input":["order 2"]`, false},
		"changed later":       {"", `"creation_date":"2020-01-01T00:00:00Z","update_date":"2020-01-01T00:01:00Z"`, true},
		"changed elsewhere":   {"", `"creation_date":"2020-01-01T00:00:00Z","update_date":"2019-12-31T19:00:01-05:00"`, false},
		"changed before":      {"", `"creation_date":"2020-01-01T00:00:00Z","update_date":"2019-01-01T00:00:00Z"`, false},
		"never changed":       {"", `"creation_date":"2020-01-01T00:00:00Z","update_date":"0001-01-01T00:00:00Z"`, false},
		"no date":             {"", `"creation_date":"","update_date":"2020-01-01T00:01:00Z"`, false},
		"dates of other kind": {"", `"creation_date":1,"update_date":2`, false},
	} {
		client := areatest.Answering(t, 201, `{"check":{"check_id":"CHK1",`+tt.answer+`}}`)
		check, err := client.Checks.Create(t.Context(), subject("1000", tt.sent))
		require.NoError(t, err, name)
		assert.Equal(t, tt.want, check.Reused, name)
	}
}

// The guide's buyOnce, in each way that a call can get lost.
func TestBuyOnce(t *testing.T) {
	for name, tt := range map[string]struct {
		before func(*testing.T, *truoratest.Server, *checks.Service)
		force  bool
		billed int
	}{
		"not lost":       {func(*testing.T, *truoratest.Server, *checks.Service) {}, false, 1},
		"lost":           {func(_ *testing.T, srv *truoratest.Server, _ *checks.Service) { srv.LoseAnswer(createOp) }, false, 1},
		"lost, forced":   {func(_ *testing.T, srv *truoratest.Server, _ *checks.Service) { srv.LoseAnswer(createOp) }, true, 1},
		"cannot be read": {func(_ *testing.T, srv *truoratest.Server, _ *checks.Service) { srv.CutAnswer(createOp, 20) }, true, 1},
		"never carried out": {func(_ *testing.T, srv *truoratest.Server, _ *checks.Service) {
			srv.Fail(createOp, truoratest.Answer{Status: 502})
		}, false, 1},
		"it was another order": {bought, false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
				service := client.With(truora.WithoutDedupeRetries()).Checks
				tt.before(t, srv, service)
				params := subject("1000", "order 77")
				params.ForceCreation = tt.force
				check, err := buyOnce(t.Context(), service, params)
				require.NoError(t, err)
				assert.NotEmpty(t, check.CheckID)
				assert.Len(t, srv.Billed(), tt.billed)
			})
		})
	}
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		srv.Fail(createOp, truoratest.Answer{Status: 502}) // never carried out, which nobody knows
		params := subject("1000", "order 77")
		params.ForceCreation = true
		_, err := buyOnce(t.Context(), client.Checks, params)
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		assert.Empty(t, srv.Billed(), "and nothing is bought on a guess")
	})
}

// bought is a check of the same person for another order, and then a lost answer.
func bought(t *testing.T, srv *truoratest.Server, service *checks.Service) {
	t.Helper()
	_, err := service.Create(t.Context(), subject("1000", "order 1"))
	require.NoError(t, err)
	srv.LoseAnswer(createOp)
}
