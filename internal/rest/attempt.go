package rest

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
)

var (
	// errRepeated: the transport was about to send a request a second time.
	errRepeated = errors.New("the connection was lost after the request was sent")
	// errStreamRefused: the server guaranteed that it did nothing (REFUSED_STREAM).
	errStreamRefused = errors.New("the server refused the request unread")
)

// attempt follows one request through the transport by httptrace. It can prove that a
// request was never sent, and it stops the transport from repeating the request by
// itself, as net/http sometimes does: [exchange.mayRepeat] then decides, and the
// repetition counts as an attempt.
type attempt struct {
	body   answerBody
	trace  httptrace.ClientTrace
	cancel context.CancelCauseFunc
	effect Effect
	// tells: the transport is known to report everything it does.
	tells bool

	mu    sync.Mutex // the hooks run on the transport's goroutines
	asked bool       // for a connection
	got   bool       // a connection
	wrote bool       // a byte of the header, perhaps only into a buffer
	http2 bool
	conn  *tls.Conn
}

// start begins an attempt, or the next hop of one, and returns the request to send.
func (x *exchange) start(req *http.Request, tells bool) (*attempt, *http.Request) {
	a := &attempt{effect: x.effect, tells: tells}
	x.attempt = a
	a.trace.GotConn, a.trace.WroteHeaders = a.gotConn, a.wroteHeaders
	if x.effect != Read {
		a.trace.GetConn, a.trace.WroteHeaderField = a.getConn, a.wroteField
	}
	ctx, cancel := context.WithCancelCause(req.Context())
	a.cancel = cancel
	req = req.WithContext(httptrace.WithClientTrace(ctx, &a.trace))
	if x.effect != Read {
		// Without GetBody net/http cannot repeat the request, and its error says why it
		// would have.
		req.GetBody = nil
	}
	return a, req
}

func (a *attempt) getConn(string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = true
}

func (a *attempt) wroteField(name string, _ []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.wrote = true
	a.http2 = a.http2 || strings.HasPrefix(name, ":")
}

func (a *attempt) wroteHeaders() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.wrote = true
}

// gotConn ends the attempt if this is a second connection, for a request that was
// already sent on the first.
func (a *attempt) gotConn(info httptrace.GotConnInfo) {
	a.mu.Lock()
	defer a.mu.Unlock()
	conn, _ := info.Conn.(*tls.Conn)
	shared := a.http2 || conn != nil && conn.ConnectionState().NegotiatedProtocol == "h2"
	switch {
	case !a.wrote:
	case shared && conn != nil && conn == a.conn:
		// After any other reset, or a GOAWAY, net/http does not use the connection
		// again.
		a.cancel(errStreamRefused)
	case !shared && a.tells && a.effect != Read:
		// Over HTTP/1 net/http repeats such a request only if no byte was written.
		a.wrote = false
	default:
		a.cancel(errRepeated)
		if !shared && info.Conn != nil {
			_ = info.Conn.Close() // HTTP/1 writes to a connection it got even if cancelled
		}
	}
	a.got, a.conn = true, conn
}

// onWire reports whether the transport said that it wrote to a connection.
func (a *attempt) onWire() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.wrote
}

// neverLeft reports whether the attempt that failed with err was provably not carried
// out. The silence of a transport that does not report everything proves nothing: then
// the error must say so as well.
func (a *attempt) neverLeft(err error) bool {
	if errors.Is(err, errRefused) || unprocessed(err) {
		return true
	}
	if a == nil {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case !a.asked || a.wrote:
		return false
	case !a.got:
		return a.tells || notConnected(err)
	case a.tells:
		// A transport that gave up on a timeout may still be writing.
		return !isTimeout(err) && !errors.Is(err, context.Canceled)
	default:
		return failedIn(err, "write")
	}
}

// notConnected reports whether the error itself says that there was no connection.
func notConnected(err error) bool {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return true
	}
	return failedIn(err, "dial") || failedIn(err, "proxyconnect")
}

func failedIn(err error, op string) bool {
	failed, ok := errors.AsType[*net.OpError](err)
	return ok && failed.Op == op
}

func isTimeout(err error) bool {
	t, ok := errors.AsType[net.Error](err)
	return errors.Is(err, context.DeadlineExceeded) || ok && t.Timeout()
}
