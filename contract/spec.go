package contract

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Endpoint is an operation together with its OpenAPI description.
type Endpoint struct {
	Operation
	Spec   *openapi3.Operation
	Params []*openapi3.Parameter // of the operation and of its path
}

// Spec is the whole contract.
type Spec struct {
	Endpoints []*Endpoint // in the order of operations.csv
	byGo      map[string]*Endpoint
	docs      map[string]*openapi3.T
}

// Load reads the inventory and the OpenAPI file of every operation in it.
func Load() (*Spec, error) {
	ops, err := inventory()
	if err != nil {
		return nil, err
	}
	s := &Spec{byGo: map[string]*Endpoint{}, docs: map[string]*openapi3.T{}}
	for _, op := range ops {
		doc, err := s.document(op.File)
		if err != nil {
			return nil, err
		}
		endpoint, err := describe(doc, op)
		if err != nil {
			return nil, fmt.Errorf("%s.yaml: %w", op.File, err)
		}
		if s.byGo[op.Go] != nil {
			return nil, fmt.Errorf("operations.csv: %s stands for two operations", op.Go)
		}
		s.Endpoints = append(s.Endpoints, endpoint)
		s.byGo[op.Go] = endpoint
	}
	return s, nil
}

func (s *Spec) document(name string) (*openapi3.T, error) {
	if doc := s.docs[name]; doc != nil {
		return doc, nil
	}
	text, err := files.ReadFile(name + ".yaml")
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, fmt.Errorf("%s.yaml: %w", name, err)
	}
	s.docs[name] = doc
	openEnums(doc)
	return doc, nil
}

// ByGo returns the endpoint that a method such as checks.Create implements.
func (s *Spec) ByGo(name string) *Endpoint { return s.byGo[name] }

func describe(doc *openapi3.T, op Operation) (*Endpoint, error) {
	item := doc.Paths.Value(op.Path)
	if item == nil {
		return nil, fmt.Errorf("no path %s", op.Path)
	}
	spec := item.GetOperation(op.Method)
	if spec == nil {
		return nil, fmt.Errorf("no %s", op.Op())
	}
	if hosts := hostsOf(doc, item); !slices.Contains(hosts, op.Host) {
		return nil, fmt.Errorf("%s is on %v, not on %s", op.Op(), hosts, op.Host)
	}
	e := &Endpoint{Operation: op, Spec: spec}
	e.Confidence, _ = spec.Extensions["x-confidence"].(string)
	for _, ref := range slices.Concat(item.Parameters, spec.Parameters) {
		same := func(p *openapi3.Parameter) bool { return p.In == ref.Value.In && p.Name == ref.Value.Name }
		e.Params = append(slices.DeleteFunc(e.Params, same), ref.Value)
	}
	return e, nil
}

func hostsOf(doc *openapi3.T, item *openapi3.PathItem) []string {
	servers := item.Servers
	if len(servers) == 0 {
		servers = doc.Servers
	}
	var hosts []string
	for _, server := range servers {
		if u, err := url.Parse(server.URL); err == nil {
			hosts = append(hosts, u.Host)
		}
	}
	return hosts
}

// Param returns the parameter with that location (path, query, header) and name.
func (e *Endpoint) Param(in, name string) *openapi3.Parameter {
	for _, p := range e.Params {
		if p.In == in && p.Name == name {
			return p
		}
	}
	return nil
}

// RequestBody returns the schema of the body for a media type, or nil.
func (e *Endpoint) RequestBody(mediaType string) *openapi3.Schema {
	if e.Spec.RequestBody == nil {
		return nil
	}
	content := e.Spec.RequestBody.Value.Content[mediaType]
	if content == nil || content.Schema == nil {
		return nil
	}
	return content.Schema.Value
}

// ResultOf returns the union of [Endpoint.Result] of the operations of that name: a few
// paths mean different things on two hosts.
func (s *Spec) ResultOf(op string) *openapi3.Schema {
	var union *openapi3.Schema
	for _, e := range s.Endpoints {
		if result := e.Result(); e.Op() == op && result != nil {
			union = either(union, result)
		}
	}
	return union
}

// Result returns the schema of the JSON of a success, the union of all 2xx answers. It
// is nil if a success is a file or has no body.
func (e *Endpoint) Result() *openapi3.Schema {
	var found openapi3.SchemaRefs
	for status, response := range e.Spec.Responses.Map() {
		content := response.Value.Content["application/json"]
		if strings.HasPrefix(status, "2") && content != nil && content.Schema != nil {
			found = append(found, content.Schema)
		}
	}
	switch len(found) {
	case 0:
		return nil
	case 1:
		return found[0].Value
	}
	return &openapi3.Schema{AnyOf: found}
}
