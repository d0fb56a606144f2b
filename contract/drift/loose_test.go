package drift_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/contract/drift"
)

type looseHome struct {
	Name  string          `json:"name"`
	Born  apitype.Date    `json:"born"`
	Any   any             `json:"any"`
	Raw   json.RawMessage `json:"raw"`
	Map   map[string]any  `json:"map"`
	Typed map[string]int  `json:"typed"`
	List  []looseHome     `json:"list"`
	Both  *readsBoth      `json:"both"`
	Odd   struct{ X int } `json:"odd"`
}

type looseRest struct {
	Name string         `json:"name"`
	Rest map[string]int `json:",embed"`
}

func TestValuesWithoutATypedHomeAreFound(t *testing.T) {
	t.Parallel()
	var value any
	require.NoError(t, json.Unmarshal([]byte(`{"name":"a","born":"1990-01-31","any":1,"raw":[1],"map":{"x":1},"typed":{"x":1},"missing":1,
		"list":[{"name":"b","missing":2}],"both":{"status":"A","other":1},"odd":"text","nothing":null}`), &value))
	values, loose := drift.Loose("r", reflect.TypeFor[looseHome](), value)
	slices.Sort(loose)
	assert.Equal(t, 12, values)
	assert.Equal(t, []string{"r.any", "r.list[].missing", "r.map.x", "r.missing", "r.odd", "r.raw[]"}, loose)

	require.NoError(t, json.Unmarshal([]byte(`{"name":"a","x":1,"both":"text"}`), &value))
	values, loose = drift.Loose("r", reflect.TypeFor[looseRest](), value)
	assert.Equal(t, 3, values)
	assert.Empty(t, loose)
}
