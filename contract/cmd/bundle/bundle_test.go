package main

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/truora/truora-go/contract"
)

// Two areas and two hosts, with every way in which areas can share something.
var (
	alpha = preamble + `paths:
  /v1/config:
    parameters: [{$ref: '#/components/parameters/Lang'}]
    get: {operationId: a1, tags: [one], responses: {'200': {$ref: '#/components/responses/OK'}}}
    put: {operationId: a2, tags: [two, one], responses: {'200': {description: fine}}}
components:
  parameters: {Lang: {name: lang, in: query}}
  schemas:
    Error: {type: object}
    Same: {type: string}
    Outer: {$ref: '#/components/schemas/Error'}
  responses: {OK: {description: OK}}
x-limits: {value: 1}
x-note: alpha
`
	beta = preamble + `paths:
  /v1/config:
    get:
      operationId: b1
      requestBody:
        content:
          form:
            schema: {properties: {yes: {type: boolean}}, additionalProperties: {type: string}}
      responses: {'400': {content: {x: {schema: {$ref: '#/components/schemas/Outer'}}}}}
components:
  schemas:
    Error: {type: string}
    Same: {type: string}
    Outer: {$ref: '#/components/schemas/Error'}
    Last: {$ref: '#/components/schemas/Same'}
x-limits: {value: 2}
`
	cross = "components: {schemas: {Same: {type: string}}}\nx-events: [{payload: '#/components/schemas/Same'}]\n"
)

const preamble = "info: {version: '1'}\nsecurity: [{Key: []}]\n"

var twoAreas = []contract.Operation{
	{File: "alpha", ID: "a1", Method: "GET", Host: "a.test", Path: "/v1/config", Always: "-"},
	{File: "beta", ID: "b1", Method: "GET", Host: "b.test", Path: "/v1/config", Always: "id name|code", Bills: "check"},
	{File: "alpha", ID: "a2", Method: "PUT", Host: "a.test", Path: "/v1/config", Always: "-"},
}

func made(t *testing.T, ops []contract.Operation, edits ...string) (string, error) {
	t.Helper()
	edit := strings.NewReplacer(edits...)
	dir := fstest.MapFS{}
	for name, text := range map[string]string{"alpha": alpha, "beta": beta, crosscutting: cross} {
		dir[name+".yaml"] = &fstest.MapFile{Data: []byte(edit.Replace(text))}
	}
	text, err := bundle(dir, ops)
	return string(text), err
}

func TestBundle(t *testing.T) {
	t.Parallel()
	got, err := made(t, twoAreas)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(got, "# Generated: "), got)

	var have, want map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(got), &have))
	require.NoError(t, yaml.Unmarshal([]byte(`
openapi: 3.0.3
servers: [{url: 'https://a.test'}, {url: 'https://b.test'}]
security: [{Key: []}]
tags: [{name: one}, {name: two}]
paths:
  /v1/config:
    parameters: [{$ref: '#/components/parameters/Lang'}]
    get: {operationId: a1, tags: [one], responses: {'200': {$ref: '#/components/responses/OK'}}, servers: [{url: 'https://a.test'}]}
    put: {operationId: a2, tags: [two, one], responses: {'200': {description: fine}}, servers: [{url: 'https://a.test'}]}
  /config:
    get:
      operationId: b1
      requestBody:
        content:
          form:
            schema: {properties: {yes: {type: boolean}}, additionalProperties: true, x-additional-properties: {type: string}}
      responses: {'400': {content: {x: {schema: {$ref: '#/components/schemas/BetaOuter'}}}}}
      servers: [{url: 'https://b.test/v1'}]
      x-always: [id, name|code]
      x-bills: check
components:
  parameters: {Lang: {name: lang, in: query}}
  schemas:
    AlphaError: {type: object}
    Same: {type: string}
    AlphaOuter: {$ref: '#/components/schemas/AlphaError'}
    BetaError: {type: string}
    BetaOuter: {$ref: '#/components/schemas/BetaError'}
    Last: {$ref: '#/components/schemas/Same'}
  responses: {OK: {description: OK}}
x-alpha-limits: {value: 1}
x-note: alpha
x-beta-limits: {value: 2}
x-events: [{payload: '#/components/schemas/Same'}]
`), &want))
	assert.Equal(t, map[string]any{"title": "Truora API", "version": "1", "description": about}, have["info"])
	delete(have, "info")
	assert.Equal(t, want, have)
}

func TestBundleRefuses(t *testing.T) {
	t.Parallel()
	at := func(i int, change func(*contract.Operation)) []contract.Operation {
		ops := append([]contract.Operation{}, twoAreas...)
		change(&ops[i])
		return ops
	}
	for name, tt := range map[string]struct {
		ops   []contract.Operation
		edits []string
		err   error
		text  string
	}{
		"another security":     {twoAreas, []string{"Key: []}]\npaths:\n  /v1/config:\n    get:", "No: []}]\npaths:\n  /v1/config:\n    get:"}, errUnequal, "beta.yaml: security"},
		"no such operation":    {at(2, func(op *contract.Operation) { op.Method = "POST" }), nil, errNoOperation, "alpha.yaml: POST /v1/config"},
		"a name that is taken": {twoAreas, []string{"Last:", "AlphaError:"}, errTwoMeanings, "schemas/AlphaError"},
		"a path of parameters": {
			[]contract.Operation{
				{File: "alpha", Method: "GET", Host: "a.test", Path: "/{v}/config"}, {File: "beta", Method: "GET", Host: "b.test", Path: "/{v}/config"},
			},
			[]string{"/v1/config", "/{v}/config"},
			errSamePath, "GET /{v}/config",
		},
	} {
		_, err := made(t, tt.ops, tt.edits...)
		require.ErrorIs(t, err, tt.err, name)
		assert.ErrorContains(t, err, tt.text, name)
	}
	_, err := made(t, twoAreas, "info:", "\tinfo:")
	require.ErrorContains(t, err, "alpha.yaml: yaml:")
}
