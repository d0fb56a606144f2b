package wholefile

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "kept")
	for _, text := range []string{"the first, which is longer", "the second"} {
		require.NoError(t, Write(name, []byte(text)))
		got, err := os.ReadFile(name)
		require.NoError(t, err)
		assert.Equal(t, text, string(got))
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "taken"), 0o700))
	require.Error(t, Write(filepath.Join(dir, "taken"), []byte("x")), "a directory is not replaced")
	require.Error(t, Write(filepath.Join(dir, "missing", "x"), []byte("x")))
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, left, 2, "nothing else is left")
}
