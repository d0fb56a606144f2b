package rest

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"slices"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Surround runs around a call. It returns the context for the call and a function that
// receives its result, which may be nil, or the public error that refuses it.
type Surround func(ctx context.Context, call *Call) (context.Context, func(*Seen, error), error)

// Seen is the answer to a call, as far as it arrived.
type Seen struct {
	Status int
	Body   []byte // nil for files
	Reused bool   // as Call.Reused says
}

// carrier carries out a call, over all its attempts.
type carrier[T any] func(context.Context, *Client, Call) (T, error)

// surround carries out the call inside Config.Surround. Every call is sent through it.
func surround[T any](ctx context.Context, c *Client, call Call, carryOut carrier[T]) (T, error) {
	if ctx == nil {
		var none T
		return none, c.WithoutContext(call.Op)
	}
	if c.core.cfg.Surround == nil {
		return carryOut(ctx, c, call)
	}
	return surrounded(ctx, c, call, carryOut)
}

// WithoutContext is the error of a call whose context is nil. It is not inlined, for
// that would make the stack of every wait larger.
//
//go:noinline
func (c *Client) WithoutContext(op string) error {
	return c.core.fail(&Failure{Op: op, Invalid: true, Err: own("the context is nil: pass context.Background()")})
}

// surrounded is separate because it moves the call to the heap.
func surrounded[T any](ctx context.Context, c *Client, call Call, carryOut carrier[T]) (T, error) {
	call.Effect, call.made = c.core.effect(&call), new(made)
	inner, end, err := c.core.cfg.Surround(ctx, &call)
	if err != nil {
		var none T
		return none, err
	}
	call.seen = new(Seen)
	out, err := carryOut(inner, c, call)
	if end != nil {
		end(call.seen, err)
	}
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

// private is the data that no text may repeat of a call that was not sent, and may be
// invalid.
func (c *Call) private() Private {
	sent := sentValues{args: c.Args, query: form(c.Values().Encode()), params: [3]any{c.Query, c.Form, c.JSON}}
	query, _ := encodeAny(c.Query)
	body, _ := encodeAny(c.Form)
	sent.form = bytes.Join([][]byte{query, body}, []byte("&"))
	if c.JSON != nil {
		sent.json, _ = json.Marshal(c.JSON, writeOptions)
	}
	return sent.private()
}

// made is what was made of the params of a call, for Surround and then to be sent. So it
// is what Surround saw that is sent, whatever becomes of the params meanwhile.
type made struct {
	query, form encoded[form]
	json        encoded[jsontext.Value]
}

// encoded is a struct of params, once it is encoded.
type encoded[T any] struct {
	once sync.Once
	text T
	err  error
}

func (e *encoded[T]) of(params any, encode func(any) (T, error)) (T, error) {
	e.once.Do(func() {
		e.err = errNotEncoded // in case a method of the params panics, and somebody recovers
		e.text, e.err = encode(params)
	})
	return e.text, e.err
}

var errNotEncoded = errors.New("the params could not be encoded")

func (c *Call) queryForm() (form, error) {
	if c.made == nil {
		return encode(c.Query)
	}
	return c.made.query.of(c.Query, encode)
}

func (c *Call) bodyForm() (form, error) {
	if c.made == nil {
		return encode(c.Form)
	}
	return c.made.form.of(c.Form, encode)
}

func (c *Call) bodyJSON() (jsontext.Value, error) {
	if c.made == nil {
		return encodeJSON(c.JSON)
	}
	return c.made.json.of(c.JSON, encodeJSON)
}

// Values returns the parameters by name: those of the query and the form, and the
// members of a JSON body.
func (c *Call) Values() url.Values {
	query, _ := c.queryForm() // invalid params make the call itself fail
	body, _ := c.bodyForm()
	count := bytes.Count(query, []byte("=")) + bytes.Count(body, []byte("="))
	texts, all := make([]string, 0, count), make(url.Values, count)
	for _, sent := range []form{query, body} {
		for name, value := range sent.all() {
			if list := all[name]; list != nil {
				all[name] = append(list, value)
				continue
			}
			texts = append(texts, value)
			all[name] = slices.Clip(texts[len(texts)-1:])
		}
	}
	if c.JSON == nil {
		return all
	}
	text, _ := c.bodyJSON()
	members := map[string]jsontext.Value{}
	_ = json.Unmarshal(text, &members) // a body that is not an object has no names
	for name, value := range members {
		all.Add(name, memberText(value))
	}
	return all
}

// memberText is a string, or the JSON text of anything else.
func memberText(value jsontext.Value) string {
	if value.Kind() == '"' {
		return text(value)
	}
	return string(value)
}
