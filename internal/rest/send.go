package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
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
	if x.lost && failure.Status == http.StatusNotFound && req.Method == http.MethodDelete {
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

// keyHeader is [KeyHeader] in canonical form.
var keyHeader = http.CanonicalHeaderKey(KeyHeader)

func (c *Core) key(ctx context.Context) ([]string, error) {
	key, err := c.cfg.Key(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, own("the key source failed") // its error may contain the key
	}
	if err := CheckKey(key); err != nil {
		return nil, err
	}
	return []string{key}, nil
}

// CheckKey refuses what cannot be a key, or would break out of its header.
func CheckKey(key string) error {
	if key == "" {
		return own("the API key is empty")
	}
	for _, b := range []byte(key) {
		if b <= ' ' || b >= 0x7f {
			return own("the API key contains a space, a line break or a character outside ASCII")
		}
	}
	if strings.ContainsAny(key, "\"'`") {
		return own("the API key contains a quotation mark")
	}
	if name, _, is := strings.Cut(key, "="); is && strings.HasSuffix(strings.ToUpper(name), "KEY") {
		return own("the API key is an assignment: use only the part after the equals sign")
	}
	return nil
}

// request builds the request, without its key.
func (c *Client) request(ctx context.Context, call *Call) (*retryablehttp.Request, sentValues, error) {
	sent := sentValues{args: call.Args, params: [3]any{call.Query, call.Form, call.JSON}}
	if call.Invalid != nil {
		return nil, sent, call.Invalid
	}
	target, err := call.path(c.base)
	if err != nil {
		return nil, sent, err
	}
	if sent.query, err = call.queryForm(); err != nil {
		return nil, sent, err
	}
	body, contentType, err := call.body(&sent)
	if err != nil {
		return nil, sent, err
	}
	if len(sent.query) > 0 {
		target += "?" + string(sent.query)
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, call.method(), target, body)
	if err != nil {
		return nil, sent, errors.New("the request cannot be built") // the error repeats its URL
	}
	h := req.Header
	h["Accept"] = acceptJSON
	h["User-Agent"] = c.core.userAgent
	if contentType != "" {
		h["Content-Type"] = []string{contentType}
	}
	for name, value := range call.Header {
		if err := checkHeader(name, value); err != nil {
			return nil, sent, err
		}
		if value != "" {
			h.Set(name, value)
		}
	}
	return req, sent, nil
}

// checkHeader refuses what would break out of its header. net/http does too, but later,
// where it looks like a lost answer.
func checkHeader(name, value string) error {
	for _, b := range []byte(value) {
		if b < ' ' || b == 0x7f {
			return errors.New(name + " holds a control character")
		}
	}
	return nil
}

var acceptJSON = []string{"application/json"}

type validator interface{ Validate() error }

func validate(v any) error {
	if v, ok := v.(validator); ok {
		return v.Validate()
	}
	return nil
}

// encode validates a params struct and encodes it as a form.
func encode(params any) (form, error) {
	if params == nil {
		return nil, nil
	}
	if values, ok := params.(url.Values); ok {
		return form(values.Encode()), nil
	}
	if err := validate(params); err != nil {
		return nil, err
	}
	return newForm(params)
}

func (c *Call) body(sent *sentValues) (body any, contentType string, err error) {
	switch {
	case c.Form != nil:
		if sent.form, err = c.bodyForm(); err != nil {
			return nil, "", err
		}
		return []byte(sent.form), "application/x-www-form-urlencoded", nil
	case c.JSON != nil:
		if err := validate(c.JSON); err != nil {
			return nil, "", err
		}
		text, err := marshal(c.JSON)
		sent.json = text
		return text, "application/json", err
	default:
		return nil, "", nil
	}
}

// trustedLength is the most that is allocated on a server's word.
const trustedLength = 4 << 20

// readBody reads the whole body, up to limit bytes.
func readBody(resp *http.Response, limit int64) ([]byte, error) {
	defer closeBody(resp)
	if resp.Body == nil {
		return nil, nil
	}
	// A length of 0 proves nothing: a mock may not set it.
	if n := resp.ContentLength; n > 0 && n <= min(limit, trustedLength) {
		// One allocation of the right size: the result keeps slices of it.
		body := make([]byte, n)
		read, err := io.ReadFull(resp.Body, body)
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return body[:read], err
	}
	var buf bytes.Buffer
	_, err := io.Copy(&buf, io.LimitReader(resp.Body, max(limit, limit+1))) // limit can be the largest number
	if err == nil && int64(buf.Len()) > limit {
		buf.Truncate(int(limit))
		err = tooLargeError(limit)
	}
	return buf.Bytes(), err
}

type tooLargeError int64

func (e tooLargeError) Error() string {
	return fmt.Sprintf("the answer is larger than %d bytes", int64(e))
}
