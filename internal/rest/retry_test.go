package rest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// wire is a server that reads and writes bytes on its connections directly.
type wire struct {
	net.Listener
	requests atomic.Int32
}

// newWire calls behave after each request it has read.
func newWire(t *testing.T, behave func(net.Conn)) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w := &wire{Listener: l}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				req, err := http.ReadRequest(bufio.NewReader(conn))
				if err != nil {
					return
				}
				_, _ = io.Copy(io.Discard, req.Body)
				w.requests.Add(1)
				behave(conn)
			}()
		}
	}()
	return w
}

func reset(conn net.Conn) {
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

func say(text string) func(net.Conn) {
	return func(conn net.Conn) { _, _ = io.WriteString(conn, text) }
}

func status(code int, body string, header ...string) func(net.Conn) {
	text := fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: close\r\n", code, len(body))
	for i := 0; i+1 < len(header); i += 2 {
		text += header[i] + ": " + header[i+1] + "\r\n"
	}
	return say(text + "\r\n" + body)
}

var effects = map[string]Effect{"read": Read, "idempotent": Idempotent, "dedupe": Dedupe, "once": Once}

// The table of what may be sent again, by cause.
func TestRetryTable(t *testing.T) {
	t.Parallel()
	const attempts = 4 // the first and three more
	tests := map[string]struct {
		behave func(net.Conn)
		once   int32 // how often a Once call reaches the server
		others int32
		lost   bool // the answer does not say whether it was carried out
	}{
		"reset after the request":           {reset, 1, attempts, true},
		"closed after the request":          {func(net.Conn) {}, 1, attempts, true},
		"reset in the headers":              {func(c net.Conn) { say("HTTP/1.1 200 OK\r\nContent-")(c); reset(c) }, 1, attempts, true},
		"reset in the body":                 {func(c net.Conn) { say("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"id\":")(c); reset(c) }, 1, attempts, true},
		"body cut off":                      {say("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"id\":"), 1, attempts, true},
		"chunked body cut off":              {say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\""), 1, attempts, true},
		"not HTTP":                          {say("SSH-2.0-OpenSSH\r\n"), 1, attempts, true},
		"408":                               {status(408, ""), 1, attempts, true},
		"500":                               {status(500, `{"message":"x"}`), 1, attempts, true},
		"502 with HTML":                     {status(502, "<html><title>Bad Gateway</title></html>"), 1, attempts, true},
		"503":                               {status(503, ""), 1, attempts, true},
		"504":                               {status(504, ""), 1, attempts, true},
		"524, a gateway's own time-out":     {status(524, ""), 1, attempts, true},
		"598":                               {status(598, ""), 1, attempts, true},
		"999":                               {status(999, ""), 1, attempts, true},
		"101":                               {say("HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"), 1, attempts, true},
		"505":                               {status(505, ""), 1, 1, false},
		"429":                               {status(429, `{"code":10400}`), attempts, attempts, false},
		"429 with Retry-After":              {status(429, "", "Retry-After", "0"), attempts, attempts, false},
		"503 with Retry-After":              {status(503, "", "Retry-After", "0"), attempts, attempts, false},
		"503 with a Retry-After of words":   {status(503, "", "Retry-After", "soon"), 1, attempts, true},
		"400 max rate limit reached":        {status(400, `{"message":"Max rate limit reached"}`), attempts, attempts, false},
		"400":                               {status(400, `{"message":"Invalid request"}`), 1, 1, false},
		"401":                               {status(401, ""), 1, 1, false},
		"403":                               {status(403, ""), 1, 1, false},
		"404":                               {status(404, ""), 1, 1, false},
		"409":                               {status(409, ""), 1, 1, false},
		"422":                               {status(422, ""), 1, 1, false},
		"501":                               {status(501, ""), 1, 1, false},
		"207":                               {status(207, `{"message":"partially"}`), 1, 1, false},
		"500 that asks to come back later":  {status(500, "", "Retry-After", "0"), 1, attempts, true},
		"408 that asks to come back later":  {status(408, "", "Retry-After", "0"), 1, attempts, true},
		"429 that asks for more than a cap": {status(429, "", "Retry-After", "61"), 1, 1, false},
	}
	for name, tt := range tests {
		for effectName, effect := range effects {
			t.Run(name+"/"+effectName, func(t *testing.T) {
				t.Parallel()
				w := newWire(t, tt.behave)
				c := clientOf(t, "http://"+w.Addr().String())
				_, err := Do[thing](t.Context(), c, Call{Op: "POST /v1/things", Form: struct{}{}, Effect: effect})
				f := asFailure(t, err)
				want := tt.others
				if effect == Once {
					want = tt.once
				}
				assert.Equal(t, want, w.requests.Load(), "requests that reached the server")
				assert.Equal(t, tt.lost && effect != Read, f.Unknown, "outcome unknown")
			})
		}
	}
}

func TestNeverLeft(t *testing.T) {
	t.Parallel()
	t.Run("connection refused", func(t *testing.T) {
		t.Parallel()
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		addr := l.Addr().String()
		require.NoError(t, l.Close())
		dials := new(atomic.Int32)
		c := clientOf(t, "http://"+addr, func(cfg *Config) {
			cfg.HTTPClient = &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				dials.Add(1)
				return new(net.Dialer).DialContext(ctx, network, addr)
			}}}
		})
		f := asFailure(t, Run(t.Context(), c, Call{Op: "POST /v1/things"}))
		assert.False(t, f.Unknown, "it never left")
		assert.EqualValues(t, 4, dials.Load(), "a Once call that never left is sent again")
	})
	t.Run("refused at first", func(t *testing.T) {
		t.Parallel()
		w := newWire(t, status(201, `{"id":"1"}`))
		dials := new(atomic.Int32)
		c := clientOf(t, "http://"+w.Addr().String(), func(cfg *Config) {
			cfg.HTTPClient = &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				if dials.Add(1) < 3 {
					return nil, errors.New("connection refused")
				}
				return new(net.Dialer).DialContext(ctx, network, addr)
			}}}
		})
		got, err := Do[thing](t.Context(), c, Call{Op: "POST /v1/things"})
		require.NoError(t, err)
		assert.Equal(t, "1", got.ID)
		assert.EqualValues(t, 1, w.requests.Load())
	})
	t.Run("TLS fails", func(t *testing.T) {
		t.Parallel()
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		t.Cleanup(func() { _ = l.Close() })
		accepted := new(atomic.Int32)
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				accepted.Add(1)
				_ = conn.Close()
			}
		}()
		c := clientOf(t, "https://"+l.Addr().String())
		f := asFailure(t, Run(t.Context(), c, Call{Op: "POST /v1/things"}))
		assert.False(t, f.Unknown)
		assert.EqualValues(t, 4, accepted.Load())
	})
	t.Run("cancelled while it is connecting", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		c := clientOf(t, "http://127.0.0.1", func(cfg *Config) {
			cfg.HTTPClient = &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
				cancel()
				return nil, io.EOF
			}}}
		})
		f := asFailure(t, Run(ctx, c, Call{Op: "POST /v1/things"}))
		require.ErrorIs(t, f.Err, context.Canceled)
		assert.False(t, f.Unknown)
	})
	t.Run("a transport that reports nothing proves nothing", func(t *testing.T) {
		t.Parallel()
		calls := 0
		c := inMemory(t, func(*http.Request) (*http.Response, error) {
			calls++
			return nil, errors.New("connection refused")
		})
		f := asFailure(t, Run(t.Context(), c, Call{Op: "POST /v1/things"}))
		assert.True(t, f.Unknown)
		assert.Equal(t, 1, calls)
	})
	t.Run("a cancelled context", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		c := inMemory(t, func(*http.Request) (*http.Response, error) {
			t.Error("something was sent")
			return nil, io.EOF
		})
		f := asFailure(t, Run(ctx, c, Call{Op: "POST /v1/things"}))
		assert.False(t, f.Unknown)
		require.ErrorIs(t, f.Err, context.Canceled)
	})
}

func TestLostThenAnswered(t *testing.T) {
	t.Parallel()
	answers := func(list ...func(net.Conn)) (*Client, *wire) {
		var n atomic.Int32
		w := newWire(t, func(c net.Conn) { list[min(int(n.Add(1)), len(list))-1](c) })
		return clientOf(t, "http://"+w.Addr().String()), w
	}
	t.Run("a dedupe call succeeds the second time", func(t *testing.T) {
		c, w := answers(reset, status(201, `{"id":"1"}`))
		got, err := Do[thing](t.Context(), c, Call{Op: "POST /v1/things", Effect: Dedupe})
		require.NoError(t, err)
		assert.Equal(t, "1", got.ID)
		assert.EqualValues(t, 2, w.requests.Load())
	})
	t.Run("a later refusal does not hide the lost answer", func(t *testing.T) {
		c, _ := answers(reset, status(400, `{}`))
		f := asFailure(t, Run(t.Context(), c, Call{Op: "POST /v1/things", Effect: Dedupe}))
		assert.Equal(t, 400, f.Status)
		assert.True(t, f.Unknown)
	})
	t.Run("a once call is turned away, then lost", func(t *testing.T) {
		c, w := answers(status(429, ""), reset)
		f := asFailure(t, Run(t.Context(), c, Call{Op: "POST /v1/things"}))
		assert.True(t, f.Unknown)
		assert.EqualValues(t, 2, w.requests.Load())
	})
	t.Run("a delete whose answer was lost finds nothing left", func(t *testing.T) {
		c, w := answers(reset, status(404, `{"message":"Resource not found"}`))
		_, err := Do[thing](t.Context(), c, Call{Op: "DELETE /v1/things/{id}", Args: []string{"1"}, Key: "thing"})
		require.NoError(t, err)
		assert.EqualValues(t, 2, w.requests.Load())
	})
	t.Run("a delete whose answer was lost meets a proxy", func(t *testing.T) {
		c, w := answers(reset, status(404, `<h1>Not Found</h1>`))
		f := asFailure(t, Run(t.Context(), c, Call{Op: "DELETE /v1/things/{id}", Args: []string{"1"}}))
		assert.Equal(t, 404, f.Status)
		assert.True(t, f.Unknown)
		assert.EqualValues(t, 2, w.requests.Load())
	})
	t.Run("a delete of what was never there", func(t *testing.T) {
		c, _ := answers(status(404, `{"message":"Resource not found"}`))
		f := asFailure(t, Run(t.Context(), c, Call{Op: "DELETE /v1/things/{id}", Args: []string{"1"}}))
		assert.Equal(t, 404, f.Status)
	})
	t.Run("without retries", func(t *testing.T) {
		w := newWire(t, status(500, ""))
		c := clientOf(t, "http://"+w.Addr().String(), func(cfg *Config) { cfg.Retries = 0 })
		asFailure(t, Run(t.Context(), c, Call{Op: "GET /v1/things"}))
		assert.EqualValues(t, 1, w.requests.Load())
	})
}

// A deadline that ends the attempt of a Once call leaves its outcome unknown.
func TestDeadlineWhileWaitingForTheAnswer(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{}, 8)
	block := make(chan struct{})
	t.Cleanup(func() { close(block) })
	w := newWire(t, func(net.Conn) { arrived <- struct{}{}; <-block })
	for name, effect := range effects {
		t.Run(name, func(t *testing.T) {
			c := clientOf(t, "http://"+w.Addr().String())
			ctx, cancel := context.WithCancel(t.Context())
			go func() { <-arrived; cancel() }()
			f := asFailure(t, Run(ctx, c, Call{Op: "POST /v1/things", Effect: effect}))
			require.ErrorIs(t, f.Err, context.Canceled)
			assert.Equal(t, effect != Read, f.Unknown)
		})
	}
}

func TestClientTimeoutIsALostAnswer(t *testing.T) {
	t.Parallel()
	block := make(chan struct{})
	t.Cleanup(func() { close(block) })
	w := newWire(t, func(net.Conn) { <-block })
	c := clientOf(t, "http://"+w.Addr().String(), func(cfg *Config) {
		cfg.HTTPClient = &http.Client{Timeout: 50 * time.Millisecond, Transport: &http.Transport{}}
	})
	f := asFailure(t, Run(t.Context(), c, Call{Op: "POST /v1/things"}))
	assert.True(t, f.Unknown)
	assert.EqualValues(t, 1, w.requests.Load())
}

func TestLimiterIsAskedBeforeEveryAttempt(t *testing.T) {
	t.Parallel()
	limiter := new(countingLimiter)
	c := inMemory(t, always(500, ""), func(cfg *Config) { cfg.Limiter = limiter })
	asFailure(t, Run(t.Context(), c, Call{Op: "GET /v1/things"}))
	assert.Equal(t, 4, limiter.asked)

	limiter.err = errors.New("no budget")
	sent := 0
	c = inMemory(t, func(req *http.Request) (*http.Response, error) { sent++; return answerWith(req, 200, ""), nil },
		func(cfg *Config) { cfg.Limiter = limiter })
	f := asFailure(t, Run(t.Context(), c, Call{Op: "POST /v1/things"}))
	require.ErrorIs(t, f.Err, limiter.err)
	assert.False(t, f.Unknown)
	assert.Zero(t, sent)
}

type countingLimiter struct {
	asked int
	err   error
}

func (l *countingLimiter) Wait(context.Context) error { l.asked++; return l.err }

func TestCancelInTheMiddleOfABody(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{}, 8)
	block := make(chan struct{})
	t.Cleanup(func() { close(block) })
	w := newWire(t, func(c net.Conn) {
		say("HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n%PDF-1.4" + strings.Repeat("x", 5000))(c)
		begun <- struct{}{}
		<-block
	})
	c := clientOf(t, "http://"+w.Addr().String())
	for name, call := range map[string]func(context.Context) error{
		"JSON":     func(ctx context.Context) error { return Run(ctx, c, Call{Op: "GET /v1/things"}) },
		"download": func(ctx context.Context) error { return Download(ctx, c, pdfCall, io.Discard, File{}) },
		"link": func(ctx context.Context) error {
			return Fetch(ctx, c, "GET file", "http://"+w.Addr().String(), io.Discard, File{})
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			go func() { <-begun; cancel() }()
			require.ErrorIs(t, asFailure(t, call(ctx)).Err, context.Canceled)
		})
	}
	assert.EqualValues(t, 3, w.requests.Load())
}
