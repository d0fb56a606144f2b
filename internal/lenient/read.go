package lenient

import (
	"errors"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/internal/received"
)

// Read reads text into out, a pointer. A member that is not of the kind its field
// wants stays at zero and is among the notes, which are nil if all is well. It
// fails at what is not JSON, and at a value that is itself not of the kind of out.
func Read(text []byte, out any, opts ...json.Options) (*received.Notes, error) {
	return BudgetFor(text, reflect.TypeOf(out).Elem()).Read(text, out, opts...)
}

// Read is [Read] for a part of the answer that the budget was made for.
func (b *Budget) Read(text []byte, out any, opts ...json.Options) (*received.Notes, error) {
	if b == nil || !b.counting || parts(text) <= 1 {
		err := json.Unmarshal(text, out, append([]json.Options{Strict}, opts...)...)
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

// Mismatch is the error of a value of that kind where a t was expected.
func Mismatch(kind jsontext.Kind, t reflect.Type) error {
	return &OddError{received.Problem{Want: WantedKind(t), Got: Kind(kind)}}
}

// Odd reports whether a value of that kind cannot be read into a t.
func Odd(kind jsontext.Kind, t reflect.Type) bool {
	if kind == 0 || kind == 'n' || t.Kind() == reflect.Interface {
		return false
	}
	facts := factsOf(t)
	return !facts.readsItself && Kind(kind) != facts.wanted
}

// IsSemantic reports whether err is of JSON that is well formed, and not what was
// expected.
func IsSemantic(err error) bool {
	_, ok := errors.AsType[*json.SemanticError](err)
	return ok
}
