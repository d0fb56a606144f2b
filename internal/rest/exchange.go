package rest

import (
	"context"
	"time"
)

// exchange is the state of one call over all its attempts. It is the context of its
// requests, because a context is all that retryablehttp passes to its policies.
type exchange struct {
	context.Context

	op     string
	core   *Core
	effect Effect
	stream bool // leave the body of a successful answer unread
	body   []byte
	broken error // an answer broke off; retryablehttp sees only its status
	began  time.Time
	tries  int

	// lost: an attempt may have been carried out, and its answer did not arrive.
	lost bool
	// attempt is the current one, in its last hop.
	attempt *attempt
}

type exchangeKey struct{}

// Value returns the exchange itself, or a value of the caller's context.
func (x *exchange) Value(key any) any {
	if key == (exchangeKey{}) {
		return x
	}
	return x.Context.Value(key)
}

// bind returns the context of the call.
func (x *exchange) bind(ctx context.Context) context.Context {
	x.Context = ctx
	return x
}

// Operation returns the Op of the call that ctx belongs to, or "".
func Operation(ctx context.Context) string {
	if x := exchangeOf(ctx); x != nil {
		return x.op
	}
	return ""
}

func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// SameCall reports whether two contexts belong to attempts of one call. It is for tests
// that intercept requests.
func SameCall(a, b context.Context) bool {
	x := exchangeOf(a)
	return x != nil && x == exchangeOf(b)
}

// next begins another attempt.
func (x *exchange) next() {
	x.tries++
	x.body, x.broken, x.attempt = nil, nil, nil
}

// unknown: the call changes something, and it is unknown whether it did.
func (x *exchange) unknown() bool { return x.lost && x.effect != Read }
