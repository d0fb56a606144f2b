package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReplace(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a.b/c":           "x.y/z",
		`"a.b/c/checks"`:  `"x.y/z/checks"`,
		"a.b/c@v1":        "x.y/z@v1",
		"a.b/cc":          "a.b/cc",
		"a.b/c-x a.b/c":   "a.b/c-x x.y/z",
		"see a.b/c.":      "see x.y/z.",
		"https://a.b/c.":  "https://x.y/z.",
		"nothing of it":   "nothing of it",
		"a.b/c_2 a.b/c\n": "a.b/c_2 x.y/z\n",
	} {
		assert.Equal(t, want, string(replace([]byte(text), "a.b/c", "x.y/z")))
	}
}

// The tree builds under another path, and no file contains the old one.
func TestTheTreeMoves(t *testing.T) {
	t.Parallel()
	const moved = "example.com/moved/sdk"
	root := t.TempDir()
	names, err := command(t.Context(), "../../..", "git", "ls-files", "-z")
	require.NoError(t, err)
	for name := range strings.SplitSeq(strings.TrimSuffix(string(names), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", name))
		require.NoError(t, err)
		to := filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(to), 0o755))
		require.NoError(t, os.WriteFile(to, text, 0o600))
		require.NoError(t, rewrite(to, "github.com/truora/truora-go", moved))
		text, err = os.ReadFile(to)
		require.NoError(t, err)
		assert.False(t, strings.Contains(string(text), "truora/truora-go/") && !strings.Contains(name, "rename"), "%s names the old path", name)
	}
	_, err = command(t.Context(), root, "go", "build", "-trimpath", ".", "./truoratest") // so the next run finds it built
	require.NoError(t, err)
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	require.ErrorContains(t, rename(t.Context(), root, "no path"), "malformed")
	require.Error(t, rename(t.Context(), root, "example.com/a"), "no go.mod")
	require.NoError(t, os.WriteFile(filepath.Join(root, "go.mod"), []byte("module example.com/a\n"), 0o600))
	require.ErrorContains(t, rename(t.Context(), root, "example.com/a"), "already")
}
