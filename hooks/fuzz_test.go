package hooks_test

import (
	stdjson "encoding/json"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/hooks"
)

func FuzzObject(f *testing.F) {
	for _, seed := range []string{`"{\"a\":1}"`, `{"a":1}`, `null`, `"text"`, `"\u0000"`, `7`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var o hooks.Object
		if json.Unmarshal(text, &o) != nil {
			return
		}
		var v any
		assert.NotPanics(t, func() { _ = o.Decode(&v) })
		written, err := stdjson.Marshal(o)
		require.NoError(t, err)
		assert.True(t, stdjson.Valid(written))
	})
}
