package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/generate"
)

var contractDir = filepath.Join("..", "..")

func TestTheDocumentIsUpToDate(t *testing.T) {
	t.Chdir(contractDir)
	require.NoError(t, document(generate.Compare))
	require.NoError(t, document(generate.Compare), "the second run makes something else")
}

// Each operation is at its address, and everything its area says of it is in the
// document.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	spec, err := contract.Load()
	require.NoError(t, err)
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(contractDir, target))
	require.NoError(t, err)
	require.NoError(t, doc.Validate(t.Context(), openapi3.DisableExamplesValidation()))

	found := map[string]*contract.Endpoint{}
	address := map[string]string{}
	for path, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			e := &contract.Endpoint{Spec: operation}
			e.Confidence, _ = operation.Extensions["x-confidence"].(string)
			for _, p := range slices.Concat(item.Parameters, operation.Parameters) {
				e.Params = append(e.Params, p.Value)
			}
			require.Len(t, *operation.Servers, 1)
			address[operation.OperationID] = method + " " + (*operation.Servers)[0].URL + path
			found[operation.OperationID] = e
		}
	}
	require.Len(t, found, len(spec.Endpoints))
	areas, made := map[string]*contract.Spec{}, map[string]*contract.Spec{}
	for _, e := range spec.Endpoints {
		assert.Equal(t, e.Method+" https://"+e.Host+e.Path, address[e.ID])
		same := found[e.ID]
		require.NotNil(t, same, e.ID)
		same.File, same.Go = e.File, e.Go
		if areas[e.File] == nil {
			areas[e.File], made[e.File] = &contract.Spec{}, &contract.Spec{}
		}
		areas[e.File].Endpoints = append(areas[e.File].Endpoints, e)
		made[e.File].Endpoints = append(made[e.File].Endpoints, same)
	}
	for file, area := range areas {
		assert.Equal(t, described(area), described(made[file]), file)
	}
}

// described returns the facts of a contract, except those that [openForms] removes.
func described(spec *contract.Spec) []string {
	var all []string
	for _, fact := range spec.Facts().All {
		if !strings.Contains(fact.Name, " body.*") {
			all = append(all, fact.Name+": "+fact.Confidence)
		}
	}
	return all
}
