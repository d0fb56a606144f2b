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
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// wire is a server that treats the bytes of a connection as it likes.
type wire struct {
	net.Listener
	requests atomic.Int32
}

// newWire calls behave for every request it has read.
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

// The table of ARCHITECTURE: what may be sent again, cause by cause.
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

// A deadline that ends the attempt of a Once call leaves its outcome open.
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

func TestWaitsBetweenAttempts(t *testing.T) {
	t.Parallel()
	waits := func(cfg *Config) { cfg.RetryWaitMin, cfg.RetryWaitMax = 500*time.Millisecond, 10*time.Second }
	timed := func(ctx context.Context, t *testing.T, answer trip) ([]time.Duration, error) {
		var gaps []time.Duration
		last := time.Now()
		c := inMemory(t, func(req *http.Request) (*http.Response, error) {
			gaps = append(gaps, time.Since(last))
			last = time.Now()
			return answer(req)
		}, waits)
		err := Run(ctx, c, Call{Op: "GET /v1/things"})
		return gaps, err
	}
	t.Run("Retry-After in seconds is kept", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			gaps, err := timed(t.Context(), t, always(429, "", "Retry-After", "7"))
			assert.Equal(t, []time.Duration{0, 7 * time.Second, 7 * time.Second, 7 * time.Second}, gaps)
			assert.Equal(t, 7*time.Second, asFailure(t, err).RetryAfter)
		})
	})
	t.Run("Retry-After as a date is kept", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			gaps, _ := timed(t.Context(), t, func(req *http.Request) (*http.Response, error) {
				return answerWith(req, 503, "", "Retry-After", time.Now().Add(20*time.Second).UTC().Format(http.TimeFormat)), nil
			})
			require.Len(t, gaps, 4)
			for _, gap := range gaps[1:] {
				assert.InDelta(t, 20, gap.Seconds(), 1)
			}
		})
	})
	t.Run("a longer one comes back at once", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			gaps, err := timed(t.Context(), t, always(429, "", "Retry-After", "3600"))
			assert.Len(t, gaps, 1)
			assert.Equal(t, time.Hour, asFailure(t, err).RetryAfter)
			assert.Zero(t, time.Since(start))
		})
	})
	t.Run("one that the deadline does not allow comes back at once", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			_, err := timed(ctx, t, always(429, "", "Retry-After", "30"))
			assert.Equal(t, 429, asFailure(t, err).Status)
			assert.Zero(t, time.Since(start))
		})
	})
	t.Run("the deadline bounds the whole call", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond*2)
			defer cancel()
			_, err := timed(ctx, t, always(500, ""))
			require.ErrorIs(t, asFailure(t, err).Err, context.DeadlineExceeded)
			assert.Equal(t, 2*time.Nanosecond, time.Since(start))
		})
	})
	t.Run("a cancel in the middle of a wait returns at once", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(3*time.Second, cancel)
			_, err := timed(ctx, t, always(429, "", "Retry-After", "50"))
			require.ErrorIs(t, asFailure(t, err).Err, context.Canceled)
			assert.Equal(t, 3*time.Second, time.Since(start))
		})
	})
	t.Run("a Retry-After of nothing, or of the past, does not shorten the pause", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			past := time.Now().Add(-2 * time.Minute).UTC().Format(http.TimeFormat)
			for _, value := range []string{"0", past} {
				for range 20 { // a pause drawn at random may be short, not each of 60
					gaps, _ := timed(t.Context(), t, always(429, "", "Retry-After", value))
					require.Len(t, gaps, 4)
					for _, gap := range gaps[1:] {
						assert.Positive(t, gap, value)
					}
				}
			}
		})
	})
	t.Run("a date counts by the clock of the server", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			gaps, _ := timed(t.Context(), t, func(req *http.Request) (*http.Response, error) {
				theirs := time.Now().Add(-10 * time.Minute).UTC() // this machine is ahead
				return answerWith(req, 503, "", "Date", theirs.Format(http.TimeFormat),
					"Retry-After", theirs.Add(20*time.Second).Format(http.TimeFormat)), nil
			})
			assert.Equal(t, []time.Duration{0, 20 * time.Second, 20 * time.Second, 20 * time.Second}, gaps)
		})
	})
	t.Run("otherwise they grow with full jitter", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			gaps, _ := timed(t.Context(), t, always(500, ""))
			require.Len(t, gaps, 4)
			for i, ceiling := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second} {
				assert.LessOrEqual(t, gaps[i+1], ceiling)
			}
		})
	})
}

func TestBackoffIsBounded(t *testing.T) {
	t.Parallel()
	var low, high int
	for attempt := range 100 {
		d := backoff(time.Second, time.Minute, attempt, nil)
		ceiling := min(time.Minute, time.Second<<min(attempt, 10))
		require.Positive(t, d)
		require.LessOrEqual(t, d, ceiling)
		if attempt >= 6 && d < ceiling/2 {
			low++
		} else if attempt >= 6 {
			high++
		}
	}
	assert.Positive(t, low, "the jitter covers the lower half too")
	assert.Positive(t, high)
	assert.LessOrEqual(t, backoff(0, 0, 3, nil), time.Duration(1))
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{
		"5": 5 * time.Second, "0": 0, "1.5": 1500 * time.Millisecond, "99999999999999999999": 365 * 24 * time.Hour,
		"Mon, 02 Mar 2026 15:00:30 GMT": 30 * time.Second, "Mon, 02 Mar 2026 14:00:00 GMT": 0,
	} {
		got, ok := retryAfter(http.Header{"Retry-After": {value}, "Date": {"Mon, 02 Mar 2026 15:00:00 GMT"}})
		assert.True(t, ok, value)
		assert.Equal(t, want, got, value)
	}
	for _, value := range []string{"", "-1", "soon", "NaN", "Inf", "1e9", "0x10", "1 minute", "."} {
		_, ok := retryAfter(http.Header{"Retry-After": {value}, "Date": {"Mon, 02 Mar 2026 15:00:00 GMT"}})
		assert.False(t, ok, value)
	}
	at := time.Now().Add(time.Minute).UTC().Format(http.TimeFormat)
	got, ok := retryAfter(http.Header{"Retry-After": {at}, "Date": {"today"}})
	assert.True(t, ok)
	assert.InDelta(t, 60, got.Seconds(), 30, "without a date of its own, by the clock of this machine")
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
