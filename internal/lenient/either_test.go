package lenient

import (
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type numbers []int

func (n *numbers) UnmarshalJSONFrom(dec *jsontext.Decoder) error { return ReadEither(dec, (*[]int)(n)) }

func TestReadEither(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]numbers{
		`[1,2]`: {1, 2}, `"[1,2]"`: {1, 2}, `"[1,\u0032]"`: {1, 2}, `null`: nil, `""`: {9},
	} {
		got := struct {
			N    numbers `json:"n"`
			Last int     `json:"last"`
		}{N: numbers{9}}
		require.NoError(t, json.Unmarshal([]byte(`{"n":`+text+`,"last":7}`), &got, Options), text)
		assert.Equal(t, want, got.N, text)
		assert.Equal(t, 7, got.Last, text)
	}
	for _, text := range []string{`"[1"`, `{"a":1}`, `"\ud800"`, `"[1`} {
		kept := numbers{9}
		require.Error(t, json.Unmarshal([]byte(text), &kept, Options), text)
		assert.Equal(t, numbers{9}, kept, text)
	}
}
