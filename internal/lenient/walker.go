package lenient

import (
	"errors"
	"reflect"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/received"
)

// walker is shown every value before the JSON package reads it, and passes over
// those that the package would fail at.
type walker struct {
	options json.Options
	notes   *received.Notes
	budget  *Budget
	// within is where the value lies that is being read by a method of its own, which
	// has a decoder of its own; inside is that value, whose method comes next.
	within jsontext.Pointer
	inside any
}

func newWalker(b *Budget) *walker {
	w := &walker{budget: b}
	w.options = json.JoinOptions(tolerant, json.WithUnmarshalers(json.UnmarshalFromFunc(w.value)))
	return w
}

// value reads the next value into v if it is odd or reads itself, and leaves it to
// the JSON package otherwise.
func (w *walker) value(dec *jsontext.Decoder, v any) error {
	if v == w.inside {
		w.inside = nil
		return errors.ErrUnsupported
	}
	t := reflect.TypeOf(v).Elem()
	if dec.StackDepth() > 0 { // the memory of the outermost value is the caller's
		if err := w.spend(t); err != nil {
			return err
		}
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem() // nil is its zero: nothing must not look like a 0
	}
	switch kind := dec.PeekKind(); {
	case kind == 0, t.Kind() == reflect.Interface:
		return errors.ErrUnsupported // kind 0 is no JSON: the package says where
	case readsItself(t):
		return w.alone(dec, v)
	case !Odd(kind, t):
		return errors.ErrUnsupported
	default:
		depth := dec.StackDepth()
		if err := dec.SkipValue(); err != nil {
			return err
		}
		return w.note(v, depth, w.within+dec.StackPointer(), kind)
	}
}

func (w *walker) spend(t reflect.Type) error {
	size := SizeOf(t)
	switch t.Kind() {
	case reflect.Pointer:
		size += SizeOf(t.Elem())
	case reflect.Interface:
		size += anyPart
	case reflect.Map:
		size += mapOverhead
	}
	return w.budget.Spend(size)
}

// alone reads a value by itself, so that its error is its own.
func (w *walker) alone(dec *jsontext.Decoder, v any) error {
	depth := dec.StackDepth()
	text, err := dec.ReadValue()
	if err != nil {
		return err
	}
	before, noted := w.within, len(w.notes.Problems)
	w.within = before + dec.StackPointer()
	switch v.(type) {
	case *time.Time, *apitype.Date:
		err = json.Unmarshal(text, v, Strict)
	default:
		w.inside = v
		err = json.Unmarshal(text, v, dec.Options())
		w.inside = nil
	}
	w.within = before
	if err == nil || errors.Is(err, ErrUnfolds) {
		return err
	}
	w.notes.Problems = w.notes.Problems[:noted]
	return w.note(v, depth, before+dec.StackPointer(), text.Kind())
}

// note leaves v at zero and says why. Where v is all there is to read, that is an
// error.
func (w *walker) note(v any, depth int, at jsontext.Pointer, got jsontext.Kind) error {
	value := reflect.ValueOf(v).Elem()
	value.SetZero()
	problem := received.Problem{Pointer: PlainPointer(at), Want: WantedKind(value.Type()), Got: Kind(got)}
	if depth == 0 {
		return &OddError{problem}
	}
	w.notes.Add(problem)
	return nil
}

// OddError is a value that is not what was expected.
type OddError struct{ received.Problem }

// Error says what is odd and where.
func (e *OddError) Error() string { return e.String() }
