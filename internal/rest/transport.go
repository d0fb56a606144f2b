package rest

import (
	"net/http"
	"time"
)

const (
	// A header that does not come within this time is a lost answer. Truora's
	// gateway gives up long before.
	headerTimeout = 90 * time.Second
	// pingAfter and pingTimeout find an HTTP/2 connection that died without a word.
	pingAfter, pingTimeout = 15 * time.Second, 10 * time.Second
	// A server may close an idle connection in the very moment when a request is
	// written on it: whether that arrived nobody knows. Most close after 5 seconds or
	// more. A once call, which could not be repeated, takes a connection only from a
	// call right before it.
	idleTimeout, onceIdleTimeout = 4 * time.Second, 5 * time.Millisecond
	idlePerHost                  = 64
	// maxHeader is far more than the headers of any answer take. net/http would read
	// 10 MiB of them.
	maxHeader = 1 << 20
)

// transport sends the calls of a client that was given no HTTP client. Once calls
// have connections of their own.
type transport struct {
	once, other *http.Transport
}

// NewHTTPClient returns the client to use where the options name none: it is made
// of http.DefaultTransport as it is now, or is that, if a program has put something
// of its own there.
func NewHTTPClient() *http.Client {
	return &http.Client{Transport: madeOf(http.DefaultTransport)}
}

func madeOf(base http.RoundTripper) http.RoundTripper {
	std, ok := base.(*http.Transport)
	if !ok {
		return base
	}
	return &transport{once: tuned(std, onceIdleTimeout), other: tuned(std, idleTimeout)}
}

func tuned(std *http.Transport, idle time.Duration) *http.Transport {
	t := std.Clone()
	t.ResponseHeaderTimeout = headerTimeout
	t.MaxIdleConnsPerHost = idlePerHost
	t.IdleConnTimeout = idle
	if t.MaxResponseHeaderBytes <= 0 {
		t.MaxResponseHeaderBytes = maxHeader
	}
	if t.HTTP2 == nil {
		t.HTTP2 = new(http.HTTP2Config)
	}
	guardDials(t)
	t.HTTP2.SendPingTimeout, t.HTTP2.PingTimeout = pingAfter, pingTimeout
	return t
}

// RoundTrip sends a request by the connections for its effect.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if x := exchangeOf(req.Context()); x != nil && x.effect == Once {
		return t.once.RoundTrip(req)
	}
	return t.other.RoundTrip(req)
}

// tells reports whether a transport is known to report to httptrace every
// connection that it asks for and gets, and every head that it writes.
func tells(next http.RoundTripper) bool {
	switch next.(type) {
	case *transport, *http.Transport:
		return true
	default:
		return false
	}
}
