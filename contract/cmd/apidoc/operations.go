package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/scan"
)

// operation is what the command line tells of an operation. What its Go method takes
// it sees itself.
type operation struct {
	Go      string  `json:"go"`
	Op      string  `json:"op"`
	ID      string  `json:"id"`
	Host    string  `json:"host"`
	Effect  string  `json:"effect"`
	Tier    string  `json:"tier"`
	Summary string  `json:"summary"`
	Doc     string  `json:"doc"`
	Params  []param `json:"params,omitempty"`
}

type param struct {
	Name     string   `json:"name"`
	In       string   `json:"in"` // path, query, header or body
	Required bool     `json:"required,omitempty"`
	Doc      string   `json:"doc,omitempty"`
	Words    []string `json:"words,omitempty"`
}

// event is a webhook's, with a made-up object.
type event struct {
	Name   string `json:"name"`
	Object any    `json:"object"`
}

// list writes the operations and the events as JSON, for cmd/truora-go.
func list(spec *contract.Spec, methods map[string]scan.Method, hooks *contract.Webhooks) ([]byte, error) {
	file := struct {
		Operations []operation `json:"operations"`
		Events     []event     `json:"events"`
	}{}
	for _, e := range spec.Endpoints {
		file.Operations = append(file.Operations, operation{
			Go: e.Go, Op: e.Op(), ID: e.ID, Host: e.Host, Effect: e.Effect, Tier: e.Tier,
			Summary: e.Spec.Summary, Doc: plain(methods[e.Go].Doc), Params: params(e),
		})
	}
	for _, e := range hooks.Events {
		file.Events = append(file.Events, event{e.Type + "." + e.Action, e.Object.Example})
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	err := enc.Encode(file)
	return text.Bytes(), err
}

// plain is a doc comment as one line for people who do not read Go.
func plain(doc string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("[Service.", "", "[", "", "]", "").Replace(doc)), " ")
}

func params(e *contract.Endpoint) []param {
	var all []param
	for _, p := range e.Params {
		all = append(all, describe(p.Name, p.In, p.Required, p.Description, p.Schema.Value))
	}
	if e.Spec.RequestBody != nil && e.Body != "raw" {
		for _, media := range e.Spec.RequestBody.Value.Content {
			body := media.Schema.Value
			properties := contract.ViewOf(body).Properties
			for _, name := range slices.Sorted(maps.Keys(properties)) {
				property := properties[name]
				all = append(all, describe(name, "body", slices.Contains(body.Required, name), property.Description, property))
			}
		}
	}
	slices.SortStableFunc(all, func(a, b param) int { return cmp.Compare(order(a), order(b)) })
	return all
}

func describe(name, in string, required bool, doc string, schema *openapi3.Schema) param {
	view := contract.ViewOf(schema)
	if view.Items != nil {
		view = contract.ViewOf(view.Items)
	}
	known := slices.Compact(slices.Sorted(slices.Values(view.Known)))
	return param{name, in, required, strings.Join(strings.Fields(doc), " "), known}
}

// order has the path first, and what is required before what is not.
func order(p param) int {
	switch {
	case p.In == openapi3.ParameterInPath:
		return 0
	case p.Required:
		return 1
	default:
		return 2
	}
}
