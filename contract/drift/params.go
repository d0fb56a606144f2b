package drift

import (
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/truora/truora-go/contract"
)

// Params compares the params types of a method with the parameters of the operation.
// They are encoded by go-querystring, into the query or a form, or as JSON.
func (w *Walker) Params(types []reflect.Type, e *contract.Endpoint) {
	form := e.RequestBody("application/x-www-form-urlencoded")
	if body := e.RequestBody("application/json"); body != nil && form == nil {
		w.jsonParams(types, e, body)
	}
	want, dynamic := map[string]*openapi3.Schema{}, false
	for _, p := range e.Params {
		if p.In == openapi3.ParameterInQuery {
			want[p.Name] = p.Schema.Value
		}
	}
	if form != nil {
		view := contract.ViewOf(form)
		maps.Copy(want, view.Properties)
		dynamic = view.Rest != nil
	}
	got := map[string]reflect.StructField{}
	for _, t := range types {
		urlFields(t, got)
	}
	w.compareParams(e.Go, got, want, dynamic)
}

func (w *Walker) compareParams(at string, got map[string]reflect.StructField, want map[string]*openapi3.Schema, dynamic bool) {
	for name, field := range got {
		switch schema := want[name]; {
		case schema != nil:
			w.param(at+" sends "+name, field, schema)
		case !dynamic || field.Type.Kind() != reflect.Map:
			w.add("%s sends %s: not in the contract", at, name)
		}
	}
	for name := range want {
		if _, ok := got[name]; !ok && !inMap(got, name) {
			w.add("%s cannot send %s: no params field has it", at, name)
		}
	}
}

// inMap reports whether a map with a prefix such as dataset_ can send the name.
func inMap(got map[string]reflect.StructField, name string) bool {
	for prefix, field := range got {
		if field.Type.Kind() == reflect.Map && len(name) > len(prefix) && strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

func (w *Walker) jsonParams(types []reflect.Type, e *contract.Endpoint, body *openapi3.Schema) {
	for _, t := range types {
		if hasFields(t) {
			w.JSON(e.Go+" sends", t, body)
			return
		}
	}
	w.add("%s cannot send its JSON body: no params type has it", e.Go)
}

// param compares one encoded field; one that encodes itself may write any text.
func (w *Walker) param(at string, field reflect.StructField, schema *openapi3.Schema) {
	t, view := field.Type, contract.ViewOf(schema)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	w.place(at, t, schema, view)
	_, options, _ := strings.Cut(field.Tag.Get("url"), ",")
	switch {
	case encodesItself(t) || slices.Contains(strings.Split(options, ","), "unix"):
	case isText(t):
		w.scalar(at, t, view)
	case t.Kind() == reflect.Slice || view.Items != nil:
		if t.Kind() != reflect.Slice || view.Items == nil {
			w.add("%s: %s in Go, %s in the contract", at, t, kinds(view))
			return
		}
		if strings.Contains(options, "comma") || strings.Contains(options, "brackets") {
			w.add("%s: a list is sent by repeating its key", at)
		}
		w.JSON(at, t.Elem(), view.Items)
	default:
		w.scalar(at, t, view)
	}
}

func encodesItself(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[interface {
		EncodeValues(string, *url.Values) error
	}]())
}

// urlFields adds the fields that go-querystring encodes. It encodes fields without a
// tag under their Go name, which is always wrong, so they show up as differences.
func urlFields(t reflect.Type, into map[string]reflect.StructField) {
	for field := range t.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("url"), ",")
		switch {
		case name == "-" || field.Type.Kind() == reflect.Func || field.Type.Kind() == reflect.Interface:
		case field.Anonymous && name == "" && field.Type.Kind() == reflect.Struct:
			urlFields(field.Type, into)
		case !field.IsExported():
		case name == "" && field.Tag.Get("json") != "": // for the body
		case name == "":
			into[field.Name] = field
		default:
			into[name] = field
		}
	}
}
