package hooks_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/hooks"
	"github.com/truora/truora-go/internal/areatest"
)

const event = `{"idempotency_key":"HIK1","client_id":"c0ffee","product":"checks","event_type":"check","event_action":"created",` +
	`"delivery_status":"dozing","delivery_attempts":5,"timestamp":"2024-07-05T00:05:42Z","update_date":"2024-07-05T00:05:47Z",`

func eventRows() map[string]areatest.Row {
	assertEvent := func(t *testing.T, got any) {
		e, ok := got.(*hooks.Event)
		require.True(t, ok)
		assert.Equal(t, "HIK1", e.IdempotencyKey)
		assert.Equal(t, hooks.DeliveryStatus("dozing"), e.DeliveryStatus)
		assert.Equal(t, 5, e.DeliveryAttempts)
		assert.Equal(t, 5*time.Second, e.UpdateDate.Sub(e.Timestamp))
		var check checks.Check
		require.NoError(t, e.Object.Decode(&check))
		assert.Equal(t, "CHK1", check.CheckID)
		assert.Equal(t, "ANA", check.FirstName)
		assert.Equal(t, 2024, check.CreationDate.Year(), "times are parsed as leniently as elsewhere")
		assert.JSONEq(t, string(e.Object.JSON()), string(check.RawJSON()))
	}
	return map[string]areatest.Row{
		"List": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Hooks.List(ctx, hooks.ListParams{StartKey: "HIK0"})
			},
			Method: "GET", URL: areatest.Account + "/v1/hooks/events?start_key=HIK0",
			Answer: `{"events":[` + event + `"object":"{\"check_id\":\"CHK1\",\"first_name\":\"ANA\",\"creation_date\":\"2024-07-05 00:05:42\"}"}],"next":"/v1/hooks/events?start_key=HIK1","self":"/v1/events"}`,
			Want: func(t *testing.T, got any) {
				page := got.(*apitype.Page[hooks.Event])
				require.Len(t, page.Items, 1)
				assertEvent(t, &page.Items[0])
				assert.Equal(t, "HIK1", page.Next)
			},
		},
		"Get": {
			Call:   func(ctx context.Context, c *truora.Client) (any, error) { return c.Hooks.Get(ctx, "HIK1") },
			Method: "GET", URL: areatest.Account + "/v1/hooks/events/HIK1", Want: assertEvent,
			Answer: event + `"object":{"check_id":"CHK1","first_name":"ANA","creation_date":"2024-07-05T00:05:42Z"}}`,
		},
		"Get, about nothing": {
			Call:   func(ctx context.Context, c *truora.Client) (any, error) { return c.Hooks.Get(ctx, "HIK1") },
			Method: "GET", URL: areatest.Account + "/v1/hooks/events/HIK1", Answer: event + `"object":null}`,
			Want: func(t *testing.T, got any) {
				object := got.(*hooks.Event).Object
				assert.Nil(t, object.JSON())
				require.Error(t, object.Decode(&struct{}{}))
				for _, v := range []any{nil, struct{}{}, (*struct{})(nil)} {
					require.ErrorContains(t, object.Decode(v), "into a pointer")
				}
				text, err := json.Marshal(object)
				require.NoError(t, err)
				assert.Equal(t, `"[redacted]"`, string(text), "and JSON has nothing else of it")
			},
		},
		"Get, about words": {
			Call:   func(ctx context.Context, c *truora.Client) (any, error) { return c.Hooks.Get(ctx, "HIK1") },
			Method: "GET", URL: areatest.Account + "/v1/hooks/events/HIK1", Answer: event + `"object":"ANA PRUEBA"}`,
			Want: func(t *testing.T, got any) {
				object := got.(*hooks.Event).Object
				assert.Equal(t, "ANA PRUEBA", string(object.JSON()))
				err := object.Decode(&struct{}{})
				require.Error(t, err)
				assert.NotContains(t, err.Error(), "ANA")
			},
		},
	}
}

func TestWire(t *testing.T) {
	t.Parallel()
	areatest.Run(t, eventRows())
}

func TestPrintingShowsNothingOfAPerson(t *testing.T) {
	t.Parallel()
	got, err := areatest.Answering(t, 200, event+`"object":"{\"first_name\":\"ANA\"}"}`).Hooks.Get(t.Context(), "HIK1")
	require.NoError(t, err)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		text := fmt.Sprintf(verb, got.Object)
		assert.NotContains(t, text, "ANA")
		assert.Contains(t, text, "[redacted]")
	}
}
