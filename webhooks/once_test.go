package webhooks_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/webhooks"
	"github.com/truora/truora-go/webhooks/claimstest"
)

func TestMemoryClaims(t *testing.T) {
	t.Parallel()
	claims := webhooks.MemoryClaims(10_000)
	claimstest.Run(t, claims, claims)
}

func TestMemoryClaimsAreBounded(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for _, n := range []int{-1, 0, 1, 3} {
		claims := webhooks.MemoryClaims(n)
		ids := []string{"a", "b", "c", "d", "e"}
		for _, id := range ids {
			_, err := claims.Claim(ctx, id, "A", time.Minute)
			require.NoError(t, err)
			require.NoError(t, claims.Done(ctx, id, "A"))
		}
		kept := ""
		for _, id := range ids {
			if claim, err := claims.Claim(ctx, id, "B", time.Minute); err == nil && claim == webhooks.ClaimDone {
				kept += id
			}
		}
		assert.Equal(t, "abcde"[5-max(n, 1):], kept, "the latest")
	}
}

func TestEqualEventsAtTheSameTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var running, most, runs atomic.Int32
		h := webhooks.Handler(verifier(t, key), func(context.Context, webhooks.Event) error {
			most.Store(max(most.Load(), running.Add(1)))
			time.Sleep(time.Second)
			running.Add(-1)
			if runs.Add(1) == 1 {
				return errors.New("the first time it fails")
			}
			return nil
		})
		var all sync.WaitGroup
		var statuses [5]int
		for i := range statuses {
			all.Go(func() { statuses[i] = post(t, h, good) })
		}
		all.Wait()
		assert.Equal(t, int32(1), most.Load())
		assert.Equal(t, int32(2), runs.Load(), "the second is accepted, the others are dropped")
		failed := 0
		for _, status := range statuses {
			if status != http.StatusOK {
				failed++
			}
		}
		assert.Equal(t, 1, failed)
	})
}

// If another delivery of the event may still fail, the answer is not 200.
func TestAnEventThatIsBusy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in := &inbox{answer: func(webhooks.Event) error { time.Sleep(20 * time.Second); return nil }}
		h := webhooks.Handler(verifier(t, key), in.accept)
		go post(t, h, good)
		synctest.Wait()

		begun, res := time.Now(), httptest.NewRecorder()
		h.ServeHTTP(res, request(t.Context(), good))
		assert.Equal(t, http.StatusServiceUnavailable, res.Code)
		assert.Equal(t, "5", res.Header().Get("Retry-After"))
		assert.InDelta(t, 5, time.Since(begun).Seconds(), 1)

		gone, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begun, res = time.Now(), httptest.NewRecorder()
		h.ServeHTTP(res, request(gone, good))
		assert.Equal(t, http.StatusServiceUnavailable, res.Code)
		assert.Equal(t, time.Second, time.Since(begun), "nobody waits for the answer any more")

		time.Sleep(time.Minute)
		assert.Equal(t, http.StatusOK, post(t, h, good))
		assert.Len(t, in.names, 1)
	})
}

func request(ctx context.Context, body string) *http.Request {
	return httptest.NewRequestWithContext(ctx, http.MethodPost, "/truora", strings.NewReader(body))
}

// If Truora disconnects while accept runs, the event is still recorded, and accept can
// finish its writes.
func TestTheSenderHangsUp(t *testing.T) {
	t.Parallel()
	began, goOn := make(chan struct{}), make(chan struct{})
	var accepted atomic.Int32
	h := webhooks.Handler(verifier(t, key), func(ctx context.Context, _ webhooks.Event) error {
		accepted.Add(1)
		close(began)
		<-goOn
		return ctx.Err()
	})
	ended := make(chan struct{}, 1)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r)
		if r.Context().Err() != nil {
			ended <- struct{}{}
		}
	}))
	defer web.Close()
	send := func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, web.URL, strings.NewReader(good))
		require.NoError(t, err)
		res, err := web.Client().Do(req)
		if err == nil {
			assert.Equal(t, http.StatusOK, res.StatusCode)
			_ = res.Body.Close()
		}
		return err
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-began; cancel(); time.Sleep(100 * time.Millisecond); close(goOn) }()
	require.ErrorIs(t, send(ctx), context.Canceled)
	<-ended
	for range 2 {
		require.NoError(t, send(t.Context()))
	}
	assert.Equal(t, int32(1), accepted.Load())
}

// Truora may also disconnect before the event is claimed.
func TestTheSenderIsGone(t *testing.T) {
	t.Parallel()
	in := &inbox{}
	h := webhooks.Handler(verifier(t, key), in.accept)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	res := httptest.NewRecorder()
	h.ServeHTTP(res, request(gone, good))
	assert.Equal(t, http.StatusOK, res.Code)
	assert.Equal(t, http.StatusOK, post(t, h, good))
	assert.Len(t, in.names, 1)
}

func TestAcceptHasItsTime(t *testing.T) {
	t.Parallel()
	type traceKey struct{}
	synctest.Test(t, func(t *testing.T) {
		h := webhooks.Handler(verifier(t, key), func(ctx context.Context, _ webhooks.Event) error {
			assert.Equal(t, "trace", ctx.Value(traceKey{}), "the values of the request")
			<-ctx.Done()
			return ctx.Err()
		}, webhooks.WithTimeout(7*time.Second))
		begun, res := time.Now(), httptest.NewRecorder()
		h.ServeHTTP(res, request(context.WithValue(t.Context(), traceKey{}, "trace"), good))
		assert.Equal(t, 7*time.Second, time.Since(begun))
		assert.Equal(t, http.StatusInternalServerError, res.Code)
	})
}

func TestAcceptThatMayTakeForEver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		h := webhooks.Handler(verifier(t, key), func(context.Context, webhooks.Event) error {
			runs.Add(1)
			time.Sleep(time.Second)
			return nil
		}, webhooks.WithTimeout(math.MaxInt64))
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() { assert.Equal(t, http.StatusOK, post(t, h, good)) })
		}
		all.Wait()
		assert.Equal(t, int32(1), runs.Load())
	})
}

func TestEventsWithoutIDGoByTheirText(t *testing.T) {
	t.Parallel()
	in := &inbox{}
	h := webhooks.Handler(verifier(t, key), in.accept)
	a := hs256(key, plainHeader, `{"iat":1,"events":[{"event_type":"check","object":{"check_id":"A"}},{"event_type":"check","object":{"check_id":"B"}}]}`)
	b := hs256(key, plainHeader, `{"iat":2,"events":[{"event_type":"check","object":{"check_id":"A"}}]}`)
	assert.Equal(t, http.StatusOK, post(t, h, a))
	assert.Equal(t, http.StatusOK, post(t, h, b))
	assert.Len(t, in.names, 2)
}

func TestOddIDsFitEveryStore(t *testing.T) {
	t.Parallel()
	store := &recorder{Claims: webhooks.MemoryClaims(100)}
	in := &inbox{}
	h := webhooks.Handler(verifier(t, key), in.accept, webhooks.WithClaims(store))
	for _, id := range []string{strings.Repeat("x", 5000), strings.Repeat("x", 5001), `a\u0000b`, "ñandú", "a b"} {
		body := hs256(key, plainHeader, `{"events":[{"id":"`+id+`","event_type":"check"}]}`)
		assert.Equal(t, http.StatusOK, post(t, h, body))
		assert.Equal(t, http.StatusOK, post(t, h, body))
	}
	assert.Len(t, in.names, 5)
	for _, id := range store.ids {
		assert.Regexp(t, `^[!-~]{1,128}$`, id)
	}
}

// recorder is a store that fails where its fields say so.
type recorder struct {
	webhooks.Claims
	claim, done, release error
	mu                   sync.Mutex
	ids                  []string
	released             int
}

func (r *recorder) Claim(ctx context.Context, id, owner string, lease time.Duration) (webhooks.Claim, error) {
	r.mu.Lock()
	r.ids = append(r.ids, id)
	r.mu.Unlock()
	if r.claim != nil {
		return "", r.claim
	}
	return r.Claims.Claim(ctx, id, owner, lease)
}

func (r *recorder) Done(ctx context.Context, id, owner string) error {
	if r.done != nil {
		return r.done
	}
	return r.Claims.Done(ctx, id, owner)
}

func (r *recorder) Release(ctx context.Context, id, owner string) error {
	r.released++
	if r.release != nil {
		return r.release
	}
	return r.Claims.Release(ctx, id, owner)
}

func TestStoreThatFails(t *testing.T) {
	t.Parallel()
	down := errors.New("down")
	for name, c := range map[string]struct {
		store  *recorder
		accept error
		status int
		handed string
		logs   string
	}{
		"claim":            {&recorder{claim: down}, nil, http.StatusServiceUnavailable, "", "claiming an event"},
		"done":             {&recorder{done: down}, nil, http.StatusOK, "1", "recording that an event was accepted"},
		"lost":             {&recorder{done: webhooks.ErrClaimLost}, nil, http.StatusOK, "1", "another owner"},
		"release":          {&recorder{release: down}, down, http.StatusInternalServerError, "1", "releasing an event"},
		"accept, no fault": {&recorder{}, down, http.StatusInternalServerError, "1", "was not accepted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := &inbox{answer: func(webhooks.Event) error { return c.accept }}
			c.store.Claims = webhooks.MemoryClaims(10)
			var log bytes.Buffer
			h := webhooks.Handler(verifier(t, key), in.accept, webhooks.WithClaims(c.store), webhooks.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
			assert.Equal(t, c.status, post(t, h, delivery(t, "1")))
			assert.Equal(t, c.handed, in.got())
			assert.Contains(t, log.String(), c.logs)
			assert.Equal(t, c.accept != nil, c.store.released == 1, "released if and only if it failed")
		})
	}
}

// A store that hangs costs a limited time.
func TestStoreThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in := &inbox{}
		h := webhooks.Handler(verifier(t, key), in.accept, webhooks.WithClaims(hanging{}))
		begun := time.Now()
		assert.Equal(t, http.StatusServiceUnavailable, post(t, h, good))
		assert.Equal(t, 5*time.Second, time.Since(begun))
		assert.Empty(t, in.got())
	})
}

type hanging struct{ webhooks.Claims }

func (hanging) Claim(ctx context.Context, _, _ string, _ time.Duration) (webhooks.Claim, error) {
	<-ctx.Done()
	return "", io.ErrUnexpectedEOF
}
