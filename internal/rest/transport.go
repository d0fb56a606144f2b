package rest

import (
	"net/http"
	"time"
)

const (
	// An answer whose header does not arrive within this time is lost. Truora's gateway
	// gives up long before.
	headerTimeout = 90 * time.Second
	// pingAfter and pingTimeout detect an HTTP/2 connection that died silently.
	pingAfter, pingTimeout = 15 * time.Second, 10 * time.Second
	// A server may close an idle connection in the very moment when a request is
	// written to it, and then it is unknown whether the request arrived. Most servers
	// close after 5 seconds or more. A call that is sent only once reuses a connection
	// only right after another call.
	idleTimeout, onceIdleTimeout = 4 * time.Second, 5 * time.Millisecond
	idlePerHost                  = 64
	// maxHeader is far more than the header of any answer needs. The default of
	// net/http is 10 MiB.
	maxHeader = 1 << 20
)

// transport sends the calls of a client without an HTTP client of its own. Calls that
// are sent only once have separate connections.
type transport struct {
	once, other *http.Transport
}

// NewHTTPClient returns the client to use if the options set none. Its transport is
// made from http.DefaultTransport as it is now, or is that one itself if the program
// has replaced it by a type of its own.
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

// RoundTrip sends a request over the connections for its effect.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if x := exchangeOf(req.Context()); x != nil && x.effect == Once {
		return t.once.RoundTrip(req)
	}
	return t.other.RoundTrip(req)
}

// tells reports whether a transport is known to report to httptrace every connection
// that it asks for and gets, and every header that it writes.
func tells(next http.RoundTripper) bool {
	switch next.(type) {
	case *transport, *http.Transport:
		return true
	default:
		return false
	}
}
