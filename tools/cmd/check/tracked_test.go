package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What go build leaves beside a main package is added by mistake, and stays in the
// history of every clone.
func TestNoProgramIsTracked(t *testing.T) {
	t.Parallel()
	const root = "../../.."
	names, err := output(command(t.Context(), root, nil, "git", "ls-files", "-z"))
	require.NoError(t, err, names)
	files := strings.Split(strings.TrimRight(names, "\x00"), "\x00")
	require.Greater(t, len(files), 100)
	for _, name := range files {
		file, err := os.Open(filepath.Join(root, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue // deleted, and not yet committed
		}
		require.NoError(t, err)
		head := make([]byte, 4)
		n, _ := io.ReadFull(file, head)
		require.NoError(t, file.Close())
		assert.Empty(t, program(head[:n]), "%s is a program", name)
	}
}

// program names the format of a program that begins with head, or of a part of one.
func program(head []byte) string {
	for magic, format := range map[string]string{
		"\x7fELF": "ELF", "MZ": "Windows", "\xcf\xfa\xed\xfe": "macOS", "\xca\xfe\xba\xbe": "macOS, universal",
		"\x00asm": "WebAssembly", "!<ar": "archive of objects",
	} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return format
		}
	}
	return ""
}

func TestProgram(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	require.NoError(t, err)
	file, err := os.Open(self)
	require.NoError(t, err)
	head := make([]byte, 4)
	_, err = io.ReadFull(file, head)
	require.NoError(t, errors.Join(err, file.Close()))
	assert.NotEmpty(t, program(head))
	for _, text := range []string{"", "M", "pack", "#!/b", "\x89PNG", "%PDF"} {
		assert.Empty(t, program([]byte(text)))
	}
}
