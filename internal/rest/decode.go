package rest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/internal/lenient"
	"github.com/truora/truora-go/internal/received"
)

var readOptions = lenient.Options

// decodeWhole decodes a body that is itself the result.
func decodeWhole(body []byte, out any) error {
	body = lenient.Trim(body)
	if len(body) == 0 {
		return errEmpty
	}
	notes, err := lenient.Read(body, out)
	if err != nil {
		return err
	}
	return take(out, body, notes)
}

// take attaches the text and the notes to the result, if no required member is missing.
func take(out any, text []byte, notes *received.Notes) error {
	if odd := lacks(out, text, notes); odd != nil {
		return odd
	}
	received.Attach(out, text, notes)
	return nil
}

// decodeMember decodes the member called key and skips the others, in one pass over the
// body. Only if that fails is the member decoded separately.
func decodeMember(body []byte, key string, out any) error {
	body = lenient.Trim(body)
	if len(body) == 0 {
		return errEmpty
	}
	var text []byte
	var notes *received.Notes
	budget := lenient.BudgetFor(body, reflect.TypeOf(out).Elem())
	err := eachMember(body, key, func(r *reader) (err error) {
		if budget == nil {
			text, err = r.value(out)
		} else if text, err = r.text(); err == nil {
			notes, err = budget.Read(text, out)
		}
		return err
	})
	if budget == nil && lenient.IsSemantic(err) {
		err = eachMember(body, key, func(r *reader) (err error) {
			text, err = r.text()
			return err
		})
		if err == nil {
			reflect.ValueOf(out).Elem().SetZero()
			notes, err = lenient.Read(text, out)
		}
	}
	if err == nil {
		if notes == nil {
			notes = new(received.Notes)
		}
		notes.Envelope = body
		err = take(out, text, notes)
	}
	if odd, ok := errors.AsType[*lenient.OddError](err); ok {
		odd.Pointer = "/" + key + odd.Pointer
	}
	return err
}

// eachMember calls read at each value of a member called key.
func eachMember(body []byte, key string, read func(*reader) error) error {
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
			err = r.dec.SkipValue()
		} else {
			found = r.dec.PeekKind() != 'n'
			err = read(r)
		}
		if err != nil {
			return err
		}
	}
	if err := r.end(); err != nil {
		return err
	}
	if !found {
		return errLacks(key)
	}
	return nil
}

func errLacks(key string) error { return fmt.Errorf("the answer has no %q", key) }

var (
	errEmpty     = errors.New("the answer is empty")
	errNotObject = errors.New("the answer is not a JSON object")
	errPage      = errors.New("a page is not read back: read its items")
)

// withoutValues keeps the place and the kind of a decoding error. The library's own
// text quotes the value, which may be personal.
func withoutValues(err error) error {
	if odd, ok := errors.AsType[*lenient.OddError](err); ok {
		return odd
	}
	if errors.Is(err, lenient.ErrUnfolds) {
		return lenient.ErrUnfolds
	}
	if broken, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		// Its pointer contains names that the server chose, which may repeat what was
		// sent.
		reason := errors.New("not JSON")
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			reason = io.ErrUnexpectedEOF
		}
		return fmt.Errorf("at byte %d: %w", broken.ByteOffset, reason)
	}
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		return fmt.Errorf("%s cannot be read", lenient.PlainPointer(semantic.JSONPointer))
	}
	return err
}

// bodyText is the value between two offsets of the decoder. Two values are separated by
// white space and one comma or colon.
func bodyText(body []byte, from, to int64) []byte {
	return bytes.TrimLeft(body[from:to], " \t\r\n,:")
}
