package drift

import (
	"maps"
	"reflect"
	"strings"
)

// jsonFields maps JSON names to field types, including those of embedded structs. open
// reports whether a catch-all takes the members without a field.
func jsonFields(t reflect.Type) (fields map[string]reflect.Type, open bool) {
	fields = map[string]reflect.Type{}
	for field := range t.Fields() {
		tag, tagged := field.Tag.Lookup("json")
		name, options, _ := strings.Cut(tag, ",")
		switch {
		case tag == "-" || !field.IsExported() && !field.Anonymous:
		case field.Anonymous && name == "" || strings.Contains(options, "embed"):
			if field.Type.Kind() != reflect.Struct {
				open = true
				break
			}
			inner, innerOpen := jsonFields(field.Type)
			maps.Copy(fields, inner)
			open = open || innerOpen
		case !tagged || name == "":
			fields[field.Name] = field.Type
		default:
			fields[strings.Trim(name, "'")] = field.Type
		}
	}
	return fields, open
}

// hasFields distinguishes structs with JSON members from those that are one value, such
// as time.Time.
func hasFields(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	fields, open := jsonFields(t)
	return len(fields) > 0 || open
}

// catchAll returns the type of the members without a field, or nil if those are dropped
// or of any type.
func catchAll(t reflect.Type) reflect.Type {
	for field := range t.Fields() {
		_, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if strings.Contains(options, "embed") && field.Type.Kind() == reflect.Map {
			return field.Type.Elem()
		}
	}
	return nil
}
