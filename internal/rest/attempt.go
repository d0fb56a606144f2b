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
	// errStreamRefused: the server promised to have done nothing (REFUSED_STREAM).
	errStreamRefused = errors.New("the server refused the request unread")
)

// attempt is one request on its way through the transport, as httptrace sees it.
// It proves that a request never left, and ends the attempt when the transport
// is about to repeat it by itself, as net/http does in some cases: then the table
// in [exchange.mayRepeat] decides, and the repetition counts.
type attempt struct {
	body   answerBody
	trace  httptrace.ClientTrace
	cancel context.CancelCauseFunc
	effect Effect
	// tells: the transport is known to report everything it does.
	tells bool

	mu    sync.Mutex // the hooks run on goroutines of the transport
	asked bool       // for a connection
	got   bool       // a connection
	wrote bool       // a byte of the head, perhaps into a buffer only
	http2 bool
	conn  *tls.Conn
}

// start begins an attempt, or another hop of it, and returns the request to send.
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
		// Without it net/http cannot send a body again, and its error tells why it would
		// have.
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

// gotConn ends the attempt if this is a second connection for a request that went
// out on the first.
func (a *attempt) gotConn(info httptrace.GotConnInfo) {
	a.mu.Lock()
	defer a.mu.Unlock()
	conn, _ := info.Conn.(*tls.Conn)
	shared := a.http2 || conn != nil && conn.ConnectionState().NegotiatedProtocol == "h2"
	switch {
	case !a.wrote:
	case shared && conn != nil && conn == a.conn:
		// After any other reset or a GOAWAY net/http does not use the connection again.
		a.cancel(errStreamRefused)
	case !shared && a.tells && a.effect != Read:
		// Over HTTP/1 net/http repeats such a call only if not one byte was written.
		a.wrote = false
	default:
		a.cancel(errRepeated)
		if !shared && info.Conn != nil {
			_ = info.Conn.Close() // HTTP/1 writes to what it has got, cancelled or not
		}
	}
	a.got, a.conn = true, conn
}

// onWire reports whether the transport said that it wrote on a connection.
func (a *attempt) onWire() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.wrote
}

// neverLeft reports whether the attempt that failed with err provably was not
// carried out. A transport that reports in part proves nothing by silence: its
// error must say the same.
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
		// One that gave up on a time limit may still be writing.
		return !isTimeout(err) && !errors.Is(err, context.Canceled)
	default:
		return failedIn(err, "write")
	}
}

// notConnected: the error itself says that there was no connection.
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
