package truoratest

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var newYear = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// clocked returns a caller over the listener of a server whose clock can be moved.
func clocked(t testing.TB) (*Server, *caller, *Clock) {
	clock := NewClock(newYear)
	srv := NewServer(t, WithClock(clock))
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return srv, &caller{t: t, http: &http.Client{Transport: transport}, base: srv.Start().Checks, key: APIKey}, clock
}

func TestClockMovesChecksAndLinks(t *testing.T) {
	t.Parallel()
	srv, api, clock := clocked(t)
	srv.Checks.Next(CheckScript{Duration: 2 * time.Hour, Attachments: []Attachment{{Name: "a.txt", MIMEType: "text/plain", Data: []byte("a")}}})
	id := api.create(person("1000000001"))
	assert.Equal(t, "not_started", api.check(id)["status"])
	clock.Advance(time.Hour)
	assert.Equal(t, "in_progress", api.check(id)["status"])
	clock.Advance(2 * time.Hour)
	assert.Equal(t, "completed", api.check(id)["status"])

	files := api.get("/v1/checks/" + id + "/attachments")
	link := list(files.json, "files")[0]["link"]
	assert.Equal(t, 200, api.withoutKey().get(as[string](link)).status)
	clock.Advance(linkLife + time.Second)
	assert.Equal(t, 403, api.withoutKey().get(as[string](link)).status)

	sent, err := http.ParseTime(files.header.Get("Date"))
	require.NoError(t, err)
	assert.WithinDuration(t, newYear.Add(3*time.Hour), sent, time.Minute)
	assert.WithinDuration(t, newYear, srv.Billed()[0].Time, time.Minute)
}

func TestThreeDaysAreOneCall(t *testing.T) {
	t.Parallel()
	srv, api, clock := clocked(t)
	receiver := newReceiver(t, srv)
	srv.Webhooks.Add(Webhook{Handler: receiver})
	api.create(person("1000000001", "watch", "daily"))
	clock.Advance(73 * time.Hour)
	assert.Len(t, srv.Billed(), 4, "the check and three runs")
	delivered := srv.Webhooks.Deliver(t.Context())
	assert.Equal(t, len(receiver.got), delivered)
	ended := 0
	for _, name := range receiver.got {
		if name == "check.finished" {
			ended++
		}
	}
	assert.Equal(t, 4, ended)
}

func TestClockEndsTokens(t *testing.T) {
	t.Parallel()
	srv, api, clock := clocked(t)
	api.base = srv.Start().Account
	made := api.post("/v1/api-keys", form("key_type", "web", "grant", "digital-identity", "flow_id", "IPF1",
		"country", "CO", "redirect_url", "https://example.com"))
	token := as[string](made.json["api_key"])
	web := &caller{t: t, http: api.http, base: srv.Start().Identity, key: token}
	clock.Advance(tokenLife - time.Minute)
	assert.Equal(t, 201, web.json("POST", "/v1/processes", "{}").status)
	clock.Advance(2 * time.Minute)
	assert.Equal(t, 403, web.json("POST", "/v1/processes", "{}").status)
}

func TestClockWakesRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		clock := NewClock(newYear)
		srv := NewServer(t, WithClock(clock))
		receiver := newReceiver(t, srv)
		srv.Webhooks.Add(Webhook{Handler: receiver, Events: []string{"check.finished"}})
		go srv.Webhooks.Run(t.Context())
		srv.Checks.Next(CheckScript{Duration: 72 * time.Hour})
		api := &caller{t: t, http: srv.HTTPClient(), base: checksURL, key: APIKey}
		api.create(person("1000000001"))
		synctest.Wait()
		assert.Empty(t, receiver.got)
		clock.Advance(72 * time.Hour)
		synctest.Wait()
		assert.Equal(t, []string{"check.finished"}, receiver.got)
	})
}

func TestClockRunsAndGoesForwardOnly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		clock := NewClock(newYear)
		time.Sleep(time.Minute)
		assert.Equal(t, newYear.Add(time.Minute), clock.Now())
		assert.Panics(t, func() { clock.Advance(-1) })
	})
}
