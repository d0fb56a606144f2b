package webhooks_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/webhooks"
)

func woken(events <-chan struct{}) bool {
	select {
	case <-events:
		return true
	default:
		return false
	}
}

func TestHubWakesByEveryID(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, action, object, id string }{
		{"check", "finished", `{"check_id":"X"}`, "X"},
		{"check", "started", `{"check_id":"C","report_id":"X"}`, "X"},
		{"check", "decision_variables_finished", `{"check_id":"X"}`, "X"},
		{"continuous_check", "changed", `{"continuous_check_id":"X","check_id":"C"}`, "X"},
		{"continuous_check", "changed", `{"ContinuousCheckID":"X"}`, "X"},
		{"identity_process", "succeeded", `{"process_id":"X"}`, "X"},
		{"digital_identity.identity_process", "success", `{"identity_process_id":"X"}`, "X"},
		{"identity_process", "created", `{"process_id":"X"}`, "X"},
		{"identity_process", "step_succeeded", `{"process_id":"P","account_id":"X"}`, "X"},
		{"document_validation", "failed", `{"validation_id":"X"}`, "X"},
		{"electronic_signature", "succeeded", `{"validation_id":"V","identity_process_id":"X"}`, "X"},
		{"face_search", "enrolled", `{"enrollment_id":"X"}`, "X"},
		{"truconnect", "process_succeeded", `{"session_id":"X"}`, "X"},
		{"outbound", "accepted", `{"outbound_id":"X"}`, "X"},
		{"batch", "finished", `{"batch_id":"X"}`, "X"},
		{"batch", "finished", `"{\"batch_id\":\"X\"}"`, "X"},
	} {
		hub := webhooks.NewHub()
		events, stop := hub.Notify(c.id)
		others, stopOthers := hub.Notify("another")
		require.NoError(t, hub.Handle(t.Context(), event(t, c.kind, c.action, c.object)))
		assert.True(t, woken(events), "%s.%s %s", c.kind, c.action, c.object)
		assert.False(t, woken(others))
		stop()
		stopOthers()
	}
}

func TestHubWakesNobodyForNothing(t *testing.T) {
	t.Parallel()
	hub := webhooks.NewHub()
	events, stop := hub.Notify("X")
	empty, stopEmpty := hub.Notify("")
	defer stopEmpty()
	for _, e := range []webhooks.Event{
		event(t, "check", "created", `{"check_id":"X"}`), // who waits has made it
		event(t, "check", "finished", `{"check_id":"Y","country":"X","national":"X"}`),
		event(t, "check", "finished", `{"check_id":"","report_id":null,"external_id":3}`),
		event(t, "check", "finished", `null`),
		{},
	} {
		require.NoError(t, hub.Handle(t.Context(), e))
		assert.False(t, woken(events) || woken(empty), "%s %s", e, e.RawJSON())
	}
	finished := event(t, "check", "finished", `{"check_id":"X"}`)
	for range 100 { // nothing receives from the channel: it must not block
		require.NoError(t, hub.Handle(t.Context(), finished))
	}
	assert.True(t, woken(events))
	assert.False(t, woken(events), "a hundred events wake it only once")
	stop()
	stop()
	require.NoError(t, hub.Handle(t.Context(), finished))
	assert.False(t, woken(events))
}

// Waits for one id may end in any order.
func TestWaitsForOneID(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // the same in every run
		hub := webhooks.NewHub()
		e := event(t, "check", "finished", `{"check_id":"X"}`)
		type waiting struct {
			events <-chan struct{}
			stop   func()
		}
		var waits []waiting
		for len(waits) < 5 {
			events, stop := hub.Notify("X")
			waits = append(waits, waiting{events, stop})
		}
		random.Shuffle(len(waits), func(i, j int) { waits[i], waits[j] = waits[j], waits[i] })
		for n := range waits {
			require.NoError(t, hub.Handle(t.Context(), e))
			for i, w := range waits {
				assert.Equal(t, i >= n, woken(w.events))
			}
			waits[n].stop()
			waits[random.IntN(n+1)].stop() // one that has ended
		}
		events, stop := hub.Notify("X")
		require.NoError(t, hub.Handle(t.Context(), e))
		assert.True(t, woken(events))
		stop()
	}
}

func TestManyWaitsAtOneHub(t *testing.T) {
	t.Parallel()
	hub := webhooks.NewHub()
	e := event(t, "check", "finished", `{"check_id":"X"}`)
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			for range 50 {
				events, stop := hub.Notify("X")
				_, stopOther := hub.Notify(fmt.Sprint(i))
				assert.NoError(t, hub.Handle(t.Context(), e))
				assert.True(t, woken(events))
				stopOther()
				stop()
			}
		})
	}
	all.Wait()
}
