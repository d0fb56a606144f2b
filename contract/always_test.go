package contract_test

import (
	"bytes"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/scan"
	"github.com/truora/truora-go/internal/rest"
)

// For every operation, the type of the result requires exactly the members that the
// inventory says are always present.
func TestAnswersDemandWhatTheContractSays(t *testing.T) {
	t.Parallel()
	for _, e := range loadSpec(t).Endpoints {
		require.NotEmpty(t, e.Always, "%s: operations.csv does not say what is always in the answer", e.Go)
		assert.Equal(t, e.Needs(), demanded(resultOf(t, e)), "%s: operations.csv, and the contract tags of its result", e.Go)
	}
}

// Every published answer has the members that are said to be always present.
func TestExamplesHaveWhatIsAlwaysThere(t *testing.T) {
	t.Parallel()
	read := 0
	for _, e := range loadSpec(t).Endpoints {
		result := resultOf(t, e)
		for status, response := range e.Spec.Responses.Map() {
			content := response.Value.Content["application/json"]
			if !strings.HasPrefix(status, "2") || content == nil || result == nil {
				continue
			}
			for _, text := range results(t, e, content.Example) {
				out := reflect.New(result)
				require.NoError(t, rest.Unmarshal(text, out.Interface()), "%s: %s", e.Go, text)
				if raw, ok := reflect.TypeAssert[stored](out); ok {
					assert.Nil(t, raw.Problems(), "%s: %s", e.Go, text)
					again := reflect.New(result)
					require.NoError(t, rest.Unmarshal(bytes.Clone(raw.RawJSON()), again.Interface()), e.Go)
					assert.Equal(t, out.Interface(), again.Interface(), "%s: a stored answer reads back as it was", e.Go)
					read++
				}
			}
		}
	}
	assert.Greater(t, read, 100)
}

type stored interface {
	RawJSON() []byte
	Problems() []apitype.Problem
}

// resultOf returns the type of what the method of an operation returns, for a page that
// of its items, or nil if it returns only an error.
func resultOf(t *testing.T, e *contract.Endpoint) reflect.Type {
	t.Helper()
	method, ok := services()[e.Package()].MethodByName(e.GoMethod())
	require.True(t, ok, e.Go)
	if method.Type.NumOut() != 2 {
		return nil
	}
	result := method.Type.Out(0).Elem()
	if items, ok := result.FieldByName("Items"); ok && strings.HasPrefix(result.Name(), "Page[") {
		return items.Type.Elem()
	}
	return result
}

// demanded reads the tags by which a type requires members.
func demanded(t reflect.Type) (list []string) {
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	var either []string
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" {
			name = "*"
		}
		switch field.Tag.Get("contract") {
		case "required":
			list = append(list, name)
		case "either":
			either = append(either, name)
		}
	}
	if either != nil {
		list = append(list, strings.Join(either, "|"))
	}
	return list
}

// results returns the texts from which the method reads its results in an example.
func results(t *testing.T, e *contract.Endpoint, example any) []jsontext.Value {
	t.Helper()
	text, err := json.Marshal(example)
	require.NoError(t, err)
	key := calls(t)[e.Go].Calls[0].Key
	if key != "" && jsontext.Value(text).Kind() == '{' {
		var members map[string]jsontext.Value
		require.NoError(t, json.Unmarshal(text, &members))
		text = members[key]
	}
	if jsontext.Value(text).Kind() != '[' {
		return []jsontext.Value{text}
	}
	var items []jsontext.Value
	require.NoError(t, json.Unmarshal(text, &items))
	return items
}

var calls = func() func(*testing.T) map[string]scan.Method {
	read := sync.OnceValues(func() (map[string]scan.Method, error) {
		packages, err := scan.Areas("..")
		return scan.Index(packages), err
	})
	return func(t *testing.T) map[string]scan.Method {
		t.Helper()
		methods, err := read()
		require.NoError(t, err)
		return methods
	}
}()
