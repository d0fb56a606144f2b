package contract

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// knownValues is the extension in which openEnums leaves the values of an enum.
const knownValues = "x-known-values"

// openEnums turns every enum of a schema into known values: each is open, whatever the
// schema says. Only header values stay closed, because they are always ours.
func openEnums(doc *openapi3.T) {
	o := opener{seen: map[*openapi3.Schema]bool{}}
	if doc.Components != nil {
		for _, ref := range doc.Components.Schemas {
			o.open(ref)
		}
	}
	for _, item := range doc.Paths.Map() {
		o.parameters(item.Parameters)
		for _, operation := range item.Operations() {
			o.operation(operation)
		}
	}
}

type opener struct{ seen map[*openapi3.Schema]bool }

func (o opener) operation(operation *openapi3.Operation) {
	o.parameters(operation.Parameters)
	if body := operation.RequestBody; body != nil {
		o.content(body.Value.Content)
	}
	for _, response := range operation.Responses.Map() {
		o.content(response.Value.Content)
	}
}

func (o opener) parameters(params openapi3.Parameters) {
	for _, p := range params {
		if p.Value.In != openapi3.ParameterInHeader {
			o.open(p.Value.Schema)
		}
	}
}

func (o opener) content(content openapi3.Content) {
	for _, media := range content {
		o.open(media.Schema)
	}
}

func (o opener) open(ref *openapi3.SchemaRef) {
	if ref == nil || o.seen[ref.Value] {
		return
	}
	s := ref.Value
	o.seen[s] = true
	if len(s.Enum) > 0 {
		if s.Extensions == nil {
			s.Extensions = map[string]any{}
		}
		known, _ := s.Extensions[knownValues].([]any)
		s.Extensions[knownValues] = slices.Concat(known, s.Enum)
		s.Enum = nil
	}
	for _, property := range s.Properties {
		o.open(property)
	}
	for _, branch := range Branches(s) {
		o.open(branch)
	}
	o.open(s.Items)
	o.open(s.AdditionalProperties.Schema)
}

// Branches returns the alternatives of a schema.
func Branches(s *openapi3.Schema) openapi3.SchemaRefs {
	return slices.Concat(s.AnyOf, s.OneOf, s.AllOf)
}

// Schemas calls visit for a schema and everything in it, each once.
func Schemas(at string, s *openapi3.Schema, visit func(at string, s *openapi3.Schema)) {
	seen := map[*openapi3.Schema]bool{}
	var walk func(at string, ref *openapi3.SchemaRef)
	walk = func(at string, ref *openapi3.SchemaRef) {
		if ref == nil || seen[ref.Value] {
			return
		}
		seen[ref.Value] = true
		visit(at, ref.Value)
		for name, property := range ref.Value.Properties {
			walk(at+"."+name, property)
		}
		for _, branch := range Branches(ref.Value) {
			walk(at, branch)
		}
		walk(at+"[]", ref.Value.Items)
		walk(at+".*", ref.Value.AdditionalProperties.Schema)
	}
	walk(at, &openapi3.SchemaRef{Value: s})
}
