package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

var errNoFact = errors.New("not in the contract")

// SeeRequest records what a request to the endpoint sent. args and body are as in
// [Endpoint.CheckRequest].
func (f *Facts) SeeRequest(e *Endpoint, r *http.Request, args map[string]string, body []byte) {
	query := r.URL.Query()
	for _, p := range e.Params {
		values := map[string][]string{
			openapi3.ParameterInQuery:  query[p.Name],
			openapi3.ParameterInHeader: r.Header.Values(p.Name),
		}[p.In]
		if arg, ok := args[p.Name]; ok && p.In == openapi3.ParameterInPath {
			values = []string{arg}
		}
		if len(values) > 0 {
			f.see(factID{p, KindParameter, ""})
			f.texts(p.Schema.Value, values)
		}
	}
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	schema := e.RequestBody(mediaType)
	if schema == nil {
		return
	}
	if mediaType != "application/x-www-form-urlencoded" {
		f.json(KindParameter, schema, body)
		return
	}
	form, _ := url.ParseQuery(string(body))
	for name, values := range form {
		for _, property := range f.seeMember(KindParameter, schema, name) {
			f.texts(property, values)
		}
	}
}

// SeeAnswer records what an answer of the endpoint contained.
func (f *Facts) SeeAnswer(e *Endpoint, status int, header http.Header, body []byte) {
	if status < http.StatusMultipleChoices {
		f.see(factID{e, KindOperation, ""})
	}
	mediaType, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	spec := e.Spec.Responses.Status(status)
	if spec == nil || spec.Value.Content[mediaType] == nil || spec.Value.Content[mediaType].Schema == nil {
		return
	}
	f.json(KindMember, spec.Value.Content[mediaType].Schema.Value, body)
}

// Seen reports whether a fact has been seen.
func (f *Facts) Seen(fact *Fact) bool { return f.seen[fact] }

// SeenNames returns the names of the facts that have been seen, sorted.
func (f *Facts) SeenNames() []string {
	var names []string
	for fact := range f.seen {
		names = append(names, fact.Name)
	}
	slices.Sort(names)
	return names
}

// SeeNames records facts that were seen elsewhere.
func (f *Facts) SeeNames(names []string) error {
	byName := map[string]*Fact{}
	for _, fact := range f.All {
		byName[fact.Name] = fact
	}
	for _, name := range names {
		if byName[name] == nil {
			return fmt.Errorf("%s: %w", name, errNoFact)
		}
		f.seen[byName[name]] = true
	}
	return nil
}

func (f *Facts) see(id factID) {
	if fact := f.byID[id]; fact != nil {
		f.seen[fact] = true
	}
}

// json records what a JSON text contains; it ignores anything else.
func (f *Facts) json(kind Kind, schema *openapi3.Schema, text []byte) {
	var value any
	if json.Unmarshal(text, &value) == nil {
		f.value(kind, schema, value)
	}
}

// value records what a value contains under each alternative of the schema.
func (f *Facts) value(kind Kind, schema *openapi3.Schema, value any) {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			for _, property := range f.seeMember(kind, schema, name) {
				f.value(kind, property, member)
			}
		}
	case []any:
		for _, items := range alternatives(schema) {
			for _, item := range value {
				if items.Items != nil {
					f.value(kind, items.Items.Value, item)
				}
			}
		}
	default:
		for _, s := range alternatives(schema) {
			f.see(factID{s, KindValue, fmt.Sprint(value)})
		}
	}
}

// seeMember records a member of an object, and returns the schemas that describe it.
func (f *Facts) seeMember(kind Kind, schema *openapi3.Schema, name string) []*openapi3.Schema {
	var named, rest []*openapi3.Schema
	for _, s := range alternatives(schema) {
		if property := s.Properties[name]; property != nil {
			f.see(factID{s, kind, name})
			named = append(named, property.Value)
		}
	}
	if named != nil {
		return named
	}
	for _, s := range alternatives(schema) {
		if other := s.AdditionalProperties.Schema; other != nil {
			f.see(factID{s, kind, anyName})
			rest = append(rest, other.Value)
		}
	}
	return rest
}

// texts records the occurrences of one key of a form or query, as [problems.values]
// reads them.
func (f *Facts) texts(schema *openapi3.Schema, texts []string) {
	view := ViewOf(schema)
	if view.Items != nil && !ViewOf(view.Items).Has(openapi3.TypeObject) {
		items := make([]any, 0, len(texts))
		for _, text := range texts {
			items = append(items, text)
		}
		f.value(KindParameter, schema, items)
		return
	}
	for _, text := range texts {
		f.value(KindParameter, schema, asValue(view, text))
	}
}

// alternatives returns a schema and its branches, at any depth.
func alternatives(s *openapi3.Schema) []*openapi3.Schema {
	all := []*openapi3.Schema{s}
	for _, branch := range Branches(s) {
		all = append(all, alternatives(branch.Value)...)
	}
	return all
}
