package contract_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/drift"
	"github.com/truora/truora-go/webhooks"
)

var loadedWebhooks = sync.OnceValues(contract.LoadWebhooks)

func loadWebhooks(t *testing.T) *contract.Webhooks {
	t.Helper()
	w, err := loadedWebhooks()
	require.NoError(t, err)
	return w
}

func TestVectorOfTheContract(t *testing.T) {
	t.Parallel()
	vector := loadWebhooks(t).Vector
	v, err := webhooks.NewVerifier(vector.Key)
	require.NoError(t, err)
	v = v.WithMaxAge(0) // it was signed in 2020
	d, err := v.Parse([]byte(vector.Good))
	require.NoError(t, err)
	require.Len(t, d.Events, 1)
	assert.Empty(t, loadWebhooks(t).CheckDelivery(d.RawJSON()))
	assert.Empty(t, loadWebhooks(t).CheckEvent("check", "created", d.Events[0].Payload.RawJSON()))
	_, err = v.Parse([]byte(vector.Bad))
	require.ErrorIs(t, err, webhooks.ErrSignature)
}

// payloadType returns the type that the object of an event is decoded into.
func payloadType(t *testing.T, e contract.Event) reflect.Type {
	t.Helper()
	parsed, err := webhooks.ParseEvent(fmt.Appendf(nil, `{"event_type":%q,"event_action":%q,"object":{}}`, e.Type, e.Action))
	require.NoError(t, err)
	return reflect.TypeOf(parsed.Payload)
}

// Each documented event has a payload type with a field for every property, and no
// others.
func TestEveryEventHasItsType(t *testing.T) {
	t.Parallel()
	events := loadWebhooks(t).Events
	require.Len(t, events, 60)
	walker := drift.New()
	for _, e := range events {
		example, err := json.Marshal(e.Object.Example)
		require.NoError(t, err)
		for _, kind := range []string{e.Type, strings.TrimSuffix(e.Name, "."+e.Action), e.Name} {
			parsed, err := webhooks.ParseEvent(fmt.Appendf(nil, `{"event_type":%q,"event_action":%q,"object":%s}`, kind, e.Action, example))
			require.NoError(t, err)
			_, unknown := parsed.Payload.(*webhooks.Unknown)
			assert.False(t, unknown, e.Name)
			assert.JSONEq(t, string(example), string(parsed.Payload.RawJSON()))
			assert.Equal(t, kind, parsed.RawType)
			assert.Equal(t, webhooks.Type(e.Type), parsed.Type)
			if contract.ViewOf(e.Object).Free {
				continue // its members are not published
			}
			walker.JSON(e.Name, reflect.TypeOf(parsed.Payload), e.Object)
		}
	}
	for _, difference := range walker.Differences() {
		t.Error(difference)
	}
}

func TestEventsThatAreWrongAreFound(t *testing.T) {
	t.Parallel()
	spec := loadWebhooks(t)
	assert.NotEmpty(t, spec.CheckEvent("planet", "rose", []byte(`{}`)))
	assert.NotEmpty(t, spec.CheckEvent("check", "finished", []byte(`{"status":"completed"}`)), "without its id")
	assert.NotEmpty(t, spec.CheckEvent("checks.check", "finished", []byte(`{"check_id":"CHK1","status":3}`)))
	assert.NotEmpty(t, spec.CheckEvent("check", "finished", []byte(`{"check_id":"CHK1","invented":3}`)))
	assert.NotEmpty(t, spec.CheckDelivery([]byte(`{"events":[{"event_type":"check"}]}`)))
}
