package webhooks_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/webhooks"
)

// parse verifies and parses a delivery of the given events.
func parse(t *testing.T, events string) []webhooks.Event {
	t.Helper()
	d, err := verifier(t, key).Parse([]byte(hs256(key, plainHeader, `{"events":[`+events+`]}`)))
	require.NoError(t, err)
	return d.Events
}

func event(t *testing.T, kind, action, object string) webhooks.Event {
	t.Helper()
	events := parse(t, fmt.Sprintf(`{"event_type":%q,"event_action":%q,"object":%s}`, kind, action, object))
	require.Len(t, events, 1)
	return events[0]
}

func TestSpellings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, action, want string }{
		{"identity_process", "succeeded", "identity_process.succeeded"},
		{"digital_identity.identity_process", "success", "identity_process.succeeded"},
		{"engagement.identity_process", "failure", "identity_process.failed"},
		{"checks.check", "finished", "check.finished"},
		{"checks.check.finished", "finished", "check.finished"},
		{"checks.check.finished", "", "check.finished"},
		{"check", "", "check."},
		{"Document-Validation", " Created ", "document_validation.created"},
		{"outbound", "cancelled", "outbound.canceled"},
		{"session", "canceled", "session.canceled"},
		{"outbound", "approved", "outbound.accepted"},
		{"step", "success", "identity_process.step_succeeded"},
		{"digital_identity.step", "succeeded", "identity_process.step_succeeded"},
		{"step", "failed", "step.failed"},
		{"", "", "."},
		{"invented", "thing_done", "invented.thing_done"},
	} {
		e := event(t, c.kind, c.action, `{}`)
		assert.Equal(t, c.want, e.Name(), "%s %s", c.kind, c.action)
		assert.Equal(t, c.kind, e.RawType)
		assert.Equal(t, c.action, e.RawAction)
	}
}

func TestSpellingsOfIDs(t *testing.T) {
	t.Parallel()
	for _, object := range []string{`{"process_id":"IDP1"}`, `{"identity_process_id":"IDP1"}`, `{"identity_process_id":"IDP1","process_id":"IDP1"}`} {
		e := event(t, "identity_process", "failed", object)
		p, ok := e.Payload.(*webhooks.Process)
		require.True(t, ok)
		assert.Equal(t, "IDP1", p.ProcessID, object)
		assert.Equal(t, "IDP1", p.IdentityProcessID, object)
		assert.JSONEq(t, object, string(p.RawJSON()), "what Truora wrote is kept")
		assert.Contains(t, e.IDs(), "IDP1")
	}
	for _, object := range []string{
		`{"continuous_check_id":"CCK1","check_id":"CHK2","previous_check_id":"CHK1","status":"down"}`,
		`{"ContinuousCheckID":"CCK1","LastCheckID":"CHK2","PreviousCheckID":"CHK1","Status":"down"}`,
	} {
		e := event(t, "continuous_check", "changed", object)
		c, ok := e.Payload.(*webhooks.ContinuousCheck)
		require.True(t, ok)
		assert.Equal(t, "CCK1 CHK2 CHK1 down", c.ContinuousCheckID+" "+c.CheckID+" "+c.PreviousCheckID+" "+string(c.Status))
		ids := e.IDs()
		slices.Sort(ids)
		assert.Equal(t, []string{"CCK1", "CHK1", "CHK2"}, ids)
	}
}

func TestObjectAsJSONAndAsText(t *testing.T) {
	t.Parallel()
	object := `{"check_id":"CHK1","status":"completed","score":0.5,"new_member":{"a":1}}`
	for _, spelled := range []string{object, strconv.Quote(object)} {
		e := event(t, "check", "finished", spelled)
		check, ok := e.Payload.(*webhooks.Check)
		require.True(t, ok)
		assert.Equal(t, "CHK1", check.CheckID)
		assert.InDelta(t, 0.5, *check.Score, 0)
		assert.JSONEq(t, object, string(check.RawJSON()), "with members unknown to this version")
		assert.Equal(t, []string{"CHK1"}, e.IDs())
	}
}

func TestReadBack(t *testing.T) {
	t.Parallel()
	text := `{"client_id":"TCI1","delivery_attempts":1,"delivery_status":"success","event_action":"created","event_type":"check",
		"idempotency_key":"HIK1","object":"{\"check_id\":\"CHK1\"}","product":"checks","timestamp":"2022-07-05T00:05:42Z"}`
	e, err := webhooks.ParseEvent([]byte(text))
	require.NoError(t, err)
	assert.Equal(t, "HIK1", e.ID)
	assert.IsType(t, &webhooks.Check{}, e.Payload)
	assert.Equal(t, time.Date(2022, 7, 5, 0, 5, 42, 0, time.UTC), e.Timestamp)
	assert.JSONEq(t, text, string(e.RawJSON()))
	for _, bad := range []string{"", "[]", "3", `{"a":`, "x"} {
		_, err := webhooks.ParseEvent([]byte(bad))
		require.Error(t, err, bad)
	}
}

func TestSeveralEventsAreAllThere(t *testing.T) {
	t.Parallel()
	events := parse(t, `{"id":"1","event_type":"check","event_action":"started","object":{"check_id":"A"}},
		null, 3, [], {}, {"id":7,"version":2,"event_type":"check","event_action":"finished","object":{"check_id":"B"}}`)
	require.Len(t, events, 6)
	assert.Equal(t, "check.started 1", events[0].String())
	assert.Equal(t, "check.finished 7", events[5].String())
	assert.Equal(t, "2", events[5].Version)
	for i, e := range events[1:5] {
		assert.IsType(t, &webhooks.Unknown{}, e.Payload)
		assert.Equal(t, []string{"null", "3", "[]", "{}"}[i], string(e.RawJSON()))
		assert.Empty(t, e.IDs())
	}
}

func TestDetailsOfAValidation(t *testing.T) {
	t.Parallel()
	e := event(t, "document_validation", "succeeded", `{"validation_id":"VLD1","details":{"document_details":{"country":"co","document_number":"1"},
		"background_check":{"check_id":"CHK1"},"face_recognition_validations":{"confidence_score":0},"brand_new":{"a":1}}}`)
	details := e.Payload.(*webhooks.DocumentValidation).Details
	require.NotNil(t, details)
	assert.Equal(t, apitype.CountryColombia, details.DocumentDetails.Country)
	assert.Equal(t, "CHK1", details.BackgroundCheck.CheckID)
	assert.InDelta(t, 0, *details.FaceRecognitionValidations.ConfidenceScore, 0)
	assert.Equal(t, map[string]any{"brand_new": map[string]any{"a": 1.0}}, details.Other)
}

func TestWhatIsUnknownSurvives(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, action, object string }{
		{"check", "archived", `{"check_id":"CHK1","x":[1]}`},
		{"planet", "rose", `{"check_id":"CHK1"}`},
	} {
		e := event(t, c.kind, c.action, c.object)
		require.IsType(t, &webhooks.Unknown{}, e.Payload, c.object)
		assert.JSONEq(t, c.object, string(e.Payload.RawJSON()))
		assert.Equal(t, []string{"CHK1"}, e.IDs(), "and still wakes its waits")
	}
	e := event(t, "check", "finished", `{"check_id":"CHK1","score":{"a":1}}`)
	require.IsType(t, &webhooks.Check{}, e.Payload, "only the unexpected member is lost")
	assert.Equal(t, []apitype.Problem{{Pointer: "/score", Want: "number", Got: "object"}}, e.Payload.(*webhooks.Check).Problems())
	for _, object := range []string{`"text"`, `null`, `[]`, `12`} {
		e := event(t, "check", "finished", object)
		require.IsType(t, &webhooks.Unknown{}, e.Payload)
		assert.Equal(t, object, string(e.Payload.RawJSON()))
	}
	e = event(t, "identity_process", "failed", `{"process_id":"IDP1","status":"pondering","flow_version":16,"creation_date":"2023-03-16T05:00:00.000"}`)
	p, ok := e.Payload.(*webhooks.Process)
	require.True(t, ok)
	assert.Equal(t, apitype.Status("pondering"), p.Status)
	assert.Equal(t, apitype.FlowVersion("16"), p.FlowVersion)
	assert.Equal(t, 2023, p.CreationDate.Year(), "an instant without zone")
}

func TestEmbeddedPayloads(t *testing.T) {
	t.Parallel()
	e := event(t, "face_search", "failed", `{"validation_id":"VLD1","failure_status":"declined","threshold":0,"fraudster_enrollment_id":"ENR1"}`)
	p, ok := e.Payload.(*webhooks.FaceSearch)
	require.True(t, ok)
	assert.Equal(t, "VLD1", p.ValidationID)
	assert.Equal(t, apitype.FailureStatusDeclined, p.FailureStatus)
	assert.InDelta(t, 0, *p.Threshold, 0)
	assert.NotEmpty(t, p.RawJSON())
	e = event(t, "outbound", "sent", `{"outbound_id":"OTB1","session_id":"WDI1","is_notification":true}`)
	o, ok := e.Payload.(*webhooks.Outbound)
	require.True(t, ok)
	assert.True(t, o.IsNotification)
	assert.Equal(t, "WDI1", o.SessionID)
}

func TestPrintingAnEventNamesNobody(t *testing.T) {
	t.Parallel()
	e := event(t, "check", "finished", `{"check_id":"CHK1","national_id":"1000000001"}`)
	shown := fmt.Sprintf("%v %+v %#v %s %v %v", e, e, e, e, &e, e.LogValue())
	assert.NotContains(t, shown, "1000000001")
	assert.NotContains(t, shown, "49 48 48 48", "nor as bytes")
	assert.Contains(t, shown, "check.finished")
	assert.Nil(t, webhooks.Event{}.IDs())
}

func TestSign(t *testing.T) {
	t.Parallel()
	body, err := webhooks.Sign(key,
		webhooks.Event{Type: webhooks.TypeCheck, Action: webhooks.ActionFinished, Payload: &webhooks.Check{
			CheckID: "CHK1", Country: apitype.CountryColombia, Status: apitype.CheckStatusCompleted, Score: new(0.0),
		}},
		webhooks.Event{ID: "HKE7", RawType: "digital_identity.identity_process", RawAction: "success"},
		event(t, "planet", "rose", `{"moon_id":"M1"}`),
	)
	require.NoError(t, err)
	d, err := verifier(t, key).WithMaxAge(time.Minute).Parse(body)
	require.NoError(t, err)
	require.Len(t, d.Events, 3)
	check, ok := d.Events[0].Payload.(*webhooks.Check)
	require.True(t, ok)
	assert.JSONEq(t, `{"check_id":"CHK1","country":"CO","status":"completed","score":0}`, string(check.RawJSON()))
	assert.Len(t, d.Events[0].ID, len("HKE")+40)
	assert.Equal(t, "1.0", d.Events[0].Version)
	assert.WithinDuration(t, time.Now(), d.Events[0].Timestamp, time.Minute)
	assert.Equal(t, "identity_process.succeeded HKE7", d.Events[1].String())
	assert.JSONEq(t, `{"moon_id":"M1"}`, string(d.Events[2].Payload.RawJSON()))

	_, err = webhooks.Sign("")
	require.Error(t, err)
	_, err = verifier(t, another).Parse(body)
	require.ErrorIs(t, err, webhooks.ErrSignature)
}

// The caller may use its buffer again.
func TestParsedEventIsACopy(t *testing.T) {
	t.Parallel()
	const text = `{"id":"HKE1","event_type":"check","event_action":"finished","object":{"check_id":"CHK1"}}`
	buffer := []byte(text)
	e, err := webhooks.ParseEvent(buffer)
	require.NoError(t, err)
	clear(buffer)
	assert.JSONEq(t, text, string(e.RawJSON()))
	assert.JSONEq(t, `{"check_id":"CHK1"}`, string(e.Payload.RawJSON()))
}
