package lenient

import (
	"encoding"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
)

// Kind names a kind of JSON value.
func Kind(k jsontext.Kind) string {
	switch k {
	case '{', '}':
		return "object"
	case '[', ']':
		return "array"
	case '"':
		return "string"
	case '0':
		return "number"
	case 't', 'f':
		return "boolean"
	case 'n':
		return "null"
	default:
		return "value"
	}
}

// facts caches what is asked of a type for each value: reflection is slow, and an
// answer can hold a million values.
type facts struct {
	wanted      string
	readsItself bool
}

var knownFacts sync.Map // of reflect.Type to *facts

func factsOf(t reflect.Type) *facts {
	if known, ok := knownFacts.Load(t); ok {
		return known.(*facts)
	}
	known, _ := knownFacts.LoadOrStore(t, &facts{wantedKind(t), readsItself(t)})
	return known.(*facts)
}

// WantedKind names the kind of JSON value that a field of type t expects.
func WantedKind(t reflect.Type) string { return factsOf(t).wanted }

func wantedKind(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return "time"
	case t == reflect.TypeFor[apitype.Date]():
		return "date"
	case t.Kind() == reflect.Slice && implements(t, unmarshaler):
		return "value" // any JSON text
	case implements(t, textUnmarshaler) || t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return "string"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return wantedKind(t.Elem())
	case reflect.Struct, reflect.Map:
		return "object"
	case reflect.Slice, reflect.Array:
		return "array"
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Interface:
		return "value"
	case reflect.Float32, reflect.Float64:
		return "number"
	default:
		return "integer"
	}
}

var (
	unmarshaler     = reflect.TypeFor[json.Unmarshaler]()
	unmarshalerFrom = reflect.TypeFor[json.UnmarshalerFrom]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

func implements(t, method reflect.Type) bool { return reflect.PointerTo(t).Implements(method) }

// readsItself reports whether decoding a t can fail at a value of the right kind.
func readsItself(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct, reflect.Map, reflect.String, reflect.Bool:
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return true // base64
		}
	default:
		return true // numbers have a range
	}
	return implements(t, unmarshalerFrom) || implements(t, unmarshaler) || implements(t, textUnmarshaler)
}

// longestName is longer than any name of Truora's.
const longestName = 64

// PlainPointer masks the names that do not look like Truora's own: keys of a map can be
// data that was sent.
func PlainPointer(p jsontext.Pointer) string {
	var path strings.Builder
	for name := range p.Tokens() {
		if len(name) > longestName || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") != "" {
			name = "…"
		}
		path.WriteString("/" + name)
	}
	return path.String()
}
