package continuous_test

import (
	"bytes"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/continuous"
)

func FuzzCheck(f *testing.F) {
	for _, seed := range []string{repeated, snapshot, `{}`, `null`, `{"check":7}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var first, second continuous.Check
		if json.Unmarshal(bytes.Clone(text), &first) != nil {
			return
		}
		again := bytes.Clone(text)
		require.NoError(t, json.Unmarshal(again, &second))
		clear(again) // what was decoded does not live in the text
		assert.Equal(t, first, second)
	})
}

func FuzzEntry(f *testing.F) {
	for _, seed := range []string{
		`{"changes":[{"score_changes":[{"old":0.9,"new":0}],"dataset_score_changes":{"x":{"old":1,"new":0.5}}}]}`,
		`{"dataset_score_changes":0,"score_changes":["x"]}`, `{"changes":null}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var e continuous.Entry
		if json.Unmarshal(text, &e) != nil {
			return
		}
		if change, ok := e.Score(); !ok {
			assert.Zero(t, change)
		}
		assert.NotNil(t, e.DataSets())
	})
}
