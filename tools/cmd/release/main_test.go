package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What builds in the tree can be broken as published.
func TestDryRunFails(t *testing.T) {
	t.Parallel()
	const quickstart = "package main\n\nimport \"example.com/up\"\n\nfunc main() { up.Up() }\n"
	for name, tc := range map[string]struct {
		file, text, want string
	}{
		"a file that git ignores":   {"ignored.go", "package up\n\nconst Two = 2\n", "undefined: up.Two"},
		"a replace of another":      {"store/go.mod", "module example.com/up/store\n\ngo 1.26\n\nrequire (\n\texample.com/other v0.0.0\n\texample.com/up v0.0.0\n)\n\nreplace (\n\texample.com/other => ../other\n\texample.com/up => ..\n)\n", "replace of example.com/other"},
		"a quickstart that exits 1": {"examples/quickstart/main.go", "package main\n\nimport (\n\t\"os\"\n\n\t_ \"example.com/up\"\n)\n\nfunc main() { os.Exit(1) }\n", "go run .: exit status 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := t.TempDir()
			for name, text := range map[string]string{
				".gitignore": "ignored.go\n", "LICENSE": "Free.\n", "client.go": "package up\n\n// Version is that.\nconst Version = \"0.3.0\"\n\nfunc Up() {}\n",
				"go.mod": "module example.com/up\n\ngo 1.26\n", "go.sum": "", "store/go.sum": "", "examples/quickstart/main.go": quickstart,
				"store/go.mod":   "module example.com/up/store\n\ngo 1.26\n\nrequire example.com/up v0.0.0\n\nreplace example.com/up => ..\n",
				"store/store.go": "package store\n\nimport \"example.com/up\"\n\nvar _ = up.Two\n",
				tc.file:          tc.text,
			} {
				name = filepath.Join(root, filepath.FromSlash(name))
				require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o750))
				require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
			}
			if tc.file != "ignored.go" {
				require.NoError(t, os.WriteFile(filepath.Join(root, "store", "store.go"), []byte("package store\n\nimport _ \"example.com/up\"\n"), 0o600))
			}
			for _, args := range [][]string{{"init", "-q"}, {"-c", "user.name=m", "-c", "user.email=m@example.com", "-c", "commit.gpgsign=false", "commit", "-q", "--allow-empty", "-m", "all"}} {
				cmd := exec.CommandContext(t.Context(), "git", args...)
				cmd.Dir = root
				require.NoError(t, cmd.Run())
			}
			var out bytes.Buffer
			require.ErrorContains(t, run(t.Context(), &out, root, []string{"dry"}), tc.want)
			assert.NotContains(t, out.String(), "ok ")
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{}, {"tags"}, {"proxy", "v0.1.0"}, {"tags", "v0.1.0", "more"}, {"say", "v0.1.0"}} {
		require.ErrorIs(t, run(t.Context(), &bytes.Buffer{}, filepath.Join("..", "..", ".."), args), errUsage, args)
	}
	for _, version := range []string{"0.1.0", "v1", "main", "v0.1.0+x"} {
		require.ErrorContains(t, run(t.Context(), &bytes.Buffer{}, ".", []string{"tags", version}), "not a version")
	}
}
