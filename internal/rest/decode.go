package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/lenient"
)

var readOptions = lenient.Options

func marshal(v any) ([]byte, error) {
	return json.Marshal(v, json.Deterministic(true))
}

// Do carries out a call whose result is one value. Beside the error of a 207
// comes what its body says, as far as it can be read.
func Do[T any](ctx context.Context, c *Client, call Call) (*T, error) {
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
	var err error
	if call.Key == "" {
		err = decodeWhole(ans.body, out)
	} else {
		err = decodeMember(ans.body, call.Key, out)
	}
	if err != nil {
		return nil, c.undecodable(&call, ans, err)
	}
	return out, nil
}

// DoPage is [Do] for a list whose items are no array. next points at the member
// that holds Truora's next path; a start key is left there, as in [List].
func DoPage[T any](ctx context.Context, c *Client, call Call, next func(*T) *string) (*T, error) {
	ans, err := c.send(ctx, call)
	if err != nil {
		return nil, err
	}
	out := new(T)
	if err = decodeWhole(ans.body, out); err == nil {
		cursor := next(out)
		*cursor, err = c.cursor(*cursor, ans.Request.URL)
	}
	if err != nil {
		return nil, c.undecodable(&call, ans, err)
	}
	return out, nil
}

// Unmarshal reads a JSON text as leniently as an answer is read. No value of it
// is in the error.
func Unmarshal(text []byte, out any) error { return withoutValues(decodeWhole(text, out)) }

// Run carries out a call whose answer says nothing beyond success.
func Run(ctx context.Context, c *Client, call Call) error {
	_, err := c.send(ctx, call)
	return err
}

func (c *Client) undecodable(call *Call, ans *answer, err error) error {
	return c.core.fail(&Failure{
		Op: call.Op, Status: ans.StatusCode, Header: ans.Header, Body: ans.body,
		Decode: true, Err: withoutValues(err), Private: ans.sent.private(),
	})
}

// withoutValues keeps where and what of a decode error. The library's own text
// repeats the value, which may be a person's.
func withoutValues(err error) error {
	if broken, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		// Its pointer holds names that the server chose, and may have been sent.
		reason := errors.New("not JSON")
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			reason = io.ErrUnexpectedEOF
		}
		return fmt.Errorf("at byte %d: %w", broken.ByteOffset, reason)
	}
	semantic, ok := errors.AsType[*json.SemanticError](err)
	if !ok {
		return err
	}
	got := "value"
	switch semantic.JSONKind {
	case '{', '}':
		got = "object"
	case '[', ']':
		got = "array"
	case '"':
		got = "string"
	case '0':
		got = "number"
	case 't', 'f':
		got = "boolean"
	case 'n':
		got = "null"
	}
	want := "known value"
	if semantic.GoType != nil {
		want = semantic.GoType.Kind().String()
	}
	return fmt.Errorf("%s is a JSON %s, not a %s", plainPointer(semantic.JSONPointer), got, want)
}

// plainPointer keeps the names that look like Truora's own: a map can have
// others, and those may have been sent.
func plainPointer(p jsontext.Pointer) string {
	var path strings.Builder
	for name := range p.Tokens() {
		if strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") != "" {
			name = "…"
		}
		path.WriteString("/" + name)
	}
	return path.String()
}

func decodeWhole(body []byte, out any) error {
	if err := json.Unmarshal(body, out, readOptions); err != nil {
		return err
	}
	apitype.Attach(out, bytes.TrimSpace(body))
	return nil
}

// decodeMember reads the member called key, and passes over the others, in one
// pass over the body.
func decodeMember(body []byte, key string, out any) error {
	r, err := openObject(body)
	if err != nil {
		return err
	}
	defer r.close()
	found := false
	for r.more() {
		name, err := r.name()
		if err != nil {
			return err
		}
		if name != key || found {
			if err := r.dec.SkipValue(); err != nil {
				return err
			}
			continue
		}
		found = r.dec.PeekKind() != 'n'
		if err := r.value(out); err != nil {
			return err
		}
	}
	if err := r.end(); err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("the answer has no %q", key)
	}
	return nil
}

// reader walks over the members of an object, and knows where each value lies
// in the body.
type reader struct {
	dec  *jsontext.Decoder
	body []byte
}

var decoders = sync.Pool{New: func() any { return new(jsontext.Decoder) }}

var errNotObject = errors.New("the answer is not a JSON object")

func newReader(body []byte) *reader {
	dec := decoders.Get().(*jsontext.Decoder)
	dec.Reset(bytes.NewBuffer(body), readOptions)
	return &reader{dec: dec, body: body}
}

func openObject(body []byte) (*reader, error) {
	r := newReader(body)
	if r.dec.PeekKind() != '{' {
		return nil, errNotObject
	}
	_, err := r.dec.ReadToken()
	return r, err
}

func (r *reader) close() {
	r.dec.Reset(noBytes{})
	decoders.Put(r.dec)
}

type noBytes struct{}

func (noBytes) Read([]byte) (int, error) { return 0, errNotObject }

func (r *reader) more() bool {
	kind := r.dec.PeekKind()
	return kind != '}' && kind != ']' && kind != 0
}

func (r *reader) name() (string, error) {
	token, err := r.dec.ReadToken()
	if err != nil {
		return "", err
	}
	return token.String(), nil
}

// value decodes the next value and gives it its text.
func (r *reader) value(out any) error {
	start := r.dec.InputOffset()
	if err := json.UnmarshalDecode(r.dec, out); err != nil {
		return err
	}
	// Between two values stand blanks and one comma or colon.
	text := bytes.TrimLeft(r.body[start:r.dec.InputOffset()], " \t\r\n,:")
	apitype.Attach(out, text)
	return nil
}

// end reads the closing token and makes sure that nothing follows.
func (r *reader) end() error {
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	return r.over()
}

// over makes sure that nothing follows.
func (r *reader) over() error {
	if rest := bytes.TrimSpace(r.body[r.dec.InputOffset():]); len(rest) > 0 {
		return errors.New("the answer goes on after its end")
	}
	return nil
}
