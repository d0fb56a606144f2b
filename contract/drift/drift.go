// Package drift compares the SDK's types with the schemas of the contract, by
// reflection and in both directions: a field the contract does not know is as wrong as
// a property without a field.
package drift

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/truora/truora-go/contract"
)

// Walker compares types with schemas and collects the differences.
type Walker struct {
	Places      []Place // where the contract lists values
	differences []string
	seen        map[visit]bool
	reached     map[*openapi3.Schema]bool
}

type visit struct {
	typ    reflect.Type
	schema *openapi3.Schema
}

// New returns a Walker without differences.
func New() *Walker {
	return &Walker{seen: map[visit]bool{}, reached: map[*openapi3.Schema]bool{}}
}

// Differences returns what was found so far, sorted.
func (w *Walker) Differences() []string {
	slices.Sort(w.differences)
	return slices.Compact(w.differences)
}

func (w *Walker) add(format string, args ...any) {
	w.differences = append(w.differences, fmt.Sprintf(format, args...))
}

// JSON compares a type that is decoded from or encoded as JSON with its schema.
func (w *Walker) JSON(at string, t reflect.Type, schema *openapi3.Schema) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if w.seen[visit{t, schema}] {
		return
	}
	w.seen[visit{t, schema}] = true
	view := contract.ViewOf(schema)
	w.place(at, t, schema, view)
	switch {
	case isText(t):
		w.scalar(at, t, view)
	case decodesItself(t) && len(view.Properties) == 0 && view.Rest != nil:
		// The type also takes the bare map that the schema describes.
	case hasFields(t):
		w.object(at, t, view)
	case t.Kind() == reflect.Slice && view.Items != nil && !isBytes(t):
		w.array(at, t, view)
	case decodesItself(t) || t.Kind() == reflect.Interface:
		// It accepts any value; RawJSON keeps what it does not understand.
	case isBytes(t) && schema.Format == "byte":
		// base64 of any content
	case t.Kind() == reflect.Map:
		w.members(at, t, view)
	case t.Kind() == reflect.Slice:
		w.array(at, t, view) // which has no items in the contract
	default:
		w.scalar(at, t, view)
	}
}

func (w *Walker) object(at string, t reflect.Type, view contract.View) {
	fields, open := jsonFields(t)
	if view.Free && open {
		return // nothing is published, and the type keeps what it does not know
	}
	if len(view.Types) > 0 && !view.Has("object") || len(view.Types) > 1 && !decodesItself(t) {
		w.add("%s: an object in Go (%s), %s in the contract", at, t, kinds(view))
		return
	}
	for name, field := range fields {
		if property := view.Properties[name]; property != nil {
			w.JSON(at+"."+name, field, property)
		} else {
			w.add("%s.%s: not in the contract (a field of %s)", at, name, t)
		}
	}
	for name := range view.Properties {
		if fields[name] == nil && !open {
			w.add("%s.%s: in the contract, but no field of %s", at, name, t)
		}
	}
	if rest := catchAll(t); rest != nil && view.Rest != nil {
		w.JSON(at+".*", rest, view.Rest)
	}
}

func (w *Walker) members(at string, t reflect.Type, view contract.View) {
	if len(view.Types) > 0 && !view.Has("object") {
		w.add("%s: a map in Go (%s), %s in the contract", at, t, kinds(view))
		return
	}
	for name, property := range view.Properties {
		w.JSON(at+"."+name, t.Elem(), property)
	}
	if view.Rest != nil {
		w.JSON(at+".*", t.Elem(), view.Rest)
	}
}

func (w *Walker) array(at string, t reflect.Type, view contract.View) {
	if view.Items == nil || !decodesItself(t) && slices.ContainsFunc(view.Types, func(name string) bool { return name != "array" }) {
		w.add("%s: a list in Go (%s), %s in the contract", at, t, kinds(view))
		return
	}
	w.JSON(at+"[]", t.Elem(), view.Items)
}

// scalar requires that the Go kind can hold every type the contract allows.
func (w *Walker) scalar(at string, t reflect.Type, view contract.View) {
	for _, name := range view.Types {
		if !slices.Contains(jsonTypes(t), name) {
			w.add("%s: %s in Go, %s in the contract", at, t, kinds(view))
			return
		}
	}
}

func jsonTypes(t reflect.Type) []string {
	switch t.Kind() {
	case reflect.String:
		return []string{"string"}
	case reflect.Bool:
		return []string{"boolean"}
	case reflect.Float32, reflect.Float64:
		return []string{"number", "integer"}
	case reflect.Struct: // time.Time, and others that decode themselves from text
		return []string{"string"}
	}
	return []string{"integer"}
}

func kinds(view contract.View) string {
	if len(view.Types) == 0 {
		return "anything"
	}
	return strings.Join(view.Types, " or ")
}

// decodesItself reports whether a type accepts JSON of any kind.
func decodesItself(t reflect.Type) bool {
	_, v1 := reflect.PointerTo(t).MethodByName("UnmarshalJSON")
	_, v2 := reflect.PointerTo(t).MethodByName("UnmarshalJSONFrom")
	return v1 || v2
}

func isBytes(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}

// isText reports whether a type, such as time.Time or apitype.Date, is one JSON string.
func isText(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}
