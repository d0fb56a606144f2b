package webhooks_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/webhooks"
)

// inbox records the events it gets, and returns what answer returns.
type inbox struct {
	mu     sync.Mutex
	names  []string
	answer func(webhooks.Event) error
}

func (in *inbox) accept(_ context.Context, e webhooks.Event) error {
	in.mu.Lock()
	in.names = append(in.names, e.ID)
	in.mu.Unlock()
	if in.answer != nil {
		return in.answer(e)
	}
	return nil
}

func (in *inbox) got() string {
	in.mu.Lock()
	defer in.mu.Unlock()
	return strings.Join(in.names, " ")
}

// delivery returns a delivery with a check event for each id.
func delivery(t *testing.T, ids ...string) string {
	t.Helper()
	events := make([]webhooks.Event, 0, len(ids))
	for _, id := range ids {
		events = append(events, webhooks.Event{ID: id, Type: webhooks.TypeCheck, Action: webhooks.ActionFinished, Payload: &webhooks.Check{CheckID: "CHK" + id}})
	}
	body, err := webhooks.Sign(key, events...)
	require.NoError(t, err)
	return string(body)
}

func post(t *testing.T, h http.Handler, body string) int {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/truora", strings.NewReader(body))
	req.Header.Set("Content-Type", "application/jwt")
	res := httptest.NewRecorder()
	h.ServeHTTP(res, req)
	assert.Empty(t, res.Body.String(), "a foreign host learns nothing")
	return res.Code
}

func TestHandlerAnswers(t *testing.T) {
	t.Parallel()
	in := &inbox{}
	v := verifier(t, key).WithMaxBody(4096)
	h := webhooks.Handler(v, in.accept)
	for name, c := range map[string]struct {
		body string
		want int
	}{
		"no delivery":     {"hello", http.StatusBadRequest},
		"empty":           {"", http.StatusBadRequest},
		"wrong signature": {hexRead, http.StatusUnauthorized},
		"too large":       {strings.Repeat("a", 5000), http.StatusRequestEntityTooLarge},
		"no events":       {hs256(key, plainHeader, `{"events":[]}`), http.StatusOK},
	} {
		assert.Equal(t, c.want, post(t, h, c.body), name)
	}
	assert.Equal(t, http.StatusUnauthorized, post(t, webhooks.Handler(v.WithMaxAge(time.Hour), in.accept), good), "old")
	assert.Empty(t, in.got())

	assert.Equal(t, http.StatusOK, post(t, h, delivery(t, "1", "2", "1")))
	assert.Equal(t, "1 2", in.got(), "both, and the repeated one once")
	assert.Equal(t, http.StatusOK, post(t, h, delivery(t, "2")))
	assert.Equal(t, http.StatusOK, post(t, h, `{"token":"`+delivery(t, "3")+`"}`))
	assert.Equal(t, "1 2 3", in.got())
}

func TestHandlerInAMux(t *testing.T) {
	t.Parallel()
	in := &inbox{}
	mux := http.NewServeMux()
	mux.Handle("/hooks/truora", webhooks.Handler(verifier(t, key), in.accept))
	web := httptest.NewServer(mux)
	defer web.Close()
	send := func(method, body string) (int, http.Header) {
		req, err := http.NewRequestWithContext(t.Context(), method, web.URL+"/hooks/truora", strings.NewReader(body))
		require.NoError(t, err)
		res, err := web.Client().Do(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		return res.StatusCode, res.Header
	}
	status, _ := send(http.MethodPost, good)
	assert.Equal(t, http.StatusOK, status)
	status, _ = send(http.MethodPut, delivery(t, "2"))
	assert.Equal(t, http.StatusOK, status, "the method can be chosen in the dashboard")
	status, header := send(http.MethodGet, "")
	assert.Equal(t, http.StatusMethodNotAllowed, status)
	assert.Equal(t, "POST", header.Get("Allow"))
	status, _ = send(http.MethodPost, strings.Repeat("x", 2<<20))
	assert.Equal(t, http.StatusRequestEntityTooLarge, status)
	assert.Equal(t, "HKE0123456789abcdef0123456789abcdef01234567 2", in.got())
}

func TestOnlyWhatFailedIsHandedOnAgain(t *testing.T) {
	t.Parallel()
	broken := errors.New("the database of order 77 is down")
	in := &inbox{answer: func(e webhooks.Event) error {
		if e.ID == "2" {
			return broken
		}
		return nil
	}}
	var log bytes.Buffer
	h := webhooks.Handler(verifier(t, key), in.accept, webhooks.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	assert.Equal(t, http.StatusInternalServerError, post(t, h, delivery(t, "1", "2", "3")))
	in.answer = nil
	assert.Equal(t, http.StatusOK, post(t, h, delivery(t, "1", "2", "3")))
	assert.Equal(t, "1 2 3 2", in.got())
	assert.Contains(t, log.String(), broken.Error())
	assert.Contains(t, log.String(), "check.finished")
}

func TestPanicsAreContained(t *testing.T) {
	t.Parallel()
	in := &inbox{answer: func(e webhooks.Event) error {
		switch e.ID {
		case "1":
			panic("national id 1000000001")
		case "2":
			panic(http.ErrAbortHandler)
		}
		return nil
	}}
	var log bytes.Buffer
	h := webhooks.Handler(verifier(t, key), in.accept, webhooks.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	assert.Equal(t, http.StatusInternalServerError, post(t, h, delivery(t, "1", "2", "3")))
	assert.Equal(t, "1 2 3", in.got(), "the others are passed on")
	assert.NotContains(t, log.String(), "1000000001")
	assert.Contains(t, log.String(), "handler_test.go", "where it was")
	in.answer = nil
	assert.Equal(t, http.StatusOK, post(t, h, delivery(t, "1")), "nothing stays locked")
}

func TestBodyThatBreaksOff(t *testing.T) {
	t.Parallel()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", io.MultiReader(strings.NewReader(good[:50]), broken{}))
	res := httptest.NewRecorder()
	in := &inbox{}
	var log bytes.Buffer
	webhooks.Handler(verifier(t, key), in.accept, webhooks.WithLogger(slog.New(slog.NewTextHandler(&log, nil)))).ServeHTTP(res, req)
	assert.Equal(t, http.StatusInternalServerError, res.Code, "it may be complete the next time")
	assert.Empty(t, in.got())
	assert.NotContains(t, log.String(), "secret")
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("secret detail") }

func TestHandlerWithoutWhatItNeeds(t *testing.T) {
	t.Parallel()
	accept := func(context.Context, webhooks.Event) error { return nil }
	for name, handler := range map[string]func(){
		"verifier": func() { webhooks.Handler(nil, accept) },
		"accept":   func() { webhooks.Handler(verifier(t, key), nil) },
		"claims":   func() { webhooks.Handler(verifier(t, key), accept, webhooks.WithClaims(nil)) },
		"logger":   func() { webhooks.Handler(verifier(t, key), accept, webhooks.WithLogger(nil)) },
	} {
		assert.Panics(t, handler, name)
	}
}
