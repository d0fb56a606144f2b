package truoratest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// incoming is a request as net/http hands it to a server.
func incoming(method, target, key, body string) *http.Request {
	req := httptest.NewRequest(method, target, strings.NewReader(body))
	req.Header.Set("Content-Type", formType)
	if key != "" {
		req.Header.Set("Truora-API-Key", key)
	}
	return req
}

// A request that was taken is carried out before it is answered.
func TestTake(t *testing.T) {
	t.Parallel()
	srv := NewServer(t)
	create := func() *Taken {
		return srv.Take(incoming("POST", "http://localhost/"+hostChecks+"/v1/checks", APIKey, person("1000000001", "force_creation", "true").Encode()))
	}
	took := create()
	require.Len(t, srv.Billed(), 1)
	assert.Equal(t, opCreate, took.Op)
	assert.Equal(t, http.StatusCreated, took.Status)
	assert.Equal(t, srv.Billed()[0].ID, took.Bought)
	assert.False(t, took.Lever)
	w := httptest.NewRecorder()
	took.ServeHTTP(w, incoming("POST", "/", "", ""))
	assert.Equal(t, http.StatusCreated, w.Code)
	assert.Contains(t, w.Body.String(), took.Bought)

	srv.LoseAnswer(opCreate)
	took = create()
	assert.True(t, took.Lever)
	assert.Zero(t, took.Status)
	assert.NotEmpty(t, took.Bought)
	assert.PanicsWithValue(t, http.ErrAbortHandler, func() { took.ServeHTTP(httptest.NewRecorder(), incoming("POST", "/", "", "")) })

	srv.Refuse(opCreate)
	took = create()
	assert.True(t, took.Lever)
	assert.Empty(t, took.Bought)
	assert.Len(t, srv.Billed(), 2)
	assert.Len(t, srv.Requests(), 2)

	srv.Fail(opCreate, Status(503))
	assert.True(t, create().Lever)
	assert.Empty(t, srv.Take(incoming("GET", "http://localhost/absent", APIKey, "")).Op)
}

func TestArmed(t *testing.T) {
	t.Parallel()
	srv := NewServer(t)
	assert.Empty(t, srv.Armed())
	srv.Slow("", time.Second)
	srv.Fail(opCreate, Status(503), Answer{Body: "{}"})
	srv.LoseAnswer(opCreate)
	srv.Refuse("")
	srv.CutAnswer(opCreate, 1)
	assert.Equal(t, []ArmedFault{
		{Lever: "CutAnswer", Op: opCreate},
		{Lever: "Fail", Op: opCreate, Status: 503},
		{Lever: "Fail", Op: opCreate, Status: 200},
		{Lever: "LoseAnswer", Op: opCreate},
		{Lever: "Refuse"},
		{Lever: "Slow", Wait: time.Second},
	}, srv.Armed())
	srv.Take(incoming("POST", "http://localhost/"+hostChecks+"/v1/checks", APIKey, ""))
	assert.Len(t, srv.Armed(), 5, "the refusal is used up")
}

// With a seed, ids, links and keys are the server's own, and the same in every run.
func TestSeeds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		type things struct{ check, key, link string }
		begin := func(seed string) (*Server, things) {
			srv := NewServer(t, WithSeed(seed))
			api := &caller{t: t, http: srv.HTTPClient(), base: checksURL, key: APIKey}
			out := things{check: api.create(person("1000000001"))}
			out.key = as[string](api.post("https://"+hostAccount+"/v1/api-keys", form("key_type", "backend", "key_name", "x")).json["api_key"])
			out.link = as[string](api.post(batchesURL, form(newBatch()...)).json["file_upload_link"])
			return srv, out
		}
		a, inA := begin("a")
		_, again := begin("a")
		b, inB := begin("b")
		assert.Equal(t, inA, again)
		assert.NotEqual(t, inA.check, inB.check)
		key, link := incoming("GET", checksURL+"/v1/checks", inA.key, ""), incoming("PUT", inA.link, "", "")
		assert.True(t, a.Owns(key))
		assert.True(t, a.Owns(link))
		assert.False(t, b.Owns(key))
		assert.False(t, b.Owns(link))
		assert.False(t, a.Owns(incoming("GET", checksURL+"/v1/checks", "", "")))
		assert.False(t, a.Owns(incoming("PUT", inA.link+"0", "", "")))
	})
}

func TestRequestLog(t *testing.T) {
	t.Parallel()
	srv := NewServer(t, WithRequestLog(3))
	api := &caller{t: t, http: srv.HTTPClient(), base: checksURL, key: APIKey}
	for n := range 10 {
		api.get("/v1/checks?n=" + string(rune('0'+n)))
		all := srv.Requests()
		require.Len(t, all, min(n+1, 3))
		assert.Equal(t, string(rune('0'+n)), all[len(all)-1].Query.Get("n"))
	}
	assert.Panics(t, func() { New(WithRequestLog(-1)) })
}

func TestTime(t *testing.T) {
	t.Parallel()
	now := time.Date(2030, 1, 31, 0, 0, 0, 0, time.UTC)
	srv := NewServer(t, WithTime(func() time.Time { return now }))
	api := &caller{t: t, http: srv.HTTPClient(), base: checksURL, key: APIKey}
	id := api.create(person("1000000001"))
	assert.Equal(t, now, srv.Billed()[0].Time)
	now = now.Add(time.Minute)
	assert.Equal(t, "completed", api.check(id)["status"])
}

// The queue of deliveries, taken and entered by hand.
func TestTheQueueOfWebhooks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		answers := []int{500, 200}
		got := 0
		srv.Webhooks.Add(Webhook{Events: []string{"check.created"}, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(answers[min(got, len(answers)-1)])
			got++
		})})
		srv.Webhooks.Add(Webhook{URL: "http://receiver.invalid/hook", Key: "k", Events: []string{"batch"}})
		require.Len(t, srv.Webhooks.Receivers(), 2)
		assert.Equal(t, "k", srv.Webhooks.Receivers()[1].Key)
		assert.Equal(t, time.Hour, time.Until(srv.Webhooks.Next()))
		api.create(person("1000000001"))

		waits := srv.Webhooks.Pending()
		require.Len(t, waits, 1)
		assert.Equal(t, []string{"check.created"}, waits[0].Events)
		assert.Equal(t, 1, waits[0].Attempt)
		taken := srv.Webhooks.Take()
		require.NotNil(t, taken)
		assert.Nil(t, srv.Webhooks.Take())
		assert.True(t, srv.Webhooks.Pending()[0].Sending)
		srv.Webhooks.Record(taken.Send(t.Context()))
		waits = srv.Webhooks.Pending()
		assert.Equal(t, 2, waits[0].Attempt)
		assert.Equal(t, 10*time.Second, time.Until(waits[0].Due))

		srv.Webhooks.Record(WebhookDelivery{DeliveryID: waits[0].DeliveryID, Time: time.Now(), Status: 200})
		require.Len(t, srv.Webhooks.Deliveries(), 2)
		second := srv.Webhooks.Deliveries()[1]
		assert.True(t, second.Accepted())
		assert.Equal(t, 2, second.Attempt)
		assert.NotEmpty(t, second.Body, "what an equal server sent is made again")
		assert.Equal(t, 1, got)
		assert.Empty(t, srv.Webhooks.Pending())

		srv.Webhooks.Redeliver(second.DeliveryID, WebhookFault{Copies: 1, Forged: true})
		waits = srv.Webhooks.Pending()
		require.Len(t, waits, 2)
		assert.NotEqual(t, second.DeliveryID, waits[0].DeliveryID)
		srv.Webhooks.Drop(waits[0].DeliveryID)
		assert.Equal(t, 1, srv.Webhooks.Deliver(t.Context()))
		assert.NotEqual(t, second.Body, srv.Webhooks.Deliveries()[2].Body)
		srv.Webhooks.Record(WebhookDelivery{DeliveryID: waits[0].DeliveryID})
		assert.Len(t, srv.Webhooks.Deliveries(), 3, "what was dropped is not entered")

		api.sent(string(Sheet([][]string{{"1000000001"}})), "columns_mapping.national_id", "0")
		srv.Webhooks.Remove("http://receiver.invalid/hook")
		assert.Len(t, srv.Webhooks.Receivers(), 1)
	})
}

// A fault is for the events that come after it.
func TestNextFaultSparesEarlierEvents(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		var got []string
		srv.Webhooks.Add(Webhook{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { got = append(got, "") })})
		api.create(person("1000000001"))
		srv.Webhooks.NextFault("check.created", WebhookFault{Lost: true})
		assert.Equal(t, 1, srv.Webhooks.Deliver(t.Context()))
		api.create(person("1000000002"))
		assert.Zero(t, srv.Webhooks.Deliver(t.Context()))
		assert.Len(t, got, 1)
	})
}
