package claimstest

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/truora/truora-go/webhooks"
)

// receiver counts the events that the handlers of both instances pass on.
type receiver struct {
	key      string
	handlers []http.Handler
	accepted atomic.Int32
}

func newReceiver(t *testing.T, p pair) *receiver {
	t.Helper()
	r := &receiver{key: rand.Text() + rand.Text()}
	verifier, err := webhooks.NewVerifier(r.key)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		r.handlers = append(r.handlers, webhooks.Handler(verifier, func(context.Context, webhooks.Event) error {
			time.Sleep(20 * time.Millisecond)
			r.accepted.Add(1)
			return nil
		}, webhooks.WithClaims(p.pick(i))))
	}
	return r
}

// post sends an event to one of the handlers and returns its status.
func (r *receiver) post(t *testing.T, i int, id string) int {
	t.Helper()
	body, err := webhooks.Sign(r.key, webhooks.Event{ID: id, Type: webhooks.TypeCheck, Action: webhooks.ActionFinished})
	if err != nil {
		t.Error(err)
	}
	res := httptest.NewRecorder()
	r.handlers[i%2].ServeHTTP(res, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(string(body))))
	return res.Code
}

// The same event arriving at both instances at once is passed on once.
func testTwoHandlers(t *testing.T, p pair) {
	r := newReceiver(t, p)
	for range 5 {
		id := newID()
		r.accepted.Store(0)
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				if status := r.post(t, i, id); status != http.StatusOK {
					t.Errorf("answered %d", status)
				}
			})
		}
		all.Wait()
		if n := r.accepted.Load(); n != 1 {
			t.Errorf("handed on %d times", n)
		}
	}
}

// If an instance crashes after the claim, another one takes the event.
func testAfterACrash(t *testing.T, p pair) {
	r := newReceiver(t, p)
	id := newID()
	claim(t, p.one, id, "crashed", 20*short, webhooks.ClaimTaken)
	if status := r.post(t, 1, id); status != http.StatusOK { // it waits for the lease
		t.Errorf("answered %d", status)
	}
	if n := r.accepted.Load(); n != 1 {
		t.Errorf("handed on %d times", n)
	}
	lost(t, p.one, id, "crashed")
}
