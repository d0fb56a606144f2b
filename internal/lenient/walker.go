package lenient

import (
	"errors"
	"reflect"
	"strings"
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
	// A value that reads itself has a decoder of its own. around are the decoders of
	// the values that such a value lies in, inside is the one whose method comes next.
	around []*jsontext.Decoder
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
	case factsOf(t).readsItself:
		return w.alone(dec, v)
	case !Odd(kind, t):
		return errors.ErrUnsupported
	default:
		depth := dec.StackDepth()
		if err := dec.SkipValue(); err != nil {
			return err
		}
		return w.note(dec, v, depth, kind)
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
	noted := len(w.notes.Problems)
	w.around = append(w.around, dec)
	switch v.(type) {
	case *time.Time, *apitype.Date:
		err = json.Unmarshal(text, v, Strict)
	default:
		w.inside = v
		err = json.Unmarshal(text, v, dec.Options())
		w.inside = nil
	}
	w.around = w.around[:len(w.around)-1]
	if err == nil || errors.Is(err, ErrUnfolds) {
		return err
	}
	w.notes.Problems = w.notes.Problems[:noted]
	return w.note(dec, v, depth, text.Kind())
}

// note leaves v at zero and says why. Where v is all there is to read, that is an
// error.
func (w *walker) note(dec *jsontext.Decoder, v any, depth int, got jsontext.Kind) error {
	value := reflect.ValueOf(v).Elem()
	value.SetZero()
	if depth > 0 && w.notes.Full() {
		return nil // a pointer costs as much as the names in it are long
	}
	problem := received.Problem{Pointer: w.pointer(dec), Want: WantedKind(value.Type()), Got: Kind(got)}
	if depth == 0 {
		return &OddError{problem}
	}
	w.notes.Add(problem)
	return nil
}

// pointer is where the value lies that dec has just read.
func (w *walker) pointer(dec *jsontext.Decoder) string {
	var path strings.Builder
	for _, outer := range w.around {
		path.WriteString(PlainPointer(outer.StackPointer()))
	}
	path.WriteString(PlainPointer(dec.StackPointer()))
	return path.String()
}

// OddError is a value that is not what was expected.
type OddError struct{ received.Problem }

// Error says what is odd and where.
func (e *OddError) Error() string { return e.String() }
