package customtypes_test

import (
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"

	"github.com/truora/truora-go/customtypes"
)

func FuzzConfig(f *testing.F) {
	for _, seed := range []string{whole, `{"CO":{"x":[{"data_set":"a","weight":"1"}]}}`, `{}`, `null`, `{"CO":null}`, `[`, `{"next":7}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var c customtypes.Config
		if json.Unmarshal(text, &c) != nil {
			return
		}
		for _, typ := range c.Types() {
			assert.NotPanics(t, func() { _ = typ.Weights.Validate() })
		}
		assert.LessOrEqual(t, len(c.Own()), len(c.Types()))
	})
}
