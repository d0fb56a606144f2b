package rest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// trickle is a body that gives a byte after each pause. After the last one it gives
// nothing more until its request ends or, if it is deaf, until it is closed.
type trickle struct {
	ctx    context.Context
	deaf   bool
	text   string
	pauses []time.Duration
	closed chan struct{}
}

func (b *trickle) Read(p []byte) (int, error) {
	pause := 1000 * time.Hour
	if len(b.pauses) > 0 {
		pause, b.pauses = b.pauses[0], b.pauses[1:]
	}
	select {
	case <-time.After(pause):
	case <-b.closed:
		return 0, errors.New("closed")
	case <-b.ctx.Done():
		return 0, b.ctx.Err()
	}
	n := copy(p[:1], b.text)
	b.text = b.text[n:]
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (b *trickle) Close() error {
	select {
	case <-b.closed:
	default:
		if b.deaf {
			close(b.closed)
		}
	}
	return nil
}

// trickling answers with text, byte by byte.
func trickling(text string, deaf bool, pauses ...time.Duration) trip {
	return func(req *http.Request) (*http.Response, error) {
		resp := answerWith(req, 200, text)
		ctx := req.Context()
		if deaf {
			ctx = context.WithoutCancel(ctx)
		}
		resp.Body, resp.ContentLength = &trickle{ctx, deaf, text, pauses, make(chan struct{})}, -1
		return resp, nil
	}
}

// An answer that delivers no byte for a minute is lost.
func TestStalledAnswerIsLost(t *testing.T) {
	t.Parallel()
	for name, effect := range effects {
		for _, deaf := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				sent := 0
				stalling := trickling(`{"id":"1"}`, deaf, time.Second, 59*time.Second, time.Second)
				c := inMemory(t, func(req *http.Request) (*http.Response, error) {
					sent++
					return stalling(req)
				}, func(cfg *Config) { cfg.Retries = 1 })
				start := time.Now()
				f := asFailure(t, Run(t.Context(), c, Call{Op: "POST /v1/things", Effect: effect}))
				want := 2
				if effect == Once {
					want = 1
				}
				assert.Equal(t, want, sent, name)
				assert.Equal(t, effect != Read, f.Unknown, name)
				require.ErrorIs(t, f.Err, errStalled)
				assert.InDelta(t, float64(want)*121, time.Since(start).Seconds(), 1)
			})
		}
	}
}

func TestSlowAnswerIsRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		text := `{"id":"1"}`
		pauses := make([]time.Duration, len(text)+1)
		for i := range pauses {
			pauses[i] = 59 * time.Second
		}
		got, err := Do[thing](t.Context(), inMemory(t, trickling(text, false, pauses...)), Call{Op: "POST /v1/things"})
		require.NoError(t, err)
		assert.Equal(t, "1", got.ID)
	})
}

// slowWriter is slow, which is not a stall of the answer.
type slowWriter struct{ text []byte }

func (w *slowWriter) Write(p []byte) (int, error) {
	time.Sleep(10 * time.Minute)
	w.text = append(w.text, p...)
	return len(p), nil
}

func TestStalledFileEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var file slowWriter
		text := "%PDF-1.4" + strings.Repeat("x", 2*headSize)
		c := inMemory(t, trickling(text, true, make([]time.Duration, 2*headSize)...))
		f := asFailure(t, Download(t.Context(), c, pdfCall, &file, File{}))
		require.ErrorIs(t, f.Err, errStalled)
		assert.Equal(t, text[:2*headSize], string(file.text))
	})
}

func TestAnswerWithoutAByteIsLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		f := asFailure(t, Run(t.Context(), inMemory(t, trickling("", true)), Call{Op: "POST /v1/things"}))
		require.ErrorIs(t, f.Err, errStalled)
		assert.Equal(t, stallLimit, time.Since(start))
	})
}

func TestStalledSocketIsLeft(t *testing.T) {
	t.Parallel()
	for _, http2 := range []bool{false, true} {
		srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"id":`)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}))
		srv.EnableHTTP2 = http2
		srv.StartTLS()
		t.Cleanup(srv.Close)
		ctx, cancel := context.WithCancelCause(t.Context())
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL, nil)
		require.NoError(t, err)
		resp, err := srv.Client().Do(req) //nolint:bodyclose // body closes it
		require.NoError(t, err)
		assert.Equal(t, http2, resp.ProtoMajor == 2)
		body := new(answerBody)
		body.watch(resp.Body, cancel, 50*time.Millisecond)
		text, err := io.ReadAll(body)
		require.ErrorIs(t, err, errStalled, "HTTP/2 is %t, read %q", http2, text)
		assert.JSONEq(t, `{"id":1}`, string(text)+"1}")
		require.NoError(t, body.Close())
	}
}

// A server that ends its answer because the client disconnected ends it cleanly. That
// is not the end of the file.
func TestCancelledFileIsNotWhole(t *testing.T) {
	t.Parallel()
	var hangUp atomic.Pointer[context.CancelFunc]
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("%PDF-1.4", headSize))
		_ = http.NewResponseController(w).Flush()
		(*hangUp.Load())()
		<-r.Context().Done()
	}))
	t.Cleanup(srv.Close)
	c := clientOf(t, srv.URL, func(cfg *Config) { cfg.HTTPClient = srv.Client() })
	for range 50 {
		ctx, cancel := context.WithCancel(t.Context())
		hangUp.Store(&cancel)
		require.Error(t, Download(ctx, c, pdfCall, io.Discard, File{}))
	}
}

// Closing an answer releases the resources of its request.
func TestClosedAnswerReleasesItsRequest(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	body := new(answerBody)
	body.watch(io.NopCloser(strings.NewReader("x")), cancel, time.Minute)
	text, err := io.ReadAll(body)
	require.NoError(t, err)
	assert.Equal(t, "x", string(text))
	require.NoError(t, ctx.Err())
	require.NoError(t, body.Close())
	require.ErrorIs(t, ctx.Err(), context.Canceled)
}

// A server that stops taking a file ends the upload. A slow reader of the caller's does
// not.
func TestAnUploadThatIsNotTakenEnds(t *testing.T) {
	t.Parallel()
	send := func(t *testing.T, body io.Reader, take trip) error {
		t.Helper()
		c := inMemory(t, take, fileHosts(t, "https://files.example.test"))
		_, err := Upload{Op: "PUT /x", Link: "https://files.example.test/x", Body: body, Size: 2}.Send(t.Context(), c)
		return err
	}
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		err := send(t, strings.NewReader("ab"), func(req *http.Request) (*http.Response, error) {
			_, _ = req.Body.Read(make([]byte, 1))
			<-req.Context().Done()
			return nil, req.Context().Err()
		})
		f := asFailure(t, err)
		require.ErrorIs(t, f.Err, errUntaken)
		assert.Equal(t, errUntaken.Error(), f.Reason())
		assert.True(t, f.Unknown)
		assert.Equal(t, untakenLimit, time.Since(start))
	})
	synctest.Test(t, func(t *testing.T) {
		slow := readerFunc(func(p []byte) (int, error) {
			time.Sleep(2 * untakenLimit)
			p[0] = 'a'
			return 1, nil
		})
		require.NoError(t, send(t, io.LimitReader(slow, 2), func(req *http.Request) (*http.Response, error) {
			if _, err := io.Copy(io.Discard, req.Body); err != nil {
				return nil, err
			}
			_ = req.Body.Close()
			return answerWith(req, 200, "{}"), nil
		}))
	})
}
