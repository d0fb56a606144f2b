package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// CheckRequest returns what is wrong with a request to the endpoint, sorted. body is
// the body of r, and args are the path parameters from [Spec.Find]. What the contract
// does not name must not be sent.
func (e *Endpoint) CheckRequest(r *http.Request, args map[string]string, body []byte) []string {
	var p problems
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		p.add("query: %v", err)
	}
	for _, param := range e.Params {
		switch param.In {
		case openapi3.ParameterInPath:
			p.value("path "+param.Name, param.Schema.Value, args[param.Name])
		case openapi3.ParameterInQuery:
			p.param("query "+param.Name, param, query[param.Name])
		case openapi3.ParameterInHeader:
			p.param("header "+param.Name, param, r.Header.Values(param.Name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if e.Param(openapi3.ParameterInQuery, name) == nil && e.Path != wholePath {
			p.add("query %s: not in the contract", name)
		}
	}
	e.checkBody(&p, r.Header.Get("Content-Type"), body)
	return p.sorted()
}

func (e *Endpoint) checkBody(p *problems, contentType string, body []byte) {
	if e.Spec.RequestBody == nil {
		if len(body) > 0 {
			p.add("body: the operation has none")
		}
		return
	}
	spec := e.Spec.RequestBody.Value
	if len(body) == 0 && contentType == "" {
		if spec.Required {
			p.add("body: missing")
		}
		return
	}
	mediaType, _, err := mime.ParseMediaType(contentType)
	if err != nil || spec.Content[mediaType] == nil {
		p.add("body: content type %q is not one of %v", contentType, slices.Sorted(maps.Keys(spec.Content)))
		return
	}
	schema := e.RequestBody(mediaType)
	switch mediaType {
	case "application/x-www-form-urlencoded":
		p.form(schema, dynamicKeys(spec, schema), body)
	case "application/json":
		p.json("body", schema, body, openapi3.VisitAsRequest())
	default:
		if len(body) == 0 {
			p.add("body: empty")
		}
	}
}

// param checks the values of a query or header parameter.
func (p *problems) param(where string, param *openapi3.Parameter, values []string) {
	if len(values) == 0 {
		if param.Required {
			p.add("%s: missing", where)
		}
		return
	}
	p.values(where, param.Schema.Value, values)
}

// json checks a JSON text, and that it has no members the schema does not name.
func (p *problems) json(where string, schema *openapi3.Schema, text []byte, as openapi3.SchemaValidationOption) {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		p.add("%s: %v", where, err)
		return
	}
	p.visit(where, schema, value, as)
	p.unknown(where, schema, value)
}

// unknown reports the members that no alternative of the schema names, although it
// names others. An answer of the real Truora may have some; ours must not.
func (p *problems) unknown(where string, schema *openapi3.Schema, value any) {
	view := ViewOf(schema)
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			if view.Items != nil {
				p.unknown(fmt.Sprintf("%s[%d]", where, i), view.Items, item)
			}
		}
	case map[string]any:
		if view.Free {
			return
		}
		for name, member := range value {
			at := where + "." + name
			if property := view.Properties[name]; property != nil {
				p.unknown(at, property, member)
			} else if view.Rest != nil {
				p.unknown(at, view.Rest, member)
			} else {
				p.add("%s: not in the contract", at)
			}
		}
	}
}
