package contract_test

import (
	"encoding"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/drift"
	"github.com/truora/truora-go/contract/scan"
	"github.com/truora/truora-go/validators"
	"github.com/truora/truora-go/whatsapp"
)

// byHand has the lists of values in places that reflection does not reach.
var byHand = map[string]reflect.Type{
	"checks.Create Truora-Priority":                   reflect.TypeFor[checks.Priority](),  // a header
	"whatsapp.SendProviderStatus waba_provider":       reflect.TypeFor[apitype.Provider](), // a part of the path
	"whatsapp.CreateOutbound.outbound_buttons[].type": reflect.TypeFor[whatsapp.ButtonType](),
	"whatsapp.UpdateOutbound.outbound_buttons[].type": reflect.TypeFor[whatsapp.ButtonType](),
	"validators.UpdateConfig.validation_method.":      reflect.TypeFor[validators.Switch](), // in dotted keys
	"identity.DownloadPDF.file_status":                nil,                                  // only internal/rest reads it
	"identity.DownloadRecordings.file_status":         nil,
}

// synonyms are values without a constant, because they mean the same as another.
var synonyms = map[reflect.Type][]string{
	reflect.TypeFor[apitype.Gender](): {"masculino", "hombre", "h", "femenino", "mujer", "m"},
}

// Every value that the contract lists is a constant of the type in that place, and
// every constant is a value that the contract lists for its type.
func TestListedValuesAreConstants(t *testing.T) {
	t.Parallel()
	walker := compared(t)
	for _, e := range loadWebhooks(t).Events {
		walker.JSON(e.Name, payloadType(t, e), e.Object)
	}
	places, unknown := beyond(t, walker)
	places = append(places, walker.Places...)
	constants := constantsOf(t, places)
	for _, finding := range slices.Concat(unknown, missingConstants(places, constants), strangeConstants(places, constants)) {
		t.Error(finding)
	}
	assert.Greater(t, len(places), 200)
}

// constantsOf returns the constants of the named string types in the places.
func constantsOf(t *testing.T, places []drift.Place) map[reflect.Type][]string {
	t.Helper()
	all, found := map[string][]string{}, map[reflect.Type][]string{}
	for _, pkg := range append([]string{"apitype", "webhooks"}, contract.Areas...) {
		require.NoError(t, scan.Values(filepath.Join("..", pkg), all))
	}
	for _, p := range places {
		if isWord(p.Type) {
			found[p.Type] = all[path.Base(p.Type.PkgPath())+"."+p.Type.Name()]
		}
	}
	return found
}

func isWord(t reflect.Type) bool { return t.Kind() == reflect.String && t.PkgPath() != "" }

func missingConstants(places []drift.Place, constants map[reflect.Type][]string) (found []string) {
	for _, p := range places {
		if !isWord(p.Type) {
			found = append(found, p.At+": "+p.Type.String()+" holds one of "+strings.Join(p.Known, ", "))
			continue
		}
		for _, value := range p.Known {
			if !slices.Contains(constants[p.Type], read(p.Type, value)) && !slices.Contains(synonyms[p.Type], value) {
				found = append(found, p.At+": "+p.Type.String()+" has no constant "+value)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func strangeConstants(places []drift.Place, constants map[reflect.Type][]string) (found []string) {
	known := map[reflect.Type][]string{}
	for _, p := range places {
		for _, value := range p.Known {
			known[p.Type] = append(known[p.Type], read(p.Type, value))
		}
	}
	for typ, values := range constants {
		for _, value := range values {
			if !slices.Contains(known[typ], value) {
				found = append(found, typ.String()+": the contract does not know "+value)
			}
		}
	}
	slices.Sort(found)
	return found
}

// read returns what a type makes of a value: some decode it in any case.
func read(t reflect.Type, value string) string {
	out := reflect.New(t)
	if reader, ok := reflect.TypeAssert[encoding.TextUnmarshaler](out); ok && reader.UnmarshalText([]byte(value)) == nil {
		return out.Elem().String()
	}
	return value
}

// beyond returns the lists of values that the walker has not reached.
func beyond(t *testing.T, walker *drift.Walker) (places []drift.Place, unknown []string) {
	t.Helper()
	visit := func(at string, schema *openapi3.Schema) {
		known := contract.ViewOf(schema).Known
		if len(known) == 0 || walker.Reached(schema) {
			return
		}
		for prefix, typ := range byHand {
			if strings.HasPrefix(at, prefix) {
				if typ != nil {
					places = append(places, drift.Place{At: at, Type: typ, Known: known})
				}
				return
			}
		}
		unknown = append(unknown, at+": no type is compared with "+strings.Join(known, ", "))
	}
	for _, e := range loadSpec(t).Endpoints {
		for _, p := range e.Params {
			contract.Schemas(e.Go+" "+p.Name, p.Schema.Value, visit)
		}
		for _, body := range []*openapi3.Schema{e.RequestBody("application/json"), e.RequestBody("application/x-www-form-urlencoded"), e.Result()} {
			if body != nil {
				contract.Schemas(e.Go, body, visit)
			}
		}
	}
	for _, e := range loadWebhooks(t).Events {
		contract.Schemas(e.Name, e.Object, visit)
	}
	return places, unknown
}

func TestMissingAndStrangeConstantsAreFound(t *testing.T) {
	t.Parallel()
	type mood string
	typ := reflect.TypeFor[mood]()
	constants := map[reflect.Type][]string{typ: {"good", "bed"}}
	places := []drift.Place{{At: "a", Type: typ, Known: []string{"good", "bad"}}, {At: "b", Type: reflect.TypeFor[string](), Known: []string{"x"}}}
	assert.Equal(t, []string{"a: contract_test.mood has no constant bad", "b: string holds one of x"}, missingConstants(places, constants))
	assert.Equal(t, []string{"contract_test.mood: the contract does not know bed"}, strangeConstants(places, constants))
}

// A value with a source of its own is in the list, and has a confidence.
func TestSourcesOfValues(t *testing.T) {
	t.Parallel()
	seen := 0
	visit := func(at string, schema *openapi3.Schema) {
		sources, _ := schema.Extensions["x-value-sources"].(map[string]any)
		for value, about := range sources {
			seen++
			assert.Contains(t, contract.ViewOf(schema).Known, value, at)
			facts, _ := about.(map[string]any)
			assert.Contains(t, []any{"documented", "observed", "inferred"}, facts["x-confidence"], "%s: %s", at, value)
			if list, ok := facts["x-source"].([]any); ok || facts["x-confidence"] == "observed" {
				assert.Subset(t, []any{"reference-2026", "reference-2024", "guide", "ios-sdk", "spec-2021", "client-code"}, list, "%s: %s", at, value)
			}
		}
	}
	for _, e := range loadSpec(t).Endpoints {
		if result := e.Result(); result != nil {
			contract.Schemas(e.Go, result, visit)
		}
	}
	assert.Greater(t, seen, 20)
}
