package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFind(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for path, text := range map[string]string{
		"a/a_test.go":          "package a\n\nfunc FuzzOne(f *testing.F) {\n}\n\nfunc FuzzTwo(f *testing.F) {\n}\n",
		"a/a.go":               "package a\n\nfunc FuzzNot(f *testing.F) {\n}\n",
		"a/b/b_test.go":        "package b\n\nfunc FuzzThree(f *testing.F) {\n}\nfunc TestFuzz(t *testing.T) {}\n",
		"testdata/x_test.go":   "package x\n\nfunc FuzzHidden(f *testing.F) {\n}\n",
		".hidden/x/x_test.go":  "package x\n\nfunc FuzzHidden(f *testing.F) {\n}\n",
		"_ignored/x/x_test.go": "package x\n\nfunc FuzzHidden(f *testing.F) {\n}\n",
	} {
		path = filepath.Join(root, path)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	found, err := find(root)
	require.NoError(t, err)
	assert.Equal(t, []target{
		{filepath.Join(root, "a"), "FuzzOne"}, {filepath.Join(root, "a"), "FuzzTwo"}, {filepath.Join(root, "a", "b"), "FuzzThree"},
	}, found)
	assert.ErrorContains(t, run(t.Context(), t.TempDir(), 1), "no fuzz target")
}
