package sandbox

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/webhooks"
)

func TestClock(t *testing.T) {
	t.Parallel()
	at, dir := newMachine(), t.TempDir()
	began := time.Date(2030, 5, 1, 0, 0, 0, 0, time.UTC)
	_, api := start(t, Options{Clock: began, Data: dir}, at)
	assert.Equal(t, "2030-05-01T00:00:00Z", api.must("GET", "/_sandbox/clock", nil).str("now"))
	at.pass(time.Minute)
	assert.Equal(t, "2030-05-01T00:01:00Z", api.must("GET", "/_sandbox/clock", nil).str("now"), "it runs")
	api.must("POST", "/_sandbox/clock", map[string]string{"set": "2030-06-01T00:00:00Z"})
	_, again, _ := crash(t, dir, Options{}, at)
	assert.Equal(t, "2030-06-01T00:00:00Z", again.must("GET", "/_sandbox/clock", nil).str("now"), "and stays where it was")
	at.pass(-time.Hour)
	assert.Equal(t, "2030-06-01T00:00:00Z", api.must("GET", "/_sandbox/clock", nil).str("now"), "a machine that goes back does not take it along")
}

func TestPace(t *testing.T) {
	t.Parallel()
	at, dir := newMachine(), t.TempDir()
	_, api := start(t, Options{Pace: 20, Data: dir}, at)
	id := api.create(person("1000000001"))
	at.pass(2 * time.Second)
	assert.Equal(t, "completed", api.must("GET", checksAt+"/v1/checks/"+id, nil).str("check", "status"))
	_, again, _ := crash(t, dir, Options{Pace: 1}, at)
	assert.EqualValues(t, 20, again.must("GET", "/_sandbox/clock", nil).at("pace"), "an account keeps its pace")
	later := again.create(person("1000000002"))
	at.pass(2 * time.Second)
	assert.Equal(t, "completed", again.must("GET", checksAt+"/v1/checks/"+later, nil).str("check", "status"))
	again.must("POST", "/_sandbox/reset", nil)
	assert.EqualValues(t, 1, again.must("GET", "/_sandbox/clock", nil).at("pace"))
	for _, none := range []float64{-1, math.NaN(), math.Inf(1)} {
		_, err := New(Options{Pace: none})
		require.ErrorContains(t, err, "above 0")
	}
}

// Receivers of the command line are those of the command line that runs.
func TestHooks(t *testing.T) {
	t.Parallel()
	one, _ := receiver(t)
	two, _ := receiver(t)
	at, dir := newMachine(), t.TempDir()
	s, api := start(t, Options{Hooks: []string{one}, Data: dir}, at)
	a := api.under("team-a")
	a.create(person("1000000001"))
	a.lever("Webhooks.Add", map[string]any{"url": "http://127.0.0.1:1/own", "key": "k", "events": []string{"check.finished"}})
	urls := func(a *Account) (out []string) {
		for _, r := range a.Receivers() {
			out = append(out, r.URL)
		}
		return out
	}
	team := accountID("team-a")
	assert.Equal(t, []string{one, "http://127.0.0.1:1/own"}, urls(s.Account(team)))
	assert.NotEqual(t, s.Account(team).Receivers()[0].Key, s.Default().Receivers()[0].Key)
	again, _, left := crash(t, dir, Options{Hooks: []string{two}}, at)
	assert.Equal(t, []string{"http://127.0.0.1:1/own", two}, urls(again.Account(team)))
	assert.Equal(t, s.Account(team).Receivers()[0].Key, again.Account(team).Receivers()[1].Key, "the key stays")
	third, _, _ := crash(t, left, Options{Hooks: []string{two, one}}, at)
	assert.Equal(t, []string{"http://127.0.0.1:1/own", two, one}, urls(third.Account(team)))
}

// The SDK's own receiver verifies what the sandbox sends.
func TestHooksAreVerified(t *testing.T) {
	t.Parallel()
	hook, bodies := receiver(t)
	s, api := start(t, Options{Hooks: []string{hook}}, &machine{now: time.Now()})
	api.create(person("1000000001"))
	require.Eventually(t, func() bool { return len(bodies()) > 0 }, time.Minute, time.Millisecond)
	verifier, err := webhooks.NewVerifier(s.Default().Receivers()[0].Key)
	require.NoError(t, err)
	delivery, err := verifier.Parse([]byte(bodies()[0]))
	require.NoError(t, err)
	assert.Len(t, delivery.Events, 1)
}

func TestSeed(t *testing.T) {
	t.Parallel()
	at, dir := newMachine(), t.TempDir()
	seed := filepath.Join(t.TempDir(), "seed.json")
	write := func(text string) { require.NoError(t, os.WriteFile(seed, []byte(text), 0o600)) }
	write(`[
  {"call": "POST api.checks.truora.com/v1/checks", "form": {"country": "CO", "type": "person", "national_id": "1000009001", "user_authorized": "true"}},
  {"advance": "1m"},
  {"lever": "WhatsApp.AddLine", "args": ["+14080002222", "Support"]}
]`)
	_, api := start(t, Options{Seed: seed, Data: dir}, at)
	seeded := func(c *caller) {
		t.Helper()
		list := c.must("GET", checksAt+"/v1/checks", nil).at("checks").([]any)
		require.Len(t, list, 1)
		assert.Equal(t, "completed", list[0].(map[string]any)["status"])
		assert.Equal(t, "2026-03-01T12:01:00Z", c.must("GET", "/_sandbox/clock", nil).str("now"))
	}
	seeded(api)
	seeded(api.under("team-a"))
	api.create(person("1000000009"))
	api.must("POST", "/_sandbox/reset", nil)
	seeded(api)
	_, again, _ := crash(t, dir, Options{}, at)
	seeded(again)

	for text, want := range map[string]string{
		`[{}]`:                                              "one of call, lever and advance",
		`[{"advance":"1m","lever":"Slow"}]`:                 "one of call, lever and advance",
		`[{"call":"/v1/checks"}]`:                           "METHOD HOST/path",
		`[{"lever":"Absent"}]`:                              "no lever",
		`[{"advance":"-1m"}]`:                               "forward only",
		`[{"lever":"Checks.Finish","args":["CHK0"]}]`:       "no check",
		`[{"call":"POST api.checks.truora.com/v1/checks"}]`: "came to 400",
		`{`: "seed",
	} {
		write(text)
		_, err := newAt(Options{Seed: seed}, at.Now)
		assert.ErrorContains(t, err, want, text)
	}
	_, err := New(Options{Seed: filepath.Join(t.TempDir(), "absent")})
	require.ErrorIs(t, err, os.ErrNotExist)
}

// running runs a sandbox until the test ends.
func running(t *testing.T, opts Options) *Listening {
	t.Helper()
	ready := make(chan *Listening, 1)
	opts.Addr, opts.Ready = "127.0.0.1:0", func(l *Listening) { ready <- l }
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Run(ctx, opts) }()
	t.Cleanup(func() {
		stop()
		assert.NoError(t, <-ended)
	})
	select {
	case l := <-ready:
		return l
	case err := <-ended:
		ended <- nil
		require.NoError(t, err)
		return nil
	}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := running(t, Options{TLS: true, TLSHosts: []string{"truora.internal", "192.0.2.7"}, Data: dir})
	text, err := os.ReadFile(l.Authority)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(text))
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	client, err := truora.New("team-a", truora.WithHosts(truora.HostsAt(l.URL)), truora.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	made, err := client.Checks.Create(t.Context(), checks.CreateParams{
		Country: apitype.CountryColombia, Type: "person", NationalID: "1000009001", UserAuthorized: true,
	})
	require.NoError(t, err)
	require.NoError(t, l.Account(accountID("team-a")).Advance(time.Hour))
	for file, err := range client.Checks.AllAttachments(t.Context(), made.CheckID, checks.ListAttachmentsParams{}) {
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(file.Link, l.URL+"/files.truora.com/"), "links are https, too")
	}
	res, err := http.DefaultTransport.RoundTrip(mustRequest(t, l.URL+"/_sandbox/health"))
	if err == nil {
		_ = res.Body.Close()
	}
	require.Error(t, err, "nobody else trusts it")

	again, err := newAuthority(dir, []string{"truora.internal"})
	require.NoError(t, err)
	same, err := os.ReadFile(again.file)
	require.NoError(t, err)
	assert.Equal(t, text, same, "the next start has the same")
	more, err := newAuthority(dir, []string{"other.internal"})
	require.NoError(t, err)
	require.NoError(t, more.leaf.Leaf.VerifyHostname("other.internal"))
	for _, host := range []string{"api.checks.truora.com", "files.truora.com", "identity.truora.com", "localhost", "127.0.0.1", "::1"} {
		require.NoError(t, more.leaf.Leaf.VerifyHostname(host), host)
	}
	require.Error(t, more.leaf.Leaf.VerifyHostname("example.com"))
}

func mustRequest(t *testing.T, url string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	return req
}

// Events come to those who subscribed, and hold nothing personal.
func TestEvents(t *testing.T) {
	t.Parallel()
	l := running(t, Options{})
	api := &caller{t: t, base: l.URL, http: http.DefaultClient, key: truoratest.APIKey}
	res, err := http.DefaultClient.Do(mustRequest(t, l.URL+"/_sandbox/events?account="+l.Default().ID()))
	require.NoError(t, err)
	t.Cleanup(func() { _ = res.Body.Close() })
	assert.Equal(t, "text/event-stream", res.Header.Get("Content-Type"))
	api.under("team-a").create(person("1000000001"))
	id := api.create(person("1000000002"))
	api.lever("Checks.Finish", id)
	api.pass(time.Minute)
	in := bufio.NewReader(res.Body)
	for _, want := range []string{`"kind":"request","name":"POST /v1/checks","status":201,"id":"` + id, `"kind":"lever","name":"Checks.Finish"`, `"kind":"clock"`} {
		var event string
		for !strings.HasPrefix(event, "data: ") {
			event, err = in.ReadString('\n')
			require.NoError(t, err)
		}
		assert.Contains(t, event, want)
		assert.NotContains(t, event, "1000000002")
	}
}

// A subscriber who does not read holds nobody up.
func TestSlowSubscriber(t *testing.T) {
	t.Parallel()
	s, api := start(t, Options{}, newMachine())
	events, cancel := s.Subscribe()
	for range feedLength + 10 {
		api.must("GET", checksAt+"/v1/checks", nil)
	}
	assert.Len(t, events, feedLength)
	cancel()
	cancel()
}

// The account's own client sees what others see.
func TestClientFromInside(t *testing.T) {
	t.Parallel()
	s, api := start(t, Options{}, newMachine())
	id := api.create(person("1000000001"))
	client, err := s.Default().Client()
	require.NoError(t, err)
	check, err := client.Checks.Get(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, id, check.CheckID)
	api.lever("LoseAnswer", "GET /v1/checks/{check_id}")
	_, err = client.With(truora.WithRetries(0)).Checks.Get(t.Context(), id)
	require.Error(t, err)
	assert.NotErrorIs(t, err, truora.ErrNotFound)
}

func TestTooManyAccounts(t *testing.T) {
	t.Parallel()
	s, api := start(t, Options{}, newMachine())
	for n := range accountLimit - 1 {
		_, err := s.account(strings.Repeat("k", n+1))
		require.NoError(t, err)
	}
	out := api.under("one-more").do("GET", checksAt+"/v1/checks", nil)
	assert.Equal(t, 503, out.status)
	assert.NotContains(t, out.text, "one-more")
	assert.Equal(t, 200, api.do("GET", checksAt+"/v1/checks", nil).status)
}
