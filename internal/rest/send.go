package rest

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// answer is a successful answer. Its body has been read, unless the call streams.
type answer struct {
	*http.Response
	body []byte
	sent sentValues
	gone bool // a repeated DELETE found nothing: an earlier attempt did it
}

// send carries out one call, over as many attempts as its effect allows.
func (c *Client) send(ctx context.Context, call Call) (*answer, error) {
	ans, failure := c.try(ctx, call, false)
	if failure != nil {
		return nil, c.core.fail(failure)
	}
	return ans, nil
}

func (c *Client) try(ctx context.Context, call Call, stream bool) (*answer, *Failure) {
	core := c.core
	if core.cfg.Err != nil {
		return nil, &Failure{Op: call.Op, Invalid: true, Err: core.cfg.Err}
	}
	x := &exchange{op: call.Op, core: core, effect: core.effect(&call), stream: stream}
	req, sent, err := c.request(x.bind(ctx), &call)
	if err != nil {
		return nil, &Failure{Op: call.Op, Invalid: true, Err: err}
	}
	if req.Header[keyHeader], err = core.key(ctx); err != nil {
		return nil, &Failure{Op: call.Op, Err: err}
	}
	if err := c.checkMadeUp(req.Header.Get(KeyHeader)); err != nil {
		return nil, &Failure{Op: call.Op, Invalid: true, Err: err}
	}
	ans, failure := x.run(ctx, core.api, req)
	sent.key = req.Header[keyHeader]
	if failure == nil {
		call.see(ans.StatusCode, ans.body)
		ans.sent = sent
		return ans, nil
	}
	call.see(failure.Status, failure.Body)
	if x.lost && req.Method == http.MethodDelete && failure.missing() {
		return &answer{gone: true}, nil
	}
	call.interpret(ctx, failure)
	failure.Private = sent.private()
	return nil, failure
}

// run sends the request, whose context is bound, as often as the policies require.
func (x *exchange) run(ctx context.Context, client *retryablehttp.Client, req *retryablehttp.Request) (*answer, *Failure) {
	x.began = time.Now()
	if err := x.core.pace(ctx); err != nil {
		return nil, &Failure{Op: x.op, Err: err}
	}
	x.next()
	resp, err := client.Do(req)
	if err == nil {
		err = x.broken
	}
	if err == nil && succeeded(resp) {
		return &answer{Response: resp, body: x.body}, nil
	}
	f := &Failure{Op: x.op, Body: x.body, Err: classified(err), Unknown: x.unknown()}
	_, refused := errors.AsType[refusal](f.Err)
	f.Invalid = refused && resp == nil
	if resp != nil {
		closeBody(resp)
		_, large := errors.AsType[tooLargeError](err)
		f.Decode = large && succeeded(resp) // it was carried out, and answered
		f.Status, f.Header = resp.StatusCode, resp.Header
		f.RetryAfter, _ = retryAfter(resp.Header)
	}
	return nil, f
}

// succeeded: 207 is Truora's status for a call that failed in part.
func succeeded(resp *http.Response) bool {
	return resp.StatusCode >= 200 && resp.StatusCode < 300 && resp.StatusCode != http.StatusMultiStatus
}

func closeBody(resp *http.Response) {
	if resp.Body != nil {
		_ = resp.Body.Close()
	}
}

// pace waits for the caller's limiter before every attempt, because Truora counts every
// attempt.
func (c *Core) pace(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if c.cfg.Limiter == nil {
		return nil
	}
	if err := c.cfg.Limiter.Wait(ctx); err != nil {
		return &classifiedError{err, "the limiter refused"}
	}
	return nil
}
