package rest

import (
	"bytes"
	"context"
	"net/http"
	"reflect"

	"github.com/truora/truora-go/internal/lenient"
)

// Do carries out a call whose result is one value. For a 207 it returns both an error
// and what the body says, as far as it can be decoded.
func Do[T any](ctx context.Context, c *Client, call Call) (*T, error) {
	return surround(ctx, c, call, do[T])
}

func do[T any](ctx context.Context, c *Client, call Call) (*T, error) {
	ans, failure := c.try(ctx, call, false)
	out := new(T)
	if failure != nil && failure.Status == http.StatusMultiStatus {
		if decodeWhole(failure.Body, out) != nil {
			out = nil
		}
		return out, c.core.fail(failure)
	}
	if failure != nil {
		return nil, c.core.fail(failure)
	}
	if ans.gone {
		return out, nil
	}
	if err := c.decode(ctx, &call, ans, out); err != nil {
		return nil, err
	}
	if call.Reused != nil && call.Reused(out) && call.seen != nil {
		call.seen.Reused = true
	}
	return out, nil
}

// DoPage is [Do] for a list whose items are not an array. next returns the address of
// the member with Truora's next link, which DoPage replaces by a start key, as [List]
// does.
func DoPage[T any](ctx context.Context, c *Client, call Call, next func(*T) *string) (*T, error) {
	return surround(ctx, c, call, func(ctx context.Context, c *Client, call Call) (*T, error) {
		ans, err := c.send(ctx, call)
		if err != nil {
			return nil, err
		}
		out := new(T)
		if err := c.decode(ctx, &call, ans, out); err != nil {
			return nil, err
		}
		cursor := next(out)
		if *cursor, err = c.cursor(*cursor, ans.Request.URL); err != nil {
			return nil, c.undecodable(&call, ans, err)
		}
		return out, nil
	})
}

// Run carries out a call whose answer holds nothing but success.
func Run(ctx context.Context, c *Client, call Call) error {
	return surroundAll(ctx, c, call, run)
}

func run(ctx context.Context, c *Client, call Call) error {
	ans, err := c.send(ctx, call)
	if err != nil || ans.gone {
		return err
	}
	if f := c.told(ctx, &call, ans); f != nil {
		return c.core.fail(f)
	}
	return nil
}

// decode decodes the answer into out, or returns the error that it reports.
func (c *Client) decode(ctx context.Context, call *Call, ans *answer, out any) error {
	needs := needsOf(reflect.TypeOf(out).Elem())
	if len(bytes.TrimSpace(ans.body)) == 0 && call.mayAnswerNothing(call.Key == "" && len(needs) == 0) {
		return nil
	}
	var err error
	if call.Key == "" {
		err = decodeWhole(ans.body, out)
	} else {
		err = decodeMember(ans.body, call.Key, out)
	}
	if err == nil && (call.Key != "" || !anError(needs)) {
		return nil
	}
	if f := c.told(ctx, call, ans); f != nil {
		return c.core.fail(f)
	}
	if err != nil {
		return c.undecodable(call, ans, err)
	}
	return nil
}

// mayAnswerNothing reports whether the call can succeed with an empty body: a write
// may, and so may a call whose result has no required members. A read that answers
// nothing has not answered.
func (c *Call) mayAnswerNothing(undemanding bool) bool {
	switch c.method() {
	case http.MethodPut, http.MethodDelete:
		return true
	case http.MethodGet:
		return false
	default:
		return undemanding
	}
}

func (c *Client) undecodable(call *Call, ans *answer, err error) error {
	return c.core.fail(&Failure{
		Op: call.Op, Status: ans.StatusCode, Header: ans.Header, Body: ans.body,
		Decode: true, Err: withoutValues(err), Private: ans.sent.private(),
	})
}

// Unmarshal decodes a JSON text as an answer is decoded. Its error contains no value.
func Unmarshal(text []byte, out any) error {
	if isPage(reflect.TypeOf(out).Elem()) {
		return errPage
	}
	return withoutValues(decodeWhole(bytes.Clone(lenient.Trim(text)), out))
}
