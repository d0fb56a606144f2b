package truoratest

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// receiver is a program that receives events without the SDK.
type receiver struct {
	t      *testing.T
	key    string
	mu     sync.Mutex
	begun  time.Time
	got    []string // names of events, marked if forged
	at     []time.Duration
	bodies []obj
	answer func() int
}

func newReceiver(t *testing.T, srv *Server) *receiver {
	return &receiver{t: t, key: srv.Webhooks.Key(), begun: time.Now(), answer: func() int { return 200 }}
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	assert.NoError(r.t, err)
	assert.Equal(r.t, http.MethodPost, req.Method)
	assert.Equal(r.t, "application/jwt", req.Header.Get("Content-Type"))
	claims, genuine := r.open(string(body))
	r.mu.Lock()
	names := []string{}
	for _, event := range list(claims, "events") {
		name := eventName(as[string](event["event_type"]), as[string](event["event_action"]))
		if !genuine {
			name += " forged"
		}
		names = append(names, name)
	}
	r.got, r.at, r.bodies = append(r.got, strings.Join(names, "+")), append(r.at, time.Since(r.begun)), append(r.bodies, claims)
	r.mu.Unlock()
	w.WriteHeader(r.answer())
}

// open decodes a JWT and reports whether the key signed it.
func (r *receiver) open(token string) (claims obj, genuine bool) {
	parts := strings.Split(token, ".")
	require.Len(r.t, parts, 3)
	header, err := base64.RawURLEncoding.DecodeString(parts[0])
	require.NoError(r.t, err)
	assert.JSONEq(r.t, `{"alg":"HS256","typ":"JWT"}`, string(header))
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(r.t, err)
	require.NoError(r.t, json.Unmarshal(text, &claims))
	return claims, sameSignature(r.key, parts[0]+"."+parts[1], parts[2])
}

func (r *receiver) events() []obj {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []obj
	for _, body := range r.bodies {
		all = append(all, list(body, "events")...)
	}
	return all
}

// withReceiver runs a test with a receiver, in a bubble, while the server delivers.
func withReceiver(t *testing.T, test func(t *testing.T, srv *Server, api *caller, r *receiver)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		r := newReceiver(t, srv)
		srv.Webhooks.Add(Webhook{Handler: r})
		go srv.Webhooks.Run(t.Context())
		test(t, srv, api, r)
	})
}

func TestEventsOfACheck(t *testing.T) {
	withReceiver(t, func(t *testing.T, _ *Server, api *caller, r *receiver) {
		id := api.create(person("1000000001"))
		later(time.Minute)
		assert.Equal(t, []string{"check.created", "check.started", "check.finished", "check.decision_variables_finished"}, r.got)
		assert.Equal(t, []time.Duration{0, time.Second, 20 * time.Second, 25 * time.Second}, r.at)

		ids := map[any]bool{}
		for i, event := range r.events() {
			object := as[obj](event["object"])
			assert.Equal(t, id, object["check_id"])
			assert.Equal(t, "1000000001", object["national_id"])
			assert.Equal(t, "1.0", event["version"])
			assert.Regexp(t, `^HKE[0-9a-f]{40}$`, event["id"])
			ids[event["id"]] = true
			if i == 0 {
				assert.Equal(t, "not_started", object["status"])
				assert.InDelta(t, -1, object["score"], 0)
				assert.NotContains(t, object, "scores")
			}
			if i == 2 {
				assert.Equal(t, "completed", object["status"])
				assert.NotEmpty(t, object["scores"])
			}
			if i == 3 {
				assert.Len(t, object, 4)
			}
		}
		assert.Len(t, ids, 4)
		claims := r.bodies[2]
		assert.Equal(t, "Truora", claims["iss"])
		assert.InDelta(t, r.begun.Add(20*time.Second).Unix(), claims["iat"], 0)
		assert.NotContains(t, claims, "exp")
	})
}

func TestEventsOfADelayedCheck(t *testing.T) {
	withReceiver(t, func(t *testing.T, srv *Server, api *caller, r *receiver) {
		srv.Checks.Next(CheckScript{Sources: []SourceScript{{Source: "criminal_record", Delay: 48 * time.Hour}}})
		id := api.create(person("1000000001"))
		later(time.Minute)
		require.Equal(t, []string{"check.created", "check.started", "check.delayed"}, r.got)
		assert.Equal(t, "delayed", as[obj](r.events()[2]["object"])["status"])
		assert.Equal(t, "delayed", api.check(id)["status"])
		srv.Checks.Finish(id)
		assert.Equal(t, "completed", api.check(id)["status"])
		later(time.Minute)
		assert.Equal(t, []string{"check.finished", "check.decision_variables_finished"}, r.got[3:])
		assert.Equal(t, time.Minute, r.at[3])
		later(100 * time.Hour)
		assert.Len(t, r.got, 5, "and not again when it would have been")
	})
}

func TestACheckThatIsDeletedTellsNothingMore(t *testing.T) {
	withReceiver(t, func(t *testing.T, _ *Server, api *caller, r *receiver) {
		id := api.create(person("1000000001"))
		later(2 * time.Second)
		api.delete("/v1/checks/" + id)
		later(time.Hour)
		assert.Equal(t, []string{"check.created", "check.started"}, r.got)
	})
}

func TestDeliveryFaults(t *testing.T) {
	withReceiver(t, func(t *testing.T, srv *Server, api *caller, r *receiver) {
		srv.Webhooks.NextFault("check.started", WebhookFault{Late: 30 * time.Second}) // after the end: out of order
		srv.Webhooks.NextFault("check.finished", WebhookFault{Copies: 2})
		srv.Webhooks.NextFault("", WebhookFault{WithNext: true})
		srv.Webhooks.NextFault("check.decision_variables_finished", WebhookFault{Lost: true})
		api.create(person("1000000001"))
		later(time.Hour)
		assert.Equal(t, []string{"check.finished", "check.finished", "check.finished", "check.created+check.started"}, r.got)
		assert.Equal(t, 31*time.Second, r.at[3])
		events := r.events()
		assert.Equal(t, events[0]["id"], events[1]["id"], "the same event")

		r.got = nil
		srv.Webhooks.NextFault("check.created", WebhookFault{Forged: true})
		r.answer = func() int { return 204 }
		api.create(person("1000000002"))
		later(time.Hour)
		assert.Equal(t, []string{"check.created forged", "check.started", "check.finished", "check.decision_variables_finished"}, r.got)
	})
}

func TestRetriesUntilAccepted(t *testing.T) {
	withReceiver(t, func(t *testing.T, srv *Server, api *caller, r *receiver) {
		answers := []int{500, 404, 301, 202}
		r.answer = func() int {
			status := answers[0]
			answers = append(answers[1:], 200)
			return status
		}
		srv.Webhooks.NextFault("", WebhookFault{}, WebhookFault{Lost: true}, WebhookFault{Lost: true}, WebhookFault{Lost: true})
		api.create(person("1000000001"))
		later(time.Hour)
		assert.Equal(t, []time.Duration{0, 10 * time.Second, 40 * time.Second, 130 * time.Second}, r.at)
		log := srv.Webhooks.Deliveries()
		require.Len(t, log, 4)
		for i, d := range log {
			assert.Equal(t, []string{"check.created"}, d.Events)
			assert.Equal(t, log[0].IDs, d.IDs, "the same event each time")
			assert.Equal(t, i+1, d.Attempt)
			assert.Equal(t, []int{500, 404, 301, 202}[i], d.Status)
			assert.Equal(t, i == 3, d.Accepted())
		}
		log[0].IDs[0], log[0].Body[0] = "changed", 'x'
		assert.NotEqual(t, log[0], srv.Webhooks.Deliveries()[0], "what is returned is a copy")
	})
}

func TestReceiversThatDoNotAnswer(t *testing.T) {
	for name, answer := range map[string]func() int{
		"panic": func() int { panic("receiver") },
		"slow":  func() int { time.Sleep(time.Minute); return 200 },
	} {
		t.Run(name, func(t *testing.T) {
			withReceiver(t, func(t *testing.T, srv *Server, api *caller, r *receiver) {
				r.answer = answer
				srv.Webhooks.NextFault("", WebhookFault{}, WebhookFault{Lost: true}, WebhookFault{Lost: true}, WebhookFault{Lost: true})
				api.create(person("1000000001"))
				later(time.Hour)
				assert.Len(t, r.got, 5, "then it gives up")
				for _, d := range srv.Webhooks.Deliveries() {
					assert.Zero(t, d.Status)
				}
			})
		})
	}
}

func TestDeliverByHand(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		early := api.create(person("1000000001"))
		ends, all := newReceiver(t, srv), newReceiver(t, srv)
		ends.key = strings.Repeat("ab", 32)
		srv.Webhooks.Add(Webhook{Handler: ends, Key: ends.key, Events: []string{"check.finished"}})
		srv.Webhooks.Add(Webhook{Handler: all, Events: []string{"check", "identity_process.failed"}})
		assert.Zero(t, srv.Webhooks.Deliver(t.Context()), "a receiver gets no earlier events")
		later(20 * time.Second)
		assert.Empty(t, ends.got)
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		assert.Zero(t, srv.Webhooks.Deliver(cancelled))
		assert.Equal(t, 3, srv.Webhooks.Deliver(t.Context()))
		assert.Equal(t, []string{"check.finished"}, ends.got)
		assert.Equal(t, []string{"check.started", "check.finished"}, all.got)
		assert.Equal(t, early, as[obj](ends.events()[0]["object"])["check_id"])

		srv.mu.Lock()
		srv.Webhooks.emit(time.Now(), "digital_identity.identity_process", "failed", obj{"process_id": "IDP1"})
		srv.Webhooks.emit(time.Now(), "digital_identity.identity_process", "created", obj{"process_id": "IDP1"})
		srv.mu.Unlock()
		srv.Webhooks.Deliver(t.Context())
		assert.Equal(t, []string{"identity_process.failed"}, all.got[2:])
		assert.Equal(t, "digital_identity.identity_process", all.events()[2]["event_type"], "as it was written")
	})
}

func TestReceiversMayCallTheServer(t *testing.T) {
	withReceiver(t, func(t *testing.T, srv *Server, api *caller, r *receiver) {
		r.answer = func() int {
			api.create(person("1000000002")) // the earlier one: no events of its own
			return api.get("/v1/checks").status
		}
		srv.Webhooks.NextFault("", WebhookFault{})
		api.create(person("1000000002"))
		later(time.Hour)
		assert.Len(t, r.got, 4)
		assert.Len(t, srv.Webhooks.Deliveries(), 4)
		assert.Len(t, srv.Billed(), 1)
	})
}

func TestWebhooksOverASocket(t *testing.T) {
	t.Parallel()
	srv := NewServer(t, WithPace(1000))
	r := newReceiver(t, srv)
	moved := httptest.NewServer(http.RedirectHandler("/elsewhere", http.StatusMovedPermanently))
	defer moved.Close()
	web := httptest.NewServer(r)
	defer web.Close()
	srv.Webhooks.Add(Webhook{URL: web.URL + "/hook"})
	srv.Webhooks.Add(Webhook{URL: moved.URL, Events: []string{"check.finished"}})
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() { srv.Webhooks.Run(ctx); close(stopped) }()
	api := &caller{t: t, http: srv.HTTPClient(), base: checksURL, key: srv.APIKey()}
	api.create(person("1000000001"))
	assert.Eventually(t, func() bool { return len(r.events()) == 4 }, time.Minute, time.Millisecond)
	assert.Eventually(t, func() bool {
		for _, d := range srv.Webhooks.Deliveries() {
			if d.Status == http.StatusMovedPermanently && d.Attempt == 5 {
				return true
			}
		}
		return false
	}, time.Minute, time.Millisecond, "redirects are not followed")
	cancel()
	<-stopped
}

func TestWebhookMisuse(t *testing.T) {
	t.Parallel()
	for name, misuse := range map[string]func(*Server){
		"nobody":    func(s *Server) { s.Webhooks.Add(Webhook{}) },
		"two":       func(s *Server) { s.Webhooks.Add(Webhook{URL: "http://x.invalid", Handler: http.NotFoundHandler()}) },
		"a file":    func(s *Server) { s.Webhooks.Add(Webhook{URL: "file:///etc/hosts"}) },
		"no host":   func(s *Server) { s.Webhooks.Add(Webhook{URL: "localhost:8080"}) },
		"no action": func(s *Server) { s.Webhooks.NextFault("check", WebhookFault{}) },
	} {
		assert.Panics(t, func() { misuse(New()) }, name)
	}
}

func sameSignature(key, text, signature string) bool {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)) == signature
}

// later lets time pass until all goroutines are blocked.
func later(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}
