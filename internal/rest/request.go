package rest

import (
	"context"
	"errors"
	"net/url"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/go-retryablehttp"

	"github.com/truora/truora-go/apitype"
)

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
	if err := validate(params); err != nil {
		return nil, err
	}
	return encodeAny(params)
}

// encodeAny is encode for params that may be invalid.
func encodeAny(params any) (form, error) {
	if params == nil {
		return nil, nil
	}
	if values, ok := params.(url.Values); ok {
		return form(values.Encode()), nil
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
		sent.json, err = c.bodyJSON()
		return []byte(sent.json), "application/json", err
	default:
		return nil, "", nil
	}
}

// encodeJSON validates a params struct and encodes it as JSON.
func encodeJSON(params any) (jsontext.Value, error) {
	if err := validate(params); err != nil {
		return nil, err
	}
	return json.Marshal(params, writeOptions)
}

// writeOptions encode every JSON body: they include the secrets, which print as nothing
// anywhere else.
var writeOptions = json.JoinOptions(
	json.Deterministic(true),
	json.WithMarshalers(json.MarshalToFunc(func(enc *jsontext.Encoder, s apitype.Secret) error {
		return enc.WriteToken(jsontext.String(s.Reveal()))
	})),
)
