package rest

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// newKeepAlive is a server that answers the first request on each connection and closes
// the connection after reading the second, as a server does that closes idle
// connections at that very moment. The first two connections are open at the same time.
func newKeepAlive(t *testing.T) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w := &wire{Listener: l}
	t.Cleanup(func() { _ = l.Close() })
	var both sync.WaitGroup
	both.Add(2)
	go func() {
		for accepted := 1; ; accepted++ {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				from := bufio.NewReader(conn)
				for n := range 2 {
					req, err := http.ReadRequest(from)
					if err != nil {
						return
					}
					_, _ = io.Copy(io.Discard, req.Body)
					w.requests.Add(1)
					if n == 0 {
						if accepted <= 2 {
							both.Done()
							both.Wait()
						}
						say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"id\":\"1\"}")(conn)
					}
				}
			}()
		}
	}()
	return w
}

// net/http itself repeats a read if a reused connection is closed under it. That counts
// as one of the retries, and must not happen if none are allowed.
func TestReplayOfNetHTTPCountsAsARetry(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"GET", "POST", "PUT", "DELETE"} {
		for _, retries := range []int{0, 1} {
			for range 10 { // if a second connection is idle, too, it is a matter of luck
				w := newKeepAlive(t)
				c := clientOf(t, "http://"+w.Addr().String(), func(cfg *Config) { cfg.Retries = retries })
				var both sync.WaitGroup
				for range 2 {
					both.Go(func() { assert.NoError(t, Run(t.Context(), c, Call{Op: "GET /v1/things"})) })
				}
				both.Wait()
				before := w.requests.Load()
				call := Call{Op: method + " /v1/things"}
				if method == "POST" || method == "PUT" {
					call.Form = secretForm{"ANA"}
				}
				err := Run(t.Context(), c, call)
				want := 1 + retries
				if method == "POST" {
					want = 1
				}
				assert.EqualValues(t, want, w.requests.Load()-before, "%s, %d retries: %v", method, retries, err)
				if retries == 0 {
					f := asFailure(t, err)
					assert.Equal(t, method != "GET", f.Unknown)
				}
			}
		}
	}
}

// stubborn is a transport that sends a request again by itself.
type stubborn struct{ next *http.Transport }

func (s stubborn) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	for range 3 {
		if req.GetBody != nil {
			req.Body, _ = req.GetBody()
		}
		if resp, err = s.next.RoundTrip(req); err == nil {
			return resp, nil
		}
	}
	return nil, err
}

func TestTransportThatRepeatsIsStopped(t *testing.T) {
	t.Parallel()
	for name, effect := range effects {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, reset)
			c := clientOf(t, "http://"+w.Addr().String(), func(cfg *Config) {
				cfg.Retries = 0
				cfg.HTTPClient = &http.Client{Transport: stubborn{&http.Transport{}}}
			})
			f := asFailure(t, Run(t.Context(), c, Call{Op: "POST /v1/things", Effect: effect}))
			assert.EqualValues(t, 1, w.requests.Load())
			assert.Equal(t, effect != Read, f.Unknown)
			assert.ErrorIs(t, f.Err, errRepeated)
		})
	}
}

// A transport that reports only part of what it does proves nothing: its requests may
// have been sent.
func TestTransportThatReportsInPartProvesNothing(t *testing.T) {
	t.Parallel()
	lost := &net.OpError{Op: "read", Net: "tcp", Err: errors.New("connection reset by peer")}
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	for name, tt := range map[string]struct {
		trip      func(*httptrace.ClientTrace) error
		neverLeft bool
	}{
		"nothing": {func(*httptrace.ClientTrace) error { return refused }, false},
		"that it asks": {func(trace *httptrace.ClientTrace) error {
			trace.GetConn("host:443")
			return lost
		}, false},
		"that it asks, and breaks off without a word": {func(trace *httptrace.ClientTrace) error {
			trace.GetConn("host:443")
			return io.EOF
		}, false},
		"the connection, not the request": {func(trace *httptrace.ClientTrace) error {
			trace.GetConn("host:443")
			trace.GotConn(httptrace.GotConnInfo{})
			return lost
		}, false},
		"a first try, not its fallback": {func(trace *httptrace.ClientTrace) error {
			trace.GetConn("host:443")
			return lost // of the fallback
		}, false},
		"a time-out of who knows what": {func(trace *httptrace.ClientTrace) error {
			trace.GetConn("host:443")
			return context.DeadlineExceeded
		}, false},
		"all, and there is no connection": {func(trace *httptrace.ClientTrace) error {
			trace.GetConn("host:443")
			return refused
		}, true},
		"all, and the request cannot be written": {func(trace *httptrace.ClientTrace) error {
			trace.GetConn("host:443")
			trace.GotConn(httptrace.GotConnInfo{})
			return &net.OpError{Op: "write", Net: "tcp", Err: errors.New("broken pipe")}
		}, true},
		"all, and the answer is lost": {func(trace *httptrace.ClientTrace) error {
			trace.GetConn("host:443")
			trace.GotConn(httptrace.GotConnInfo{})
			trace.WroteHeaders()
			return refused // of something else
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent := 0
			c := inMemory(t, func(req *http.Request) (*http.Response, error) {
				sent++
				return nil, tt.trip(httptrace.ContextClientTrace(req.Context()))
			})
			f := asFailure(t, Run(t.Context(), c, Call{Op: "POST /v1/things"}))
			assert.Equal(t, !tt.neverLeft, f.Unknown)
			assert.Equal(t, map[bool]int{true: 4, false: 1}[tt.neverLeft], sent)
		})
	}
}

// What was seen of one attempt says nothing about the next.
func TestEachAttemptIsSeenForItself(t *testing.T) {
	t.Parallel()
	for _, first := range []bool{true, false} { // which attempt is refused a connection
		sent := 0
		c := inMemory(t, func(req *http.Request) (*http.Response, error) {
			sent++
			trace := httptrace.ContextClientTrace(req.Context())
			trace.GetConn("host:443")
			if (sent == 1) == first {
				return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
			}
			trace.GotConn(httptrace.GotConnInfo{})
			trace.WroteHeaders()
			if sent == 1 {
				return answerWith(req, 429, ""), nil
			}
			return nil, io.EOF
		}, func(cfg *Config) { cfg.Retries = 1 })
		f := asFailure(t, Run(t.Context(), c, Call{Op: "POST /v1/things"}))
		assert.Equal(t, 2, sent)
		assert.Equal(t, first, f.Unknown, "the last attempt decides")
	}
}

func TestAnAttemptThatDidNotBeginProvesNothing(t *testing.T) {
	t.Parallel()
	x := &exchange{attempt: &attempt{tells: true, asked: true}}
	require.True(t, x.attempt.neverLeft(io.EOF))
	x.next()
	assert.False(t, x.attempt.neverLeft(io.EOF))
}

// A timeout before the header does not prove that nothing was sent.
func TestTimeoutBeforeTheHeaderProvesNothing(t *testing.T) {
	t.Parallel()
	a := &attempt{tells: true, asked: true, got: true}
	for _, err := range []error{context.DeadlineExceeded, context.Canceled} {
		assert.False(t, a.neverLeft(err))
	}
	assert.True(t, a.neverLeft(errors.New("broken pipe")))
}

// ending is a body that ends the context of its call once it has been read.
type ending struct {
	io.Reader
	cancel context.CancelFunc
}

func (e ending) Read(p []byte) (int, error) {
	n, err := e.Reader.Read(p)
	if err != nil {
		e.cancel()
	}
	return n, err
}

func (e ending) Close() error { e.cancel(); return nil }

// A complete answer is the result, even if the context has ended by then.
func TestAnswerThatCameWholeIsTheResult(t *testing.T) {
	t.Parallel()
	for name, effect := range effects {
		for _, status := range []int{201, 429, 503, 404} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				ctx, cancel := context.WithCancel(t.Context())
				c := inMemory(t, func(req *http.Request) (*http.Response, error) {
					resp := answerWith(req, status, `{"id":"1"}`)
					resp.Body = struct {
						io.Reader
						io.Closer
					}{ending{resp.Body, cancel}, ending{nil, cancel}}
					return resp, nil
				})
				got, err := Do[thing](ctx, c, Call{Op: "POST /v1/things", Effect: effect})
				require.Error(t, ctx.Err())
				if status == 201 {
					require.NoError(t, err)
					assert.Equal(t, "1", got.ID)
					return
				}
				f := asFailure(t, err)
				assert.Equal(t, status, f.Status)
				require.NoError(t, f.Err)
				assert.Equal(t, status == 503 && effect != Read, f.Unknown)
			})
		}
	}
}

// The same over sockets, with deadlines as tight as possible: a call that the server
// completely answered is never reported as lost.
func TestTightDeadlines(t *testing.T) {
	t.Parallel()
	var served atomic.Int32
	c, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		served.Add(1)
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"id":"1"}`)
	})
	for i := range 400 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*5*time.Microsecond)
		_, err := Do[thing](ctx, c, Call{Op: "POST /v1/things"})
		cancel()
		if err != nil {
			f := asFailure(t, err)
			assert.Zero(t, f.Status, "an answer with a status was read whole, or is unknown")
		}
	}
}

// An answer from a mock that sets no length still has a body.
func TestAnswerWithoutALengthIsRead(t *testing.T) {
	t.Parallel()
	for _, length := range []int64{0, -1} {
		c := inMemory(t, func(req *http.Request) (*http.Response, error) {
			resp := answerWith(req, 200, `{"id":"1"}`)
			resp.ContentLength = length
			return resp, nil
		})
		got, err := Do[thing](t.Context(), c, Call{Op: "POST /v1/things"})
		require.NoError(t, err)
		assert.Equal(t, "1", got.ID)
	}
}

func TestHeaderThatWouldBreakOutIsRefused(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"high\r\nX-Evil: 1", "high\n", "a\x00b", "\x7f", "a\tb"} {
		c := inMemory(t, func(*http.Request) (*http.Response, error) {
			t.Error("something was sent")
			return nil, io.EOF
		})
		f := asFailure(t, Run(t.Context(), c, Call{Op: "POST /v1/things", Header: map[string]string{"Truora-Priority": value}}))
		assert.True(t, f.Invalid)
		assert.False(t, f.Unknown)
		require.EqualError(t, f.Err, "Truora-Priority holds a control character")
	}
}

func TestDedupeRetriesCanBeTurnedOff(t *testing.T) {
	t.Parallel()
	for off, want := range map[bool]int32{false: 4, true: 1} {
		w := newWire(t, reset)
		c := clientOf(t, "http://"+w.Addr().String(), func(cfg *Config) { cfg.DedupeOnce = off })
		f := asFailure(t, Run(t.Context(), c, Call{Op: "POST /v1/things", Effect: Dedupe}))
		assert.True(t, f.Unknown)
		assert.Equal(t, want, w.requests.Load())
	}
}

// HTTP/1 writes to a connection it got even if the context has ended.
func TestSecondConnectionIsClosedBeforeItIsWrittenOn(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	a := &attempt{effect: Read, tells: true, cancel: cancel}
	first, _ := net.Pipe()
	a.gotConn(httptrace.GotConnInfo{Conn: first})
	a.wroteHeaders()
	second, _ := net.Pipe()
	a.gotConn(httptrace.GotConnInfo{Conn: second, Reused: true})
	require.ErrorIs(t, context.Cause(ctx), errRepeated)
	_, err := second.Write([]byte("GET"))
	require.ErrorIs(t, err, io.ErrClosedPipe)
}
