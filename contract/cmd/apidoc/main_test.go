package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/scan"
)

func TestTheMapNamesEveryOperation(t *testing.T) {
	t.Parallel()
	spec, err := contract.Load()
	require.NoError(t, err)
	text := string(render(spec, map[string]scan.Method{"checks.Create": {}}))
	for _, e := range spec.Endpoints {
		assert.Contains(t, text, e.Path)
		assert.Contains(t, text, "`"+e.Go+"`")
	}
	assert.Contains(t, text, fmt.Sprintf("1 of %d operations are built.", len(spec.Endpoints)))
	assert.Contains(t, text, "| `POST /v1/checks`<br>Start a background check | `checks.Create` | core | dedupe | documented |")
	assert.Contains(t, text, "| (`checks.Get`) |")
	assert.Contains(t, text, "`PUT files.truora.com/batch-upload-service/")
	assert.Contains(t, text, "- `checks.Create`: Each accepted call starts and bills a check.")
	assert.NotContains(t, text, "- `checks.Get`:")
}

func TestTheMapIsMadeFromTheCodeBeside(t *testing.T) {
	t.Chdir(filepath.Join("..", "..")) // where the command is run
	text, err := apiMap()
	require.NoError(t, err)
	assert.Contains(t, string(text), "| `checks.Create` |")
}

func TestCompareWritesNothing(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "docs", "API.md")
	require.ErrorIs(t, compare(file, []byte("new")), os.ErrNotExist)
	require.NoError(t, write(file, []byte("old")))
	require.NoError(t, compare(file, []byte("old")))
	require.ErrorContains(t, compare(file, []byte("new")), "out of date")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "old", string(text))
}
