package hooks_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/hooks"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
)

func TestTheEventsOfACheck(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		srv.SetPageSize(2)
		check, err := client.Checks.Create(t.Context(), checks.CreateParams{
			Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
		})
		require.NoError(t, err)
		page, err := client.Hooks.List(t.Context(), hooks.ListParams{})
		require.NoError(t, err)
		require.Len(t, page.Items, 1)
		assert.Equal(t, hooks.DeliveryStatusPending, page.Items[0].DeliveryStatus)
		assert.Zero(t, page.Items[0].DeliveryAttempts)

		srv.Webhooks.Add(truoratest.Webhook{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})})
		time.Sleep(time.Minute)
		srv.Webhooks.Deliver(t.Context())
		var actions []string
		for event, err := range client.Hooks.All(t.Context(), hooks.ListParams{}) {
			require.NoError(t, err)
			var object checks.Check
			require.NoError(t, event.Object.Decode(&object))
			assert.Equal(t, check.CheckID, object.CheckID)
			if event.EventAction != "created" { // before there was a receiver
				assert.Equal(t, hooks.DeliveryStatusSuccess, event.DeliveryStatus)
				assert.Equal(t, 1, event.DeliveryAttempts)
			}
			assert.Equal(t, event.EventAction == "finished", object.Final(), "the object is as it was at that time")
			actions = append(actions, event.EventAction)

			again, err := client.Hooks.Get(t.Context(), event.IdempotencyKey)
			require.NoError(t, err)
			assert.JSONEq(t, string(event.RawJSON()), string(again.RawJSON()))
		}
		assert.Equal(t, []string{"created", "started", "finished", "decision_variables_finished"}, actions)
	})
}
