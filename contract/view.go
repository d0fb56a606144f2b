package contract

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// View is what a schema allows, with its alternatives (anyOf, oneOf, allOf) merged.
type View struct {
	Types      []string
	Properties map[string]*openapi3.Schema
	Items      *openapi3.Schema // of an array
	Rest       *openapi3.Schema // of the members without a fixed name, if they have a schema
	Free       bool             // an object without any description
	Known      []string         // values seen
}

// ViewOf merges the alternatives of a schema.
func ViewOf(s *openapi3.Schema) View {
	v := View{Properties: map[string]*openapi3.Schema{}}
	v.add(s)
	v.Free = len(v.Properties) == 0 && v.Rest == nil && v.Items == nil && (len(v.Types) == 0 || v.Has("object"))
	return v
}

// Has reports whether values of that JSON type are allowed.
func (v View) Has(jsonType string) bool { return slices.Contains(v.Types, jsonType) }

func (v *View) add(s *openapi3.Schema) {
	for _, t := range s.Type.Slice() {
		if !v.Has(t) {
			v.Types = append(v.Types, t)
		}
	}
	for name, property := range s.Properties {
		v.Properties[name] = either(v.Properties[name], property.Value)
	}
	if s.Items != nil {
		v.Items = either(v.Items, s.Items.Value)
	}
	if rest := s.AdditionalProperties.Schema; rest != nil {
		v.Rest = either(v.Rest, rest.Value)
	}
	known, _ := s.Extensions[knownValues].([]any)
	for _, value := range slices.Concat(known, s.Enum) {
		if text, ok := value.(string); ok {
			v.Known = append(v.Known, text)
		}
	}
	for _, branch := range Branches(s) {
		v.add(branch.Value)
	}
}

func either(a, b *openapi3.Schema) *openapi3.Schema {
	if a == nil || a == b {
		return b
	}
	return &openapi3.Schema{AnyOf: openapi3.SchemaRefs{{Value: a}, {Value: b}}}
}
