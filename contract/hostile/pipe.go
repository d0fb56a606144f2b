package hostile

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

// NewPiped is [New] without a socket: TLS and HTTP/2 go through memory, so that
// everything waits in virtual time inside a bubble of testing/synctest. The transport
// reaches the server under any name.
func NewPiped(whole func(*Request) Move) (*Server, *http.Transport) {
	listener := &pipes{made: make(chan net.Conn), closed: make(chan struct{})}
	s := &Server{whole: whole, stop: make(chan struct{}), http: &httptest.Server{Listener: listener, Config: &http.Server{ReadHeaderTimeout: time.Minute}}}
	s.start()
	transport := s.Transport()
	transport.TLSClientConfig.ServerName = "example.com" // as the certificate says
	transport.DialContext = listener.dial
	return s, transport
}

// pipes is a listener for connections within the process.
type pipes struct {
	made   chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	up, down := newHalf(), newHalf()
	select {
	case l.made <- &pipe{in: up, out: down}:
		return &pipe{in: down, out: up}, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-l.made:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipes) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipes) Addr() net.Addr { return nowhere{} }

type nowhere struct{}

func (nowhere) Network() string { return "pipe" }
func (nowhere) String() string  { return "pipe" }

// pipe is one end of a connection. Unlike that of [net.Pipe], its writes do not wait
// for the other end to read: two peers may write at once.
type pipe struct{ in, out *half }

func (p *pipe) Read(b []byte) (int, error)  { return p.in.read(b) }
func (p *pipe) Write(b []byte) (int, error) { return p.out.write(b) }

func (p *pipe) Close() error {
	p.in.close()
	p.out.close()
	return nil
}

func (p *pipe) LocalAddr() net.Addr              { return nowhere{} }
func (p *pipe) RemoteAddr() net.Addr             { return nowhere{} }
func (p *pipe) SetDeadline(time.Time) error      { return nil }
func (p *pipe) SetReadDeadline(time.Time) error  { return nil }
func (p *pipe) SetWriteDeadline(time.Time) error { return nil }

// half is one direction.
type half struct {
	mu     sync.Mutex
	change sync.Cond
	text   bytes.Buffer
	closed bool
}

func newHalf() *half {
	h := new(half)
	h.change.L = &h.mu
	return h
}

func (h *half) read(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.text.Len() == 0 {
		if h.closed {
			return 0, io.EOF
		}
		h.change.Wait()
	}
	return h.text.Read(b)
}

func (h *half) write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return 0, net.ErrClosed
	}
	defer h.change.Broadcast()
	return h.text.Write(b)
}

func (h *half) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	h.change.Broadcast()
}
