package contract

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const madeUp = `
openapi: 3.0.3
info: {title: made up, version: '1'}
servers: [{url: 'https://t.test'}]
paths:
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      x-confidence: inferred
      parameters:
      - {name: kind, in: query, x-confidence: documented (in passing), schema: {type: array, items: {type: string, enum: [a, b]}}}
      - {name: X-Mode, in: header, schema: {type: string, enum: [on]}}
      responses:
        '200': {description: a, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
        '404': {description: b, x-confidence: observed, content: {application/json: {schema: {properties: {message: {type: string}}}}}}
    post:
      x-confidence: documented
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                yes: {type: boolean}
                many: {type: array, items: {type: integer, enum: [1, 2]}, x-confidence: 'observed, the type inferred'}
                shape: {type: object, properties: {size: {type: number}}}
              additionalProperties: {type: string, enum: [else]}
          application/json:
            schema: {properties: {deep: {$ref: '#/components/schemas/Part'}}}
      responses:
        '201':
          description: c
          content:
            application/json:
              schema: {properties: {parts: {type: array, items: {$ref: '#/components/schemas/Part'}}}}
components:
  schemas:
    Thing:
      type: object
      properties:
        state: {type: string, x-known-values: [new, old], x-confidence: observed}
        part: {$ref: '#/components/schemas/Part'}
        sure: {$ref: '#/components/schemas/Sure'}
        either:
          anyOf:
          - {type: object, properties: {name: {type: string}}}
          - {type: object, properties: {name: {type: integer}}, x-confidence: documented}
    Part:
      type: object
      properties: {inner: {$ref: '#/components/schemas/Part'}, size: {type: integer}}
    Sure: {type: string, enum: [always], x-confidence: documented}
`

func madeUpSpec(t *testing.T) *Spec {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(madeUp))
	require.NoError(t, err)
	openEnums(doc)
	spec := &Spec{}
	for _, op := range []Operation{{Method: "GET", Go: "t.Get"}, {Method: "POST", Go: "t.Post"}} {
		op.File, op.Host, op.Path = "made", "t.test", "/things/{id}"
		e, err := describe(doc, op)
		require.NoError(t, err)
		spec.Endpoints = append(spec.Endpoints, e)
	}
	return spec
}

func TestFactsInheritTheirConfidence(t *testing.T) {
	t.Parallel()
	var got []string
	for _, fact := range madeUpSpec(t).Facts().All {
		assert.Equal(t, "made", fact.Area)
		got = append(got, string(fact.Kind[0])+" "+fact.Name+": "+fact.Confidence)
	}
	assert.Equal(t, []string{
		"o t.Get: inferred",
		"p t.Get path id: documented", // of the path, so the other operation vouches for it
		"p t.Get query kind: documented",
		"v t.Get query kind[] = a: documented",
		"v t.Get query kind[] = b: documented",
		"p t.Get header X-Mode: inferred",
		"v t.Get header X-Mode = on: inferred",
		"m t.Get 200.either: inferred",
		"m t.Get 200.either.name: inferred",
		"m t.Get 200.either.name (2): documented",
		"m t.Get 200.part: inferred",
		"m t.Get 200.part.inner: documented", // t.Post answers parts, too
		"m t.Get 200.part.size: documented",
		"m t.Get 200.state: observed",
		"v t.Get 200.state = new: observed",
		"v t.Get 200.state = old: observed",
		"m t.Get 200.sure: documented",
		"v t.Get 200.sure = always: documented",
		"m t.Get 404.message: observed",
		"o t.Post: documented",
		"p t.Post body.deep: documented",
		"p t.Post body.deep.inner: documented",
		"p t.Post body.deep.size: documented",
		"p t.Post body.many: observed",
		"v t.Post body.many[] = 1: observed",
		"v t.Post body.many[] = 2: observed",
		"p t.Post body.shape: documented",
		"p t.Post body.shape.size: documented",
		"p t.Post body.yes: documented",
		"p t.Post body.*: documented",
		"v t.Post body.* = else: documented",
		"m t.Post 201.parts: documented",
	}, got)
}

func TestFactsAreSeen(t *testing.T) {
	t.Parallel()
	jsonType := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	request := func(header http.Header, query string) *http.Request {
		return &http.Request{URL: &url.URL{RawQuery: query}, Header: header}
	}
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	const get, post = 0, 1
	for name, tt := range map[string]struct {
		see  func(f *Facts, all []*Endpoint)
		want []string
	}{
		"nothing": {func(f *Facts, all []*Endpoint) { f.SeeRequest(all[post], request(nil, ""), nil, []byte(`{"deep":{}}`)) }, nil},
		"path, query and header": {
			func(f *Facts, all []*Endpoint) {
				f.SeeRequest(all[get], request(http.Header{"X-Mode": {"off"}}, "kind=b&kind=c&other=1"), map[string]string{"id": "7"}, nil)
			},
			[]string{"t.Get header X-Mode", "t.Get path id", "t.Get query kind", "t.Get query kind[] = b"},
		},
		"form": {
			func(f *Facts, all []*Endpoint) {
				f.SeeRequest(all[post], request(form, ""), nil, []byte("yes=true&many=2&many=3&shape=%7B%22size%22%3A1%7D&var.x=else"))
			},
			[]string{
				"t.Post body.*", "t.Post body.* = else", "t.Post body.many", "t.Post body.many[] = 2",
				"t.Post body.shape", "t.Post body.shape.size", "t.Post body.yes",
			},
		},
		"JSON": {
			func(f *Facts, all []*Endpoint) {
				f.SeeRequest(all[post], request(jsonType, ""), nil, []byte(`{"deep":{"inner":{"size":null}}}`))
			},
			[]string{"t.Post body.deep", "t.Post body.deep.inner", "t.Post body.deep.size"},
		},
		"an answer": {
			func(f *Facts, all []*Endpoint) {
				f.SeeAnswer(all[get], 200, jsonType, []byte(`{"state":"old","sure":"never","either":{"name":1},"unknown":2}`))
			},
			[]string{"t.Get", "t.Get 200.either", "t.Get 200.either.name", "t.Get 200.either.name (2)", "t.Get 200.state", "t.Get 200.state = old", "t.Get 200.sure"},
		},
		"items of an answer, which another operation has too": {
			func(f *Facts, all []*Endpoint) {
				f.SeeAnswer(all[post], 201, jsonType, []byte(`{"parts":[{},{"size":3}]}`))
			},
			[]string{"t.Get 200.part.size", "t.Post", "t.Post 201.parts"},
		},
		"a refusal": {
			func(f *Facts, all []*Endpoint) { f.SeeAnswer(all[get], 404, jsonType, []byte(`{"message":"no"}`)) },
			[]string{"t.Get 404.message"},
		},
		"no JSON, no status of the contract, no body": {
			func(f *Facts, all []*Endpoint) {
				f.SeeAnswer(all[get], 404, jsonType, []byte(`<html>`))
				f.SeeAnswer(all[get], 500, jsonType, []byte(`{"message":"no"}`))
				f.SeeAnswer(all[get], 404, nil, nil)
			},
			nil,
		},
	} {
		spec := madeUpSpec(t)
		facts := spec.Facts()
		tt.see(facts, spec.Endpoints)
		assert.Equal(t, tt.want, facts.SeenNames(), name)

		// What one process writes is read by another.
		again := madeUpSpec(t).Facts()
		require.NoError(t, again.SeeNames(facts.SeenNames()), name)
		assert.Equal(t, tt.want, again.SeenNames(), name)
	}
	require.ErrorIs(t, madeUpSpec(t).Facts().SeeNames([]string{"t.Put"}), errNoFact)
}

// Each fact of the contract has one of the three confidences, and a unique name.
func TestFactsOfTheContract(t *testing.T) {
	t.Parallel()
	facts, names := load(t).Facts(), map[string]bool{}
	operations := 0
	for _, fact := range facts.All {
		assert.Contains(t, Confidences, fact.Confidence, fact.Name)
		assert.False(t, names[fact.Name], "two facts are called %s", fact.Name)
		assert.NotContains(t, fact.Name, "\n")
		assert.False(t, facts.Seen(fact), fact.Name)
		names[fact.Name] = true
		if fact.Kind == KindOperation {
			operations++
		}
	}
	assert.Equal(t, len(load(t).Endpoints), operations)
}
