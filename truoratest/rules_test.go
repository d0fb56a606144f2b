package truoratest

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const rulesURL = "https://" + hostAccount + "/v1/bre/rules"

func aRule(pairs ...string) []string {
	return append([]string{"name", "x", "event_type", "checks.check.finished", "condition", `{"==":[1,1]}`}, pairs...)
}

func TestRules(t *testing.T) {
	t.Parallel()
	_, api := newCaller(t)
	for _, bad := range [][]string{aRule("name", ""), aRule("event_type", "finished"), aRule("condition", "score < 1")} {
		assert.Equal(t, 400, api.post(rulesURL, form(bad...)).status, bad)
	}
	out := api.post(rulesURL, form(aRule()...))
	require.Equal(t, 200, out.status, out.text)
	at := rulesURL + "/" + as[string](as[obj](out.json["rule"])["rule_id"])
	assert.Equal(t, 400, api.put(at, "condition", "nonsense").status)
	assert.JSONEq(t, `{"==":[1,1]}`, as[string](as[obj](api.get(at).json["rule"])["condition"]), "a refused change changes nothing")
	assert.Equal(t, "y", as[obj](api.put(at, "name", "y").json["rule"])["name"])

	for _, bad := range [][]string{
		{"type", "email"},
		{"name", "a", "type", "dance"},
		{"name", "a", "type", "email", "status", "asleep"},
		{"name", "a", "type", "http_request", "config.http_method", "PATCH"},
	} {
		assert.Equal(t, 400, api.post(at+"/actions", form(bad...)).status, bad)
	}
	out = api.post(at+"/actions", form("name", "a", "type", "email", "config.to", "user@example.com"))
	require.Equal(t, 200, out.status, out.text)
	action := as[obj](out.json["action"])
	assert.Equal(t, obj{"to": "user@example.com"}, action["config"])
	action1 := at + "/actions/" + as[string](action["action_id"])
	assert.Equal(t, 400, api.put(action1, "type", "dance").status)
	assert.Equal(t, 404, api.put(at+"/actions/ACT0", "name", "b").status)

	assert.Equal(t, 400, api.post(action1+"/envs", form("name", "1x")).status)
	require.Equal(t, 200, api.post(action1+"/envs", form("name", "A", "value", "made-up-word", "secret", "true")).status)
	out = api.post(action1+"/envs", form("name", "A", "value", "other-word", "secret", "true"))
	assert.Equal(t, []obj{{"name": "A", "secret": true, "value": ""}}, list(out.json, "variables"), "replaced, and not shown")
	assert.Equal(t, 404, api.delete(action1+"/envs/B").status)
	assert.Equal(t, "delete successful", api.delete(action1+"/envs/A").message())
	assert.Equal(t, "delete successful", api.delete(action1).message())
	assert.Equal(t, 404, api.get(action1+"/envs").status)
	assert.Equal(t, "delete successful", api.delete(at).message())
	assert.Equal(t, 404, api.get(at+"/actions").status)
}

func TestHookEventsFollowTheClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		const events = "https://" + hostAccount + "/v1/hooks/events"
		r := newReceiver(t, srv)
		r.answer = func() int { // refuses each once, and the last one for good
			if last := r.got[len(r.got)-1]; last == "check.finished" || len(r.got) == 1 {
				return 500
			}
			return 200
		}
		id := api.create(person("1000000001"))
		all := list(api.get(events).json, "events")
		require.Len(t, all, 1)
		assert.Equal(t, "pending", all[0]["delivery_status"], "nobody wants it")
		srv.Webhooks.Add(Webhook{Handler: r, Events: []string{"check.started", "check.finished"}})
		time.Sleep(5 * time.Second)
		srv.Webhooks.Deliver(t.Context())
		started := list(api.get(events).json, "events")[1]
		assert.Equal(t, "pending", started["delivery_status"])
		assert.EqualValues(t, 1, started["delivery_attempts"])
		srv.Checks.Finish(id)
		go srv.Webhooks.Run(t.Context())
		later(time.Hour)
		all = list(api.get(events).json, "events")
		require.Len(t, all, 4)
		for i, want := range []obj{
			{"event_action": "created", "delivery_status": "pending", "delivery_attempts": 0.0},
			{"event_action": "started", "delivery_status": "success", "delivery_attempts": 2.0},
			{"event_action": "finished", "delivery_status": "failure", "delivery_attempts": 5.0},
			{"event_action": "decision_variables_finished", "delivery_status": "pending", "delivery_attempts": 0.0},
		} {
			assert.Equal(t, want, only(all[i], []string{"event_action", "delivery_status", "delivery_attempts"}))
		}
		assert.Contains(t, all[2]["object"], `"status":"completed"`)
		assert.Contains(t, all[0]["object"], `"status":"not_started"`)
		assert.Equal(t, all[1], api.get(events+"/"+as[string](all[1]["idempotency_key"])).json)
		assert.Equal(t, 404, api.get(events+"/HIK0").status)
		time.Sleep(eventsKept)
		assert.Empty(t, list(api.get(events).json, "events"))
	})
}
