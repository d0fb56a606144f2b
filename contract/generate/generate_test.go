package generate_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/contract/generate"
)

func TestCompareWritesNothing(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "API.md")
	require.ErrorIs(t, generate.Compare(file, []byte("new")), os.ErrNotExist)
	require.NoError(t, generate.Write(file, []byte("old")))
	require.NoError(t, generate.Compare(file, []byte("old")))
	require.ErrorIs(t, generate.Compare(file, []byte("new")), generate.ErrOutOfDate)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "old", string(text))
}
