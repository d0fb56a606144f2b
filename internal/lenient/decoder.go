package lenient

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strconv"
	"sync"
	"unicode/utf8"
	"unsafe"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Decoder decodes the values of one text.
type Decoder struct {
	jsontext.Decoder
	text []byte
	free []byte // the rest of the chunk that the next short strings become parts of
}

// errUnplanned means that a value is not as documented, or more than a plan provides
// for.
var errUnplanned = errors.New("not as planned")

var decoders = sync.Pool{New: func() any { return new(Decoder) }}

// NewDecoder returns a decoder for text. Close it.
func NewDecoder(text []byte) *Decoder {
	d := decoders.Get().(*Decoder)
	d.text = text
	d.Reset(bytes.NewBuffer(text), Strict)
	return d
}

// Close makes d forget the text. It must not be used any more.
func (d *Decoder) Close() {
	d.text = nil
	d.Reset(noBytes{})
	decoders.Put(d)
}

type noBytes struct{}

func (noBytes) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

// Decode decodes the next value into out, a pointer to a zero value. If the value is not
// as documented, the error satisfies [IsSemantic], and out is of no use.
func (d *Decoder) Decode(out any) error {
	v := reflect.ValueOf(out)
	return storeOf(v.Type().Elem())(d, v.UnsafePointer())
}

// left is how much of the text was not read yet.
func (d *Decoder) left() int { return len(d.text) - int(d.InputOffset()) }

// leave leaves the values of type t to the JSON package.
func leave(t reflect.Type) store {
	return func(d *Decoder, p unsafe.Pointer) error {
		return json.UnmarshalDecode(&d.Decoder, reflect.NewAt(t, p).Interface())
	}
}

// open reads the begin of an object or a list, or the null in its place.
func (d *Decoder) open(kind jsontext.Kind) (null bool, err error) {
	switch found := d.PeekKind(); found {
	case kind, 'n', 0: // 0 is an error
		_, err = d.ReadToken()
		return found == 'n', err
	default:
		return false, errUnplanned
	}
}

// leaf decodes a value that holds no other, and is not null.
type leaf func(d *Decoder, value jsontext.Value, p unsafe.Pointer) error

func (d *Decoder) string(value jsontext.Value, p unsafe.Pointer) error {
	if value[0] != '"' {
		return errUnplanned
	}
	*(*string)(p) = d.unquote(value)
	return nil
}

// chunk is how much memory short strings share, so that most need no allocation of their
// own. Whoever keeps one string of an answer keeps at most so much of the answer.
const chunk = 128

func (d *Decoder) unquote(value jsontext.Value) string {
	inner := value[1 : len(value)-1]
	switch {
	case hasEscape(inner) || !utf8.Valid(inner):
		text, _ := jsontext.AppendUnquote(nil, value) // an error is about invalid UTF-8, which it replaces
		return string(text)
	case len(inner) > chunk/2:
		return string(inner)
	case cap(d.free) < len(inner):
		d.free = make([]byte, 0, chunk)
	}
	d.free = append(d.free, inner...)
	text := d.free
	d.free = d.free[len(d.free):]
	return unsafe.String(unsafe.SliceData(text), len(text)) //nolint:gosec // nobody changes them any more
}

func hasEscape(text []byte) bool { return bytes.IndexByte(text, '\\') >= 0 }

func (*Decoder) bool(value jsontext.Value, p unsafe.Pointer) error {
	if value[0] != 't' && value[0] != 'f' {
		return errUnplanned
	}
	*(*bool)(p) = value[0] == 't'
	return nil
}

func (*Decoder) int(value jsontext.Value, p unsafe.Pointer) (err error) {
	if *(*int)(p), err = strconv.Atoi(number(value)); err != nil {
		return errUnplanned
	}
	return nil
}

func (*Decoder) float(value jsontext.Value, p unsafe.Pointer) (err error) {
	if *(*float64)(p), err = strconv.ParseFloat(number(value), 64); err != nil {
		return errUnplanned
	}
	return nil
}

// number returns the text of a number, or one that is none.
func number(value jsontext.Value) string {
	if value.Kind() != '0' {
		return ""
	}
	return unsafe.String(unsafe.SliceData(value), len(value)) //nolint:gosec // parsed before the next value is read
}
