package contract_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-querystring/query"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/contract"
)

// whole are the updates that replace the thing as a whole.
var whole = map[string]string{
	"whatsapp.UpdateOutbound": "Truora refuses a part of a template",
	"customtypes.Update":      "a weight that is left out is gone",
}

// An update sends what the caller set, and otherwise only what Truora requires: one
// field can be changed, and nothing is cleared by being left out.
func TestUpdatesSendNothingUnasked(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, e := range loadSpec(t).Endpoints {
		if !strings.HasPrefix(e.GoMethod(), "Update") || whole[e.Go] != "" {
			continue
		}
		method, ok := services()[e.Package()].MethodByName(e.GoMethod())
		require.True(t, ok, e.Go)
		params := method.Type.In(method.Type.NumIn() - 1)
		require.Equal(t, reflect.Struct, params.Kind(), e.Go)
		for _, name := range sentByZero(t, e, reflect.New(params).Elem().Interface()) {
			assert.Contains(t, demandedByTruora(e), name, "%s sends it although it was not set", e.Go)
		}
		seen++
	}
	assert.Greater(t, seen, 10)
}

func sentByZero(t *testing.T, e *contract.Endpoint, params any) []string {
	t.Helper()
	if e.Body == "json" {
		text, err := json.Marshal(params)
		require.NoError(t, err)
		var members map[string]any
		require.NoError(t, json.Unmarshal(text, &members))
		return slices.Collect(maps.Keys(members))
	}
	form, err := query.Values(params)
	require.NoError(t, err, e.Go)
	return slices.Collect(maps.Keys(form))
}

func demandedByTruora(e *contract.Endpoint) []string {
	for _, kind := range []string{"application/json", "application/x-www-form-urlencoded"} {
		if body := e.RequestBody(kind); body != nil {
			return body.Required
		}
	}
	return nil
}
