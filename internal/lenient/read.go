package lenient

import (
	"errors"
	"io"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/internal/received"
)

// Read decodes text into out, a pointer. A member of the wrong kind for its field stays
// zero and is recorded in the notes, which are nil if there are none. Read fails if
// text is not JSON, or is itself of the wrong kind for out.
func Read(text []byte, out any, opts ...json.Options) (*received.Notes, error) {
	return BudgetFor(text, reflect.TypeOf(out).Elem()).Read(text, out, opts...)
}

// Read is like the function [Read], for a part of the answer that the budget is for.
func (b *Budget) Read(text []byte, out any, opts ...json.Options) (*received.Notes, error) {
	if b == nil || !b.counting || parts(text) <= 1 {
		err := readWhole(text, out, opts)
		if err == nil || !IsSemantic(err) {
			return nil, err
		}
		reflect.ValueOf(out).Elem().SetZero()
	}
	t := reflect.TypeOf(out).Elem()
	if kind := jsontext.Value(text).Kind(); Odd(kind, t) {
		return nil, Mismatch(kind, t)
	}
	if b == nil {
		b = newBudget(len(text))
	}
	if b.walker == nil {
		b.walker = newWalker(b)
	}
	notes := new(received.Notes)
	b.walker.notes, b.walker.around, b.walker.inside = notes, nil, nil
	err := json.Unmarshal(text, out, append([]json.Options{b.walker.options}, opts...)...)
	if err != nil || len(notes.Problems) == 0 {
		return nil, err
	}
	return notes, nil
}

func readWhole(text []byte, out any, opts []json.Options) error {
	if len(opts) > 0 {
		return json.Unmarshal(text, out, append([]json.Options{Strict}, opts...)...)
	}
	d := NewDecoder(text)
	defer d.Close()
	if err := d.Decode(out); err != nil {
		return err
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return errUnplanned
	}
	return nil
}

// Mismatch returns the error for a value of the given kind where a t was expected.
func Mismatch(kind jsontext.Kind, t reflect.Type) error {
	return &OddError{received.Problem{Want: WantedKind(t), Got: Kind(kind)}}
}

// Odd reports whether a value of the given kind cannot be decoded into a t.
func Odd(kind jsontext.Kind, t reflect.Type) bool {
	if kind == 0 || kind == 'n' || t.Kind() == reflect.Interface {
		return false
	}
	facts := factsOf(t)
	return !facts.readsItself && Kind(kind) != facts.wanted
}

// IsSemantic reports whether err is about well-formed JSON that is not what was
// expected.
func IsSemantic(err error) bool {
	if errors.Is(err, errUnplanned) || errors.Is(err, errTime) {
		return true
	}
	_, ok := errors.AsType[*json.SemanticError](err)
	return ok
}
