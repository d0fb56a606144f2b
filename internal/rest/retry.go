package rest

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// checkRetry is the retryablehttp.CheckRetry of every call: it reads the answer, and
// decides by what happened and by the effect of the call.
func checkRetry(ctx context.Context, resp *http.Response, err error) (bool, error) {
	x := exchangeOf(ctx)
	if err == nil {
		if resp.Request != nil && x.core.places.isAPI(resp.Request.URL) {
			x.core.clock.learn(resp)
		}
		x.broken = x.read(resp)
		err = x.broken
	}
	again := x.mayRepeat(resp, err)
	switch {
	case ctx.Err() != nil:
		again = false
		if err != nil { // a complete answer is the result
			err = ctx.Err()
		}
	case resp != nil && again:
		again = x.worthWaiting(ctx, resp)
	}
	again = again && x.tries <= x.core.cfg.Retries
	x.report(ctx, resp, err, again)
	if err != nil && again {
		return true, nil
	}
	return again, err
}

// read reads the answer, so that one that breaks off counts as lost.
func (x *exchange) read(resp *http.Response) error {
	if succeeded(resp) && x.stream {
		return nil
	}
	limit := x.core.cfg.MaxBody
	if !succeeded(resp) {
		limit = min(limit, maxErrorBody)
	}
	var err error
	x.body, err = readBody(resp, limit)
	resp.Body = http.NoBody
	if _, large := errors.AsType[tooLargeError](err); large && !succeeded(resp) {
		return nil // the status says enough
	}
	return err
}

// mayRepeat is the table of what may be sent again. It also records a lost answer.
func (x *exchange) mayRepeat(resp *http.Response, err error) bool {
	if err != nil {
		if x.attempt.neverLeft(err) {
			return !errors.Is(err, errRefused)
		}
		if _, large := errors.AsType[tooLargeError](err); large {
			return false // it arrived, and would again
		}
		x.lost = true
		return x.effect != Once
	}
	switch {
	case succeeded(resp):
		return false
	case Says(resp.StatusCode, x.body, LinkIsRefused):
		return false // also inside a 5xx: the link will not get better
	case refusedForNow(resp, x.body):
		return true
	case lostInside(resp.StatusCode):
		x.lost = true
		return x.effect != Once
	case redirects(resp.StatusCode):
		x.lost = true // it does not say what was done before the redirect
		return false
	default:
		return false
	}
}

// refusedForNow: Truora turned the call away before doing any of it.
func refusedForNow(resp *http.Response, body []byte) bool {
	switch resp.StatusCode {
	case http.StatusTooManyRequests:
		return true
	case http.StatusServiceUnavailable:
		_, asked := retryAfter(resp.Header)
		return asked
	default:
		return Says(resp.StatusCode, body, RateLimited)
	}
}

// lostInside: an answer that does not say whether the call was carried out. Some
// gateways have codes of their own, such as 524 for a timeout.
func lostInside(status int) bool {
	switch status {
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported:
		return false
	default:
		return status == http.StatusRequestTimeout || status < 200 || status >= 500
	}
}

func (c *Core) prepareRetry(req *http.Request) error {
	ctx := req.Context()
	exchangeOf(ctx).next()
	return c.pace(ctx)
}

// Attempt is the report of one attempt. It contains no URL, header or body.
type Attempt struct {
	Op      string
	Number  int
	Elapsed time.Duration
	Status  int  // 0: no answer
	Failed  bool // the answer did not arrive, or not completely
	Again   bool // it will be sent again, unless the context ends first
	Unknown bool // it was the last, and whether the call was carried out is unknown
}

func (x *exchange) report(ctx context.Context, resp *http.Response, err error, again bool) {
	if x.core.cfg.Report == nil {
		return
	}
	a := Attempt{Op: x.op, Number: x.tries, Elapsed: time.Since(x.began), Failed: err != nil, Again: again, Unknown: !again && x.unknown()}
	if resp != nil {
		a.Status = resp.StatusCode
	}
	x.core.cfg.Report(ctx, a)
}
