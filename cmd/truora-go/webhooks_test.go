package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/webhooks"
)

const hookKey = "4f1d8a7c93e2b6054f1d8a7c93e2b6054f1d8a7c93e2b6054f1d8a7c93e2b605"

// output is written and read at once.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// listening runs "listen" beside the test.
type listening struct {
	url       string
	out, errs *output
	end       func() exitCode
}

func listen(t *testing.T, args ...string) *listening {
	t.Helper()
	l := &listening{out: &output{}, errs: &output{}}
	a := &app{in: strings.NewReader(""), out: l.out, err: l.errs, env: func(name string) string { return map[string]string{webhookKey: hookKey}[name] }}
	ctx, cancel := context.WithCancel(t.Context())
	code := make(chan exitCode, 1)
	go func() { code <- a.run(ctx, append([]string{"listen", "--address", "127.0.0.1:0"}, args...)) }()
	l.end = sync.OnceValue(func() exitCode { cancel(); return <-code })
	t.Cleanup(func() { l.end() })
	require.Eventually(t, func() bool {
		l.url = regexp.MustCompile(`http://[\d.:]+/`).FindString(l.errs.String())
		return l.url != ""
	}, time.Minute, time.Millisecond, "it does not listen")
	return l
}

func trigger1(t *testing.T, url string, args ...string) ran {
	t.Helper()
	return setting{env: map[string]string{webhookKey: hookKey}}.run(t, append([]string{"trigger", "--url", url}, args...)...)
}

func TestListenForwardsWhatTriggerSends(t *testing.T) {
	t.Parallel()
	verifier, err := webhooks.NewVerifier(hookKey)
	require.NoError(t, err)
	var mu sync.Mutex
	var got []*http.Request
	var deliveries []*webhooks.Delivery
	status := http.StatusOK
	program := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		body, _ := io.ReadAll(r.Body)
		delivery, err := verifier.Parse(body)
		if err != nil {
			status = http.StatusTeapot
		}
		got, deliveries = append(got, r), append(deliveries, delivery)
		w.WriteHeader(status)
	}))
	t.Cleanup(program.Close)
	l := listen(t, "--forward", program.URL+"/hooks?app=1")

	sent := trigger1(t, l.url+"ignored?rule=A%20b", "check.finished", "--set", "status=completed", "--set", "score:=0.5", "--set", "national_id=1000000010", "--set", "summary.names.x:=[1]")
	require.Equal(t, exitDone, sent.code, sent.err)
	golden(t, "trigger", regexp.MustCompile(`\d+ ms`).ReplaceAllString(sent.out, "0 ms"))
	require.Len(t, got, 1)
	assert.Equal(t, "/hooks", got[0].URL.Path)
	assert.Equal(t, "app=1&rule=A%20b", got[0].URL.RawQuery, "the query as it came")
	assert.Equal(t, "application/jwt", got[0].Header.Get("Content-Type"))
	check := deliveries[0].Events[0].Payload.(*webhooks.Check)
	assert.Equal(t, apitype.CheckStatusCompleted, check.Status)
	assert.InDelta(t, 0.5, *check.Score, 0)
	assert.Equal(t, "1000000010", check.NationalID, "a text stays one")
	assert.Equal(t, map[string]any{"names": map[string]any{"x": []any{1.0}}}, check.Summary)

	mu.Lock()
	status = http.StatusInternalServerError
	mu.Unlock()
	failed := trigger1(t, l.url, "identity_process.succeeded")
	assert.Equal(t, exitNegative, failed.code, "the program's answer is the sender's")
	assert.Contains(t, failed.err, "answered 500")

	forged := trigger1(t, l.url, "check.finished", "--forged")
	assert.Equal(t, exitDone, forged.code, forged.err)
	assert.Len(t, got, 2, "what is not signed is not forwarded")

	program.Close()
	dead := trigger1(t, program.URL, "check.finished")
	assert.Equal(t, exitUnavailable, dead.code)
	assert.Equal(t, "truora-go: the program that the URL names does not answer\nIs it running, and is the URL right?\n", dead.err)
	assert.Contains(t, trigger1(t, program.URL, "check.finishd").err, "did you mean check.finished?")
	assert.Equal(t, exitNegative, trigger1(t, l.url, "check.created").code)
	assert.Equal(t, exitDone, l.end(), "to be interrupted is how it ends")
	golden(t, "listen", l.out.String())
	assert.Contains(t, l.errs.String(), "the program to forward to does not answer")
	assert.NotContains(t, l.out.String(), "1000000010")
}

func TestListenPrintsJSON(t *testing.T) {
	t.Parallel()
	l := listen(t, "--json", "--payload", "--count", "2")
	require.Equal(t, exitDone, trigger1(t, l.url, "check.created", "--times", "2").code)
	assert.Equal(t, exitDone, l.end())
	lines := strings.Split(strings.TrimSpace(l.out.String()), "\n")
	require.Len(t, lines, 2)
	event := read[arrived](t, lines[0])
	assert.Equal(t, "check.created", event.Event)
	assert.Equal(t, event.ID, read[arrived](t, lines[1]).ID, "the same delivery")
	assert.Contains(t, read[map[string]any](t, string(event.Object)), "check_id")
}

// The fake's deliveries are those that the contract describes.
func TestListenTakesWhatTheFakeSends(t *testing.T) {
	t.Parallel()
	l := listen(t, "--count", "4")
	srv := truoratest.NewServer(t, truoratest.WithPace(500))
	srv.Webhooks.Add(truoratest.Webhook{URL: l.url, Key: hookKey})
	inSandbox(srv).must(t, line("checks create --wait "+person)...)
	for srv.Webhooks.Deliver(t.Context()) > 0 {
	}
	l.end()
	assert.Regexp(t, `check\.created +HKE\w+ CHK\w+  answered 200\n`, l.out.String())
	assert.Regexp(t, `check\.finished +HKE\w+ CHK\w+  answered 200\n`, l.out.String())
}

func TestEveryEventCanBeTriggered(t *testing.T) {
	t.Parallel()
	l := listen(t)
	for _, name := range eventNames() {
		got := trigger1(t, l.url, name)
		require.Equal(t, exitDone, got.code, name+got.err)
	}
	l.end()
	assert.Equal(t, len(eventNames()), strings.Count(l.out.String(), "answered 200\n"))
}

func TestWebhookSettingsThatAreWrong(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		key, args, want string
		code            exitCode
	}{
		"no key":             {"", "listen", "put the one that the dashboard shows into TRUORA_WEBHOOK_KEY", exitKey},
		"a bad key":          {"short", "listen", "64 hexadecimal digits", exitKey},
		"a bad key to sign":  {"short", "trigger check.created --url http://127.0.0.1:1", "64 hexadecimal digits", exitKey},
		"foreign forward":    {hookKey, "listen --forward http://example.com/x", "on this machine only", exitUsage},
		"no URL to forward":  {hookKey, "listen --forward example.com", "--forward takes a URL", exitUsage},
		"no address":         {hookKey, "listen --address nowhere", "choose another with --address", exitFailed},
		"nobody there":       {hookKey, "trigger check.created --url http://127.0.0.1:1", "Is it running", exitUnavailable},
		"no URL to send to":  {hookKey, "trigger check.created --url :", "--url takes a URL", exitUsage},
		"no deliveries":      {hookKey, "trigger check.created --url http://x --times 0", "--times is at least 1", exitUsage},
		"fewer than none":    {hookKey, "listen --count -1", "--count is not negative", exitUsage},
		"no value":           {hookKey, "trigger check.created --url http://x --set x", "NAME=TEXT", exitUsage},
		"no member":          {hookKey, "trigger check.created --url http://x --set a..b=1", "names no member", exitUsage},
		"no JSON":            {hookKey, "trigger check.created --url http://x --set a:=b", "takes JSON", exitUsage},
		"no object":          {hookKey, "trigger check.created --url http://x --object -", "not a JSON object", exitUsage},
		"no key in the file": {"", "listen --json", "TRUORA_WEBHOOK_KEY_FILE", exitKey},
	} {
		got := setting{env: map[string]string{webhookKey: tc.key}}.run(t, line(tc.args)...)
		assert.Equal(t, tc.code, got.code, name+got.err)
		assert.Contains(t, got.err, tc.want, name)
		assert.NotContains(t, got.err, hookKey)
	}
}

func TestTriggerHelpNamesTheEvents(t *testing.T) {
	t.Parallel()
	help := setting{}.must(t, "trigger", "--help")
	for _, name := range eventNames() {
		assert.Contains(t, help, name)
	}
}
