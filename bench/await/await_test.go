package await

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/webhooks"
)

// way is how a wait learns of the end.
type way struct {
	name  string
	hub   bool
	event truoratest.WebhookFault // the fault of each event
}

const (
	polling = iota
	listening
	listeningLate
	listeningDeaf
)

var ways = []way{
	polling:   {name: "polling"},
	listening: {name: "hub", hub: true},
	// In the one record of a delivery that Truora publishes, it was done 10 s after the
	// event.
	listeningLate: {name: "hub, 10 s late", hub: true, event: truoratest.WebhookFault{Late: 10 * time.Second}},
	listeningDeaf: {name: "hub, all lost", hub: true, event: truoratest.WebhookFault{Lost: true}},
}

// kind is a check that takes as long as contract/notes/checks.md and crosscutting.md
// say that checks take.
type kind struct {
	name    string
	takes   time.Duration
	delayed bool
}

var kinds = []kind{
	{"3 s", 3 * time.Second, false},
	{"10 s", 10 * time.Second, false},
	{"25 s", 25 * time.Second, false},
	{"2.5 min", 150 * time.Second, false},
	{"20 min", 20 * time.Minute, false},
	{"2 h", 2 * time.Hour, false},
	{"24 h", 24 * time.Hour, false},
	{"48 h, delayed", 48 * time.Hour, true},
}

func (k kind) script() truoratest.CheckScript {
	if k.delayed {
		return truoratest.CheckScript{Sources: []truoratest.SourceScript{{Source: "criminal_record", Delay: k.takes}}}
	}
	return truoratest.CheckScript{Duration: k.takes}
}

// figures are the means for one check.
type figures struct {
	requests float64
	late     time.Duration
}

// waits is how many waits are measured for a figure. The pauses are random, but the
// more there are, the less that matters.
func (k kind) waits() int {
	switch {
	case k.takes > 12*time.Hour: // thousands of requests
		return 1
	case k.takes > time.Hour:
		return 2
	}
	return 8
}

func measure(t *testing.T, k kind, w way) (f figures) {
	t.Helper()
	waits := k.waits()
	synctest.Test(t, func(t *testing.T) {
		srv := truoratest.NewServer(t)
		srv.Checks.OnCreate(func(truoratest.CheckInput) truoratest.CheckScript { return k.script() })
		params := checks.WaitParams{}
		if w.hub {
			params.Notifier = receiver(t, srv)
			for range waits * 5 { // events of a check
				srv.Webhooks.NextFault("", w.event)
			}
			go srv.Webhooks.Run(t.Context())
		}
		service := srv.Client().Checks
		var all sync.WaitGroup
		late := make([]time.Duration, waits)
		for i := range waits {
			check, err := service.Create(t.Context(), checks.CreateParams{
				Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: fmt.Sprint(1000000001 + i), UserAuthorized: true,
			})
			require.NoError(t, err)
			all.Go(func() {
				done, err := service.Wait(t.Context(), check.CheckID, params)
				if !assert.NoError(t, err) {
					return
				}
				end := check.CreationDate.Add(k.takes)
				if k.delayed {
					end = done.UpdateDate // in whole seconds
				}
				late[i] = time.Since(end)
			})
		}
		all.Wait()
		f.requests = float64(len(srv.RequestsTo("GET /v1/checks/{check_id}"))) / float64(waits)
		for _, d := range late {
			f.late += d / time.Duration(waits)
		}
	})
	return f
}

// receiver returns a hub that srv sends all events to.
func receiver(t *testing.T, srv *truoratest.Server) *webhooks.Hub {
	t.Helper()
	verifier, err := webhooks.NewVerifier(srv.Webhooks.Key())
	require.NoError(t, err)
	hub := webhooks.NewHub()
	srv.Webhooks.Add(truoratest.Webhook{Handler: webhooks.Handler(verifier, func(ctx context.Context, e webhooks.Event) error {
		return hub.Handle(ctx, e)
	})})
	return hub
}

func TestWhatListeningSaves(t *testing.T) {
	t.Parallel()
	var table strings.Builder
	row := func(name string, cell func(int) string) {
		fmt.Fprintf(&table, "\n%-14s", name)
		for i := range ways {
			fmt.Fprintf(&table, " | %18s", cell(i))
		}
	}
	row("check takes", func(i int) string { return ways[i].name })
	for _, k := range kinds {
		got := make([]figures, len(ways))
		for i, w := range ways {
			got[i] = measure(t, k, w)
		}
		row(k.name, func(i int) string {
			return fmt.Sprintf("%6.1f  %9s", got[i].requests, got[i].late.Round(100*time.Millisecond))
		})
		assert.LessOrEqual(t, got[listening].requests, got[polling].requests, k.name)
		assert.LessOrEqual(t, got[listening].late, 2*time.Second, k.name)
		assert.LessOrEqual(t, got[listeningLate].late, 12*time.Second, k.name)
		if k.takes > time.Minute {
			assert.Less(t, got[listeningLate].requests, got[polling].requests*0.7, k.name)
			assert.LessOrEqual(t, got[listeningDeaf].requests, got[polling].requests, "a deaf hub costs nothing")
		}
		assert.LessOrEqual(t, got[listeningDeaf].late, 61*time.Minute)
	}
	t.Logf("requests a check, and how long after its end it is noticed:\n%s", &table)
}
