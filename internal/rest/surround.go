package rest

import (
	"context"
	"net/url"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Surround runs around a call. It returns the context for the call and a function that
// receives its result, or the public error that refuses it.
type Surround func(ctx context.Context, call *Call) (context.Context, func(*Seen, error), error)

// Seen is the answer to a call, as far as it arrived.
type Seen struct {
	Status int
	Body   []byte // nil for files
}

// carrier carries out a call, over all its attempts.
type carrier[T any] func(context.Context, *Client, Call) (T, error)

// surround carries out the call inside Config.Surround. Every call is sent through it.
func surround[T any](ctx context.Context, c *Client, call Call, carryOut carrier[T]) (T, error) {
	if c.core.cfg.Surround == nil {
		return carryOut(ctx, c, call)
	}
	return surrounded(ctx, c, call, carryOut)
}

// surrounded is separate because it moves the call to the heap.
func surrounded[T any](ctx context.Context, c *Client, call Call, carryOut carrier[T]) (T, error) {
	call.Effect = c.core.effect(&call)
	inner, end, err := c.core.cfg.Surround(ctx, &call)
	if err != nil {
		var none T
		return none, err
	}
	call.seen = new(Seen)
	out, err := carryOut(inner, c, call)
	end(call.seen, err)
	return out, err
}

// Refusal is the failure of a call that Surround refused with err.
func (c *Call) Refusal(err error) *Failure {
	return &Failure{Op: c.Op, Refused: true, Err: err, Private: c.private()}
}

// surroundAll is [surround] for a call that returns only an error.
func surroundAll(ctx context.Context, c *Client, call Call, carryOut func(context.Context, *Client, Call) error) error {
	_, err := surround(ctx, c, call, func(ctx context.Context, c *Client, call Call) (struct{}, error) {
		return struct{}{}, carryOut(ctx, c, call)
	})
	return err
}

// see records the answer for Surround.
func (c *Call) see(status int, body []byte) {
	if c.seen != nil {
		*c.seen = Seen{Status: status, Body: body}
	}
}

// private is the data that no text may repeat of a call that was not sent.
func (c *Call) private() Private {
	sent := sentValues{args: c.Args, query: form(c.Values().Encode()), params: [3]any{c.Query, c.Form, c.JSON}}
	return sent.private()
}

// Values returns the parameters by name: those of the query and the form, and the
// members of a JSON body.
func (c *Call) Values() url.Values {
	all := url.Values{}
	for _, params := range []any{c.Query, c.Form} {
		sent, _ := encode(params) // invalid params make the call itself fail
		for name, value := range sent.all() {
			all.Add(name, value)
		}
	}
	if c.JSON == nil {
		return all
	}
	body, _ := marshal(c.JSON)
	members := map[string]jsontext.Value{}
	_ = json.Unmarshal(body, &members) // a body that is not an object has no names
	for name, value := range members {
		if value.Kind() == '"' {
			all.Add(name, text(value))
		} else {
			all.Add(name, string(value))
		}
	}
	return all
}
