package truoratest

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Answers are written byte for byte as encoding/json writes them.
func FuzzAppendJSON(f *testing.F) {
	f.Add("name", "a \"quoted\" <b> & \\ \x01 ñ \u2028 \xff", 0.1, 7)
	f.Add("", "", math.SmallestNonzeroFloat64, -1)
	f.Add("z", "plain text ~", 1e300, math.MaxInt)
	f.Fuzz(func(t *testing.T, name, text string, number float64, n int) {
		if math.IsNaN(number) || math.IsInf(number, 0) {
			return
		}
		v := obj{
			name: text, "b": []obj{{"x": number, "y": n}, {}, nil}, "a": []string{text, name}, "c": []any{nil, true, false, obj{"k": []byte(text)}},
			"d": map[string]string{name: text}, "e": []obj(nil), "f": []string(nil), "g": obj(nil), "h": []float64{number},
			"i": struct {
				T time.Time `json:"t"`
			}{time.Unix(int64(n%1e9), 0).UTC()},
		}
		want, err := json.Marshal(v)
		require.NoError(t, err)
		assert.Equal(t, string(want), string(appendJSON(nil, v)))
	})
}
