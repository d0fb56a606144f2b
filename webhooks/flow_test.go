package webhooks_test

import (
	"context"
	"net/http"
	"sync"
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
	"github.com/truora/truora-go/webhooks"
)

const readCheck = "GET /v1/checks/{check_id}"

// listening is a program that receives events from a fake, in virtual time.
type listening struct {
	*inbox
	srv    *truoratest.Server
	client *truora.Client
	checks *checks.Service
	hub    *webhooks.Hub
}

func listen(t *testing.T, test func(t *testing.T, l listening)) {
	t.Helper()
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		l := listening{inbox: &inbox{}, srv: srv, client: client, checks: client.Checks, hub: webhooks.NewHub()}
		srv.Webhooks.Add(truoratest.Webhook{Handler: webhooks.Handler(fakes(t, srv), func(ctx context.Context, e webhooks.Event) error {
			if err := l.hub.Handle(ctx, e); err != nil {
				return err
			}
			return l.accept(ctx, webhooks.Event{ID: e.Name()})
		})})
		go srv.Webhooks.Run(t.Context())
		test(t, l)
	})
}

// fakes returns the verifier for a fake's deliveries.
func fakes(t *testing.T, srv *truoratest.Server) *webhooks.Verifier {
	t.Helper()
	v, err := webhooks.NewVerifier(srv.Webhooks.Key())
	require.NoError(t, err)
	return v
}

func (l listening) create(t *testing.T) string {
	t.Helper()
	check, err := l.checks.Create(t.Context(), checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true, ForceCreation: true,
	})
	require.NoError(t, err)
	return check.CheckID
}

func (l listening) wait(t *testing.T, id string) *checks.Check {
	t.Helper()
	check, err := l.checks.Wait(t.Context(), id, checks.WaitParams{Notifier: l.hub})
	require.NoError(t, err)
	assert.Equal(t, apitype.CheckStatusCompleted, check.Status)
	return check
}

func TestAWaitThatListens(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		begun := time.Now()
		id := l.create(t)
		l.wait(t, id)
		assert.Equal(t, 20*time.Second, time.Since(begun), "noticed at the moment it ends")
		assert.Len(t, l.srv.RequestsTo(readCheck), 3, "at the beginning, when it started, when it ended")
		later(time.Minute)
		assert.Equal(t, "check.created check.started check.finished check.decision_variables_finished", l.got())
	})
}

func TestAWaitWhoseEventsAreLost(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		lost := truoratest.WebhookFault{Lost: true}
		l.srv.Webhooks.NextFault("", lost, lost, lost, lost)
		begun := time.Now()
		l.wait(t, l.create(t))
		assert.InDelta(t, 30, time.Since(begun).Seconds(), 6, "the polling finds out")
		assert.Empty(t, l.got())
	})
}

func TestForgedEventsWakeNobody(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		for range 4 {
			l.srv.Webhooks.NextFault("", truoratest.WebhookFault{Forged: true})
		}
		begun := time.Now()
		l.wait(t, l.create(t))
		assert.Greater(t, time.Since(begun), 23*time.Second)
		later(time.Hour)
		assert.Empty(t, l.got())
		for _, d := range l.srv.Webhooks.Deliveries() {
			assert.Equal(t, 401, d.Status)
		}
	})
}

func TestLateAndRepeatedEventsMoveNothingBack(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		l.srv.Webhooks.NextFault("check.started", truoratest.WebhookFault{Late: 19*time.Second + 500*time.Millisecond, Copies: 3})
		l.srv.Webhooks.NextFault("check.finished", truoratest.WebhookFault{Copies: 3})
		id := l.create(t)
		var seen []apitype.CheckStatus
		check, err := l.checks.Wait(t.Context(), id, checks.WaitParams{Notifier: l.hub, OnUpdate: func(c *checks.Check) { seen = append(seen, c.Status) }})
		require.NoError(t, err)
		assert.Equal(t, apitype.CheckStatusCompleted, check.Status)
		assert.Equal(t, []apitype.CheckStatus{apitype.CheckStatusNotStarted, apitype.CheckStatusCompleted}, seen)
		later(time.Hour)
		assert.Equal(t, "check.created check.finished check.started check.decision_variables_finished", l.got(), "each once")
	})
}

func TestAnEventBeforeTheWaitIsNotMissed(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		id := l.create(t)
		later(time.Minute)
		begun := time.Now()
		l.wait(t, id)
		assert.Zero(t, time.Since(begun))
		assert.Len(t, l.srv.RequestsTo(readCheck), 1)
	})
}

func TestADelayedCheckIsNoticedAtOnce(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		l.srv.Checks.Next(truoratest.CheckScript{Sources: []truoratest.SourceScript{{Source: "criminal_record", Delay: 48 * time.Hour}}})
		begun := time.Now()
		l.wait(t, l.create(t))
		assert.Greater(t, time.Since(begun), 48*time.Hour)
		last := l.srv.RequestsTo(readCheck)
		assert.Less(t, len(last), 80, "polling is slow where events come")
		for _, d := range l.srv.Webhooks.Deliveries() {
			if d.Events[0] == "check.finished" {
				assert.LessOrEqual(t, last[len(last)-1].Time.Sub(d.Time), time.Second)
			}
		}
	})
}

func TestManyWaitsOnOneCheckAndMany(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		var all sync.WaitGroup
		begun := time.Now()
		for range 5 {
			id := l.create(t)
			for range 4 {
				all.Go(func() { l.wait(t, id) })
			}
		}
		all.Wait()
		assert.Equal(t, 20*time.Second, time.Since(begun))
		assert.Len(t, l.srv.RequestsTo(readCheck), 5*4*3)
	})
}

// What the program failed to accept is sent again, and not taken for a repeat.
func TestAnEventComesUntilItIsAccepted(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		failures := 2
		l.answer = func(webhooks.Event) error {
			if failures--; failures >= 0 {
				return context.DeadlineExceeded
			}
			return nil
		}
		lost := truoratest.WebhookFault{Lost: true}
		l.srv.Webhooks.NextFault("", truoratest.WebhookFault{}, lost, lost, lost)
		l.create(t)
		later(time.Hour)
		assert.Equal(t, "check.created check.created check.created", l.got())
	})
}

// A captured delivery is a repeat while it is remembered, and too old once the program
// has restarted and remembers nothing.
func TestACapturedDeliveryIsReplayed(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		l.create(t)
		later(time.Second)
		sent := l.srv.Webhooks.Deliveries()
		require.NotEmpty(t, sent)
		captured := string(sent[0].Body)
		in := &inbox{}
		started := func() http.Handler { return webhooks.Handler(fakes(t, l.srv), in.accept) }
		h := started()
		assert.Equal(t, http.StatusOK, post(t, h, captured))
		assert.Equal(t, http.StatusOK, post(t, h, captured))
		assert.Len(t, in.names, 1)
		later(25 * time.Hour)
		assert.Equal(t, http.StatusUnauthorized, post(t, h, captured))
		assert.Equal(t, http.StatusUnauthorized, post(t, started(), captured))
		assert.Len(t, in.names, 1)
		forever := webhooks.Handler(fakes(t, l.srv).WithMaxAge(0), in.accept)
		assert.Equal(t, http.StatusOK, post(t, forever, captured), "the limit is off")
	})
}

// later lets time pass until all goroutines are blocked.
func later(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}
