package drift

import (
	"encoding/json"
	"reflect"

	"github.com/go-json-experiment/json/jsontext"
)

// Loose walks a decoded answer and the type that it is decoded into. It counts the
// values, and returns the paths of those without a typed field: they are in a member of
// any type, in raw JSON, or in no field at all.
func Loose(at string, t reflect.Type, value any) (values int, loose []string) {
	l := looser{}
	l.walk(at, t, value)
	return l.values, l.loose
}

type looser struct {
	values int
	loose  []string
}

// ownWay stands for everything in a value that decodes itself.
type ownWay struct{}

// walk continues with a nil type below a value without a typed field.
func (l *looser) walk(at string, t reflect.Type, value any) {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t != nil && (t.Kind() == reflect.Interface || t == reflect.TypeFor[json.RawMessage]() || t == reflect.TypeFor[jsontext.Value]()) {
		t = nil
	}
	switch value := value.(type) {
	case nil:
	case map[string]any:
		for name, member := range value {
			l.walk(at+"."+name, memberOf(t, name), member)
		}
	case []any:
		for _, item := range value {
			l.walk(at+"[]", itemOf(t), item)
		}
	default:
		l.values++
		if !holdsOne(t) {
			l.loose = append(l.loose, at)
		}
	}
}

// holdsOne reports whether a type holds a string, a number or a boolean.
func holdsOne(t reflect.Type) bool {
	switch {
	case t == nil:
		return false
	case isText(t) || decodesItself(t) || t == reflect.TypeFor[ownWay]():
		return true
	default:
		return t.Kind() != reflect.Map && t.Kind() != reflect.Slice && t.Kind() != reflect.Struct
	}
}

func memberOf(t reflect.Type, name string) reflect.Type {
	if t == nil || t == reflect.TypeFor[ownWay]() {
		return t
	}
	if t.Kind() == reflect.Map {
		return t.Elem()
	}
	if t.Kind() == reflect.Struct {
		fields, open := jsonFields(t)
		if field := fields[name]; field != nil || open {
			return firstOf(field, catchAll(t))
		}
	}
	return otherwise(t)
}

func itemOf(t reflect.Type) reflect.Type {
	if t == nil || t == reflect.TypeFor[ownWay]() {
		return t
	}
	if t.Kind() == reflect.Slice {
		return t.Elem()
	}
	return otherwise(t)
}

func otherwise(t reflect.Type) reflect.Type {
	if decodesItself(t) {
		return reflect.TypeFor[ownWay]()
	}
	return nil
}

func firstOf(field, rest reflect.Type) reflect.Type {
	if field != nil {
		return field
	}
	return rest
}
