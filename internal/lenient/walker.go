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

// walker sees every value before the JSON package decodes it, and skips those at which
// the package would fail.
type walker struct {
	options json.Options
	notes   *received.Notes
	budget  *Budget
	// A value with its own unmarshal method gets its own decoder. around holds the
	// decoders of the enclosing values of that kind; inside is the one whose method
	// runs next.
	around []*jsontext.Decoder
	inside any
}

func newWalker(b *Budget) *walker {
	w := &walker{budget: b}
	w.options = json.JoinOptions(tolerant, json.WithUnmarshalers(json.UnmarshalFromFunc(w.value)))
	return w
}

// value skips the next value if it does not fit v, decodes it by itself if v has its
// own unmarshal method, and otherwise leaves it to the JSON package.
func (w *walker) value(dec *jsontext.Decoder, v any) error {
	if v == w.inside {
		w.inside = nil
		return errors.ErrUnsupported
	}
	t := reflect.TypeOf(v).Elem()
	if dec.StackDepth() > 0 { // the caller accounts for the outermost value
		if err := w.spend(t); err != nil {
			return err
		}
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem() // a nil pointer is its zero value: null must not look like 0
	}
	switch kind := dec.PeekKind(); {
	case kind == 0, t.Kind() == reflect.Interface:
		return errors.ErrUnsupported // kind 0 is not JSON: the package reports where
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

// alone decodes a value separately, so that an error is known to be its own.
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

// note leaves v at zero and records why. If v is the value being decoded, that is an
// error instead.
func (w *walker) note(dec *jsontext.Decoder, v any, depth int, got jsontext.Kind) error {
	value := reflect.ValueOf(v).Elem()
	value.SetZero()
	if depth > 0 && w.notes.Full() {
		return nil // a pointer is as long as the names in it
	}
	problem := received.Problem{Pointer: w.pointer(dec), Want: WantedKind(value.Type()), Got: Kind(got)}
	if depth == 0 {
		return &OddError{problem}
	}
	w.notes.Add(problem)
	return nil
}

// pointer returns the JSON pointer of the value that dec has just read.
func (w *walker) pointer(dec *jsontext.Decoder) string {
	var path strings.Builder
	for _, outer := range w.around {
		path.WriteString(PlainPointer(outer.StackPointer()))
	}
	path.WriteString(PlainPointer(dec.StackPointer()))
	return path.String()
}

// OddError reports a value of an unexpected kind.
type OddError struct{ received.Problem }

// Error says what was unexpected, and where.
func (e *OddError) Error() string { return e.String() }
