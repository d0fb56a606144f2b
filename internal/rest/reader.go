package rest

import (
	"bytes"
	"errors"

	"github.com/truora/truora-go/internal/lenient"
)

// reader iterates over the members of an object, and knows the position of each value
// in the body.
type reader struct {
	dec  *lenient.Decoder
	body []byte
}

func newReader(body []byte) *reader { return &reader{dec: lenient.NewDecoder(body), body: body} }

func openObject(body []byte) (*reader, error) {
	r := newReader(body)
	if r.dec.PeekKind() != '{' {
		r.close()
		return nil, errNotObject
	}
	_, err := r.dec.ReadToken()
	return r, err
}

func (r *reader) close() { r.dec.Close() }

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

// value decodes the next value and returns its text.
func (r *reader) value(out any) ([]byte, error) {
	start := r.dec.InputOffset()
	err := r.dec.Decode(out)
	return bodyText(r.body, start, r.dec.InputOffset()), err
}

// text skips the next value and returns its text.
func (r *reader) text() ([]byte, error) {
	start := r.dec.InputOffset()
	err := r.dec.SkipValue()
	return bodyText(r.body, start, r.dec.InputOffset()), err
}

// end reads the closing token and checks that nothing follows.
func (r *reader) end() error {
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	return r.over()
}

// over checks that nothing follows.
func (r *reader) over() error {
	if rest := bytes.TrimSpace(r.body[r.dec.InputOffset():]); len(rest) > 0 {
		return errors.New("the answer goes on after its end")
	}
	return nil
}
