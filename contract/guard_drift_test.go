package contract_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/guard/drift"
)

// Every change to every member of every published answer is found in its place, and the
// published answers themselves have no findings.
func TestDriftOfEveryExampleIsFound(t *testing.T) {
	t.Parallel()
	made := map[drift.Kind]int{}
	for _, e := range loadSpec(t).Endpoints {
		for status, response := range e.Spec.Responses.Map() {
			content := response.Value.Content["application/json"]
			if !strings.HasPrefix(status, "2") || content == nil {
				continue
			}
			for _, example := range printed(content) {
				body, err := json.Marshal(example)
				require.NoError(t, err)
				assert.Empty(t, drift.Look(e.Op(), body), "%s as it is printed", e.Go)
				m := mutation{t: t, e: e, whole: example, made: made}
				m.value(loadSpec(t).ResultOf(e.Op()), example, "", func(any) {})
			}
		}
	}
	t.Log("mutations found:", made)
	for _, kind := range []drift.Kind{drift.KindUnknownMember, drift.KindUnknownValue, drift.KindType, drift.KindAbsent} {
		assert.Greater(t, made[kind], 100, "too few of kind %s", kind)
	}
}

func printed(content *openapi3.MediaType) (all []any) {
	if content.Example != nil {
		all = append(all, clone(content.Example))
	}
	for _, name := range slices.Sorted(maps.Keys(content.Examples)) {
		all = append(all, clone(content.Examples[name].Value.Value))
	}
	return all
}

func clone(v any) any {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		panic(err)
	}
	return out
}

// mutation walks an example and changes one thing at a time.
type mutation struct {
	t     *testing.T
	e     *contract.Endpoint
	whole any
	made  map[drift.Kind]int
}

// try checks the example in its current state.
func (m *mutation) try(kind drift.Kind, pointer string) {
	m.made[kind]++
	body, err := json.Marshal(m.whole)
	require.NoError(m.t, err)
	var found []string
	for _, f := range drift.Look(m.e.Op(), body) {
		found = append(found, fmt.Sprintf("%s at %s", f.Kind, f.Pointer))
	}
	assert.Contains(m.t, found, fmt.Sprintf("%s at %s", kind, pointer), "%s", m.e.Go)
}

// value changes v; set replaces it by another value.
func (m *mutation) value(s *openapi3.Schema, v any, at string, set func(any)) {
	view := contract.ViewOf(s)
	if v == nil || view.Free && !view.Has("object") {
		return
	}
	if pointer := at; pointer != "" {
		for jsonType, other := range map[string]any{"object": map[string]any{}, "array": []any{}, "string": "", "number": 1.5, "boolean": true} {
			if len(view.Types) == 0 || view.Has(jsonType) {
				continue
			}
			set(other)
			m.try(drift.KindType, pointer)
			set(v)
		}
	}
	switch v := v.(type) {
	case map[string]any:
		m.object(view, s, v, at)
	case []any:
		if len(v) > 0 && view.Items != nil {
			m.value(view.Items, v[0], at+"/*", func(other any) { v[0] = other })
		}
	case string:
		if len(view.Known) > 0 {
			set("never heard of")
			m.try(drift.KindUnknownValue, at)
			set(v)
		}
	}
}

func (m *mutation) object(view contract.View, s *openapi3.Schema, v map[string]any, at string) {
	for _, name := range slices.Sorted(maps.Keys(v)) {
		member, below := view.Properties[name], at+"/"+name
		if member == nil {
			member, below = view.Rest, at+"/*"
		}
		if member != nil {
			m.value(member, v[name], below, func(other any) { v[name] = other })
		}
	}
	if view.Rest == nil && !view.Free {
		v["never_heard_of"] = "x"
		m.try(drift.KindUnknownMember, at+"/never_heard_of")
		delete(v, "never_heard_of")
	}
	for _, name := range s.Required {
		if old, there := v[name]; there && len(s.AnyOf)+len(s.OneOf) == 0 {
			delete(v, name)
			m.try(drift.KindAbsent, at+"/"+name)
			v[name] = old
		}
	}
}
