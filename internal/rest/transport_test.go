package rest

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
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
)

// pipes is a listener without sockets, so that a server and its connections run in
// virtual time. Its connections can die silently.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	dials atomic.Int32

	mu   sync.Mutex
	last *mortal
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	p.dials.Add(1)
	m := &mortal{Conn: there, closed: make(chan struct{})}
	p.mu.Lock()
	p.last = m
	p.mu.Unlock()
	p.conns <- m
	return here, nil
}

// kill makes the last connection die silently.
func (p *pipes) kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last.dead.Store(true)
}

// mortal is a connection whose server end can stop reading and writing.
type mortal struct {
	net.Conn
	dead   atomic.Bool
	once   sync.Once
	closed chan struct{}
}

func (m *mortal) Read(p []byte) (int, error) {
	n, err := m.Conn.Read(p)
	if m.dead.Load() {
		<-m.closed
		return 0, net.ErrClosed
	}
	return n, err
}

func (m *mortal) Write(p []byte) (int, error) {
	if m.dead.Load() {
		return len(p), nil
	}
	return m.Conn.Write(p)
}

func (m *mortal) Close() error {
	m.once.Do(func() { close(m.closed) })
	return m.Conn.Close()
}

// Pings detect an HTTP/2 connection that died silently: the calls on it are lost, and
// the next call gets another connection.
func TestDeadConnectionIsLeft(t *testing.T) {
	certs := httptest.NewTLSServer(nil)
	cert, roots := certs.TLS.Certificates[0], certs.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	certs.Close()
	synctest.Test(t, func(t *testing.T) {
		listener := newPipes()
		var requests atomic.Int32
		var die atomic.Bool
		srv := &http.Server{
			ReadHeaderTimeout: time.Hour,
			TLSConfig:         &tls.Config{Certificates: []tls.Certificate{cert}},
			Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				requests.Add(1)
				assert.Equal(t, 2, r.ProtoMajor)
				if die.Swap(false) {
					listener.kill()
				}
				sayThing(w, r)
			}),
		}
		go func() { _ = srv.ServeTLS(listener, "", "") }()
		made := madeOf(&http.Transport{
			DialContext: listener.dial, ForceAttemptHTTP2: true,
			TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "example.com"},
		}).(*transport)
		c := clientOf(t, "https://example.com", func(cfg *Config) { cfg.HTTPClient = &http.Client{Transport: made} })
		defer func() {
			made.once.CloseIdleConnections()
			made.other.CloseIdleConnections()
			_ = srv.Close()
		}()

		require.NoError(t, Run(t.Context(), c, Call{Op: "POST /v1/things"}))
		die.Store(true)
		start := time.Now()
		f := asFailure(t, Run(t.Context(), c, Call{Op: "POST /v1/things"}))
		assert.True(t, f.Unknown)
		assert.LessOrEqual(t, time.Since(start), pingAfter+pingTimeout+time.Second, "not only after %s", headerTimeout)
		require.NoError(t, Run(t.Context(), c, Call{Op: "POST /v1/things"}))
		assert.EqualValues(t, 2, listener.dials.Load())
		assert.EqualValues(t, 3, requests.Load())

		require.NoError(t, Run(t.Context(), c, Call{Op: "GET /v1/things"}))
		die.Store(true)
		require.NoError(t, Run(t.Context(), c, Call{Op: "GET /v1/things"}), "a read is sent again")
	})
}

// A Once call does not use a connection that has been idle, because its server may be
// closing it. A read may, because it can be sent again.
func TestOnceCallsTakeNoIdleConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		listener := newPipes()
		srv := &http.Server{ReadHeaderTimeout: time.Hour, Handler: http.HandlerFunc(sayThing)}
		go func() { _ = srv.Serve(listener) }()
		defer srv.Close()
		made := madeOf(&http.Transport{DialContext: listener.dial}).(*transport)
		defer made.other.CloseIdleConnections()
		defer made.once.CloseIdleConnections()
		c := clientOf(t, "http://127.0.0.1", func(cfg *Config) { cfg.HTTPClient = &http.Client{Transport: made} })
		dials := func(op string, pause time.Duration) int32 {
			before := listener.dials.Load()
			for range 3 {
				require.NoError(t, Run(t.Context(), c, Call{Op: op}))
				time.Sleep(pause)
			}
			return listener.dials.Load() - before
		}
		assert.EqualValues(t, 1, dials("POST /v1/things", 0), "one after the other")
		time.Sleep(time.Minute)
		assert.EqualValues(t, 3, dials("POST /v1/things", time.Second))
		assert.EqualValues(t, 1, dials("GET /v1/things", time.Second))
		time.Sleep(time.Minute)
		assert.EqualValues(t, 3, dials("GET /v1/things", 5*time.Second), "before most servers close it")
	})
}

func TestDefaultTransportIsThatOfTheMoment(t *testing.T) {
	before := http.DefaultTransport
	t.Cleanup(func() { http.DefaultTransport = before })
	call := func() error {
		c := clientOf(t, "https://api.example.test", func(cfg *Config) { cfg.HTTPClient = NewHTTPClient() })
		return asFailure(t, Run(t.Context(), c, Call{Op: "GET /v1/things"})).Err
	}
	mine := errors.New("mine")
	http.DefaultTransport = trip(func(*http.Request) (*http.Response, error) { return nil, mine })
	require.ErrorIs(t, call(), mine)

	http.DefaultTransport = &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, io.ErrNoProgress }}
	require.ErrorIs(t, call(), io.ErrNoProgress)
	assert.Zero(t, http.DefaultTransport.(*http.Transport).ResponseHeaderTimeout, "the program's own transport is not changed")
}

func TestLongHeadersAreNotRead(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		for range 2 << 10 {
			w.Header().Add("X-Long", strings.Repeat("x", 1<<10))
		}
	}, func(cfg *Config) { cfg.HTTPClient, cfg.Retries = NewHTTPClient(), 0 })
	f := asFailure(t, Run(t.Context(), c, Call{Op: "POST /v1/things"}))
	assert.Zero(t, f.Status)
	assert.True(t, f.Unknown)
}

// A caller's transport need not set everything that net/http does.
func TestCarelessTransports(t *testing.T) {
	t.Parallel()
	page := func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(`{"things":[{"id":"1"}],"next":"/v1/things?start_key=2"}`))}, nil
	}
	got, err := List[thing](t.Context(), inMemory(t, page), Call{Op: "GET /v1/things", Key: "things"})
	require.NoError(t, err)
	assert.Equal(t, "2", got.Next)

	none := func(*http.Request) (*http.Response, error) { return nil, nil }
	f := asFailure(t, Run(t.Context(), inMemory(t, none), Call{Op: "POST /v1/things"}))
	require.ErrorIs(t, f.Err, errNoAnswer)
	assert.True(t, f.Unknown)
}
