package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The subject is the root module of this repository: what it links is what users get.
func TestSBOM(t *testing.T) {
	t.Parallel()

	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, filepath.Join("..", "..", ".."), "v1.2.3"))
	var b bom
	require.NoError(t, json.Unmarshal(out.Bytes(), &b))

	assert.Equal(t, "pkg:golang/github.com/truora/truora-go@v1.2.3", b.Metadata.Component.PURL)
	var names []string
	for _, c := range b.Components {
		names = append(names, c.Name)
		assert.Regexp(t, `^v\d`, c.Version, c.Name)
		assert.Equal(t, "pkg:golang/"+c.Name+"@"+c.Version, c.Ref)
	}
	assert.Contains(t, names, "github.com/hashicorp/go-retryablehttp")
	assert.Contains(t, names, "github.com/hashicorp/go-cleanhttp", "indirect dependencies count")
	assert.NotContains(t, names, "github.com/stretchr/testify", "dependencies of tests do not")
	assert.IsIncreasing(t, names)
	require.Len(t, b.Dependencies, 1)
	assert.Len(t, b.Dependencies[0].DependsOn, len(names))
}

func TestSBOMRefuses(t *testing.T) {
	t.Parallel()

	var out bytes.Buffer
	assert.ErrorContains(t, run(t.Context(), &out, ".", ""), "not a version")
	assert.ErrorContains(t, run(t.Context(), &out, t.TempDir(), "v1.0.0"), "git ls-files")
	assert.Empty(t, out.String())
}
