package drift

import (
	"reflect"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/truora/truora-go/contract"
)

// Place is where the contract lists values, and the Go type there.
type Place struct {
	At    string
	Type  reflect.Type
	Known []string
}

func (w *Walker) place(at string, t reflect.Type, schema *openapi3.Schema, view contract.View) {
	w.reach(schema)
	if t.Kind() == reflect.Map {
		t = t.Key() // the values listed for an object are its names
	}
	if len(view.Known) > 0 || t.Kind() == reflect.String && t.PkgPath() != "" {
		w.Places = append(w.Places, Place{at, t, view.Known})
	}
}

func (w *Walker) reach(schema *openapi3.Schema) {
	w.reached[schema] = true
	for _, branch := range contract.Branches(schema) {
		w.reach(branch.Value)
	}
}

// Reached reports whether a type was compared with that schema.
func (w *Walker) Reached(schema *openapi3.Schema) bool { return w.reached[schema] }
