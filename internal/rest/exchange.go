package rest

import (
	"context"
	"errors"
	"net"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// exchange is the state of one call over all its attempts. It travels in the
// context, because that is all retryablehttp hands to its policies.
type exchange struct {
	op     string
	core   *Core
	effect Effect
	stream bool // leave the body of a successful answer unread
	body   []byte
	broken error // an answer broke off; retryablehttp knows of its status only
	began  time.Time
	tries  int

	// lost: an attempt may have been carried out, and its answer did not come.
	lost bool

	// What httptrace saw of the present attempt. Its hooks run on goroutines of
	// the transport.
	asked, connected, wrote atomic.Bool
}

type exchangeKey struct{}

// Operation returns the Op of the call that ctx belongs to, or "".
func Operation(ctx context.Context) string {
	if x, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		return x.op
	}
	return ""
}

func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// bind returns the context of the call. Only calls that change something are
// traced: a read is sent again whatever happened to it.
func (x *exchange) bind(ctx context.Context) context.Context {
	ctx = context.WithValue(ctx, exchangeKey{}, x)
	if x.effect == Read {
		return ctx
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:          func(string) { x.asked.Store(true) },
		GotConn:          func(httptrace.GotConnInfo) { x.connected.Store(true) },
		WroteHeaderField: func(string, []string) { x.wrote.Store(true) },
		WroteHeaders:     func() { x.wrote.Store(true) },
	})
}

func (x *exchange) next() {
	x.tries++
	x.asked.Store(false)
	x.connected.Store(false)
	x.wrote.Store(false)
	x.body, x.broken = nil, nil
}

// neverLeft reports whether the attempt that failed with err provably did not
// reach the server. A transport that reports nothing proves nothing; and one
// that gave up on a time limit may still be writing what it was handed.
func (x *exchange) neverLeft(err error) bool {
	if errors.Is(err, errRefused) {
		return true
	}
	if !x.asked.Load() {
		return false
	}
	if !x.connected.Load() {
		return true
	}
	return !x.wrote.Load() && !isTimeout(err) && !errors.Is(err, context.Canceled)
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &t) && t.Timeout()
}
