package published

import (
	"archive/zip"
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const version = "v0.3.0"

var made = map[string]string{
	"go.mod":              "module example.com/up\n\ngo 1.26\n",
	"go.sum":              "",
	"LICENSE":             "Free.\n",
	"up.go":               "package up\n\nfunc Up() int { return 1 }\n",
	"up_test.go":          "package up_test\n",
	"internal/deep/a.go":  "package deep\n",
	"cmd/say/go.mod":      "module example.com/up/cmd/say\n\ngo 1.26\n\nrequire (\n\texample.com/up v0.0.0\n\texample.com/up/store v0.0.0\n)\n\nreplace example.com/up => ../..\n\nreplace example.com/up/store => ../../store\n",
	"cmd/say/go.sum":      "",
	"cmd/say/main.go":     "// Command say speaks.\npackage main\n\nimport \"example.com/up/store\"\n\nfunc main() { println(store.Two()) }\n",
	"store/go.mod":        "module example.com/up/store\n\ngo 1.26\n\nrequire example.com/up v0.0.0\n\nreplace example.com/up => ..\n",
	"store/go.sum":        "",
	"store/store.go":      "package store\n\nimport \"example.com/up\"\n\nfunc Two() int { return 2 * up.Up() }\n",
	"tools/go.mod":        "module example.com/up/tools\n\ngo 1.26\n",
	"examples/a/go.mod":   "module example.com/up/examples/a\n",
	"testdata/x/go.mod":   "module example.com/other\n",
	"store/testdata/x.go": "package main\n",
	"store/web/go.mod":    "// Not published: tests.\nmodule example.com/up/store/web\n",
	".gitignore":          "*.bin\n",
	"built.bin":           "not a file of git's",
}

func tree(t *testing.T, changes map[string]string) (string, *Tree, error) {
	t.Helper()
	root := t.TempDir()
	files := maps.Clone(made)
	maps.Copy(files, changes)
	for name, text := range files {
		name = filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o750))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"-c", "user.name=m", "-c", "user.email=m@example.com", "-c", "commit.gpgsign=false", "commit", "-qm", "all"}} {
		cmd := exec.CommandContext(t.Context(), "git", args...)
		cmd.Dir = root
		require.NoError(t, cmd.Run())
	}
	found, err := Find(t.Context(), root)
	return root, found, err
}

func TestFind(t *testing.T) {
	t.Parallel()
	_, found, err := tree(t, nil)
	require.NoError(t, err)
	tags, packages := []string{}, []string{}
	for _, m := range found.Modules {
		tags = append(tags, m.Tag(version))
		assert.Equal(t, m.Dir == "cmd/say", m.IsCommand())
		ps, err := m.Packages()
		require.NoError(t, err)
		packages = append(packages, ps...)
	}
	assert.Equal(t, []string{"v0.3.0", "cmd/say/v0.3.0", "store/v0.3.0"}, tags)
	assert.Equal(t, []string{"example.com/up", "example.com/up/store"}, packages)
}

func TestGoMod(t *testing.T) {
	t.Parallel()
	_, found, err := tree(t, nil)
	require.NoError(t, err)
	text, err := found.Modules[1].GoMod(version)
	require.NoError(t, err)
	assert.Equal(t, "module example.com/up/cmd/say\n\ngo 1.26\n\nrequire (\n\texample.com/up v0.3.0\n\texample.com/up/store v0.3.0\n)\n", string(text))
}

func TestZip(t *testing.T) {
	t.Parallel()
	_, found, err := tree(t, nil)
	require.NoError(t, err)
	for i, want := range [][]string{
		{".gitignore", "LICENSE", "go.mod", "go.sum", "internal/deep/a.go", "up.go", "up_test.go"},
		{"LICENSE", "go.mod", "go.sum", "main.go"},
		{"LICENSE", "go.mod", "go.sum", "store.go", "testdata/x.go"},
	} {
		var b bytes.Buffer
		require.NoError(t, found.Modules[i].Zip(&b, version))
		r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
		require.NoError(t, err)
		var have []string
		for _, f := range r.File {
			_, name, _ := strings.Cut(f.Name, "@"+version+"/")
			have = append(have, name)
		}
		slices.Sort(have)
		assert.Equal(t, want, have)
	}
}

// What Write puts into the go.sum files is what the go command computes of what the
// proxy serves; it refuses a line that is missing or wrong.
func TestWrite(t *testing.T) {
	t.Parallel()
	root, found, err := tree(t, nil)
	require.NoError(t, err)
	require.NoError(t, found.Clean(t.Context()))
	proxy := t.TempDir()
	require.NoError(t, found.Proxy(t.Context(), proxy, version))
	require.NoError(t, found.Write(version))
	require.ErrorContains(t, found.Clean(t.Context()), "not committed")

	build := func() ([]byte, error) {
		cmd := exec.CommandContext(t.Context(), "go", "build", "-o", os.DevNull, ".")
		cmd.Dir = filepath.Join(root, "cmd", "say")
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS="+os.Getenv("GOFLAGS")+" -modcacherw -trimpath", "GOMODCACHE="+t.TempDir(), "GOPROXY="+FileURL(proxy),
			"GOPRIVATE=", "GONOPROXY=", "GONOSUMDB=example.com/up")
		return cmd.CombinedOutput()
	}
	out, err := build()
	require.NoError(t, err, string(out))

	sum := filepath.Join(root, "cmd", "say", "go.sum")
	text, err := os.ReadFile(sum)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(sum, bytes.Replace(text, []byte("h1:"), []byte("h1:A"), 1), 0o600))
	out, err = build()
	require.Error(t, err)
	assert.Contains(t, string(out), "mismatch")
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	_, _, err := tree(t, map[string]string{"store/go.mod": "module example.com/store\n"})
	require.ErrorContains(t, err, "store/go.mod names the module example.com/store, not example.com/up/store")

	for name, tc := range map[string]struct{ goMod, want string }{
		"a replace of another module": {"module example.com/up/store\n\nreplace example.com/other => ../testdata/x\n", "has no effect on users"},
		"a module that stays here":    {"module example.com/up/store\n\nrequire example.com/up/tools v0.0.0\n", "requires example.com/up/tools, which is not published"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, found, err := tree(t, map[string]string{"store/go.mod": tc.goMod})
			require.NoError(t, err)
			require.ErrorContains(t, found.Proxy(t.Context(), t.TempDir(), version), tc.want)
		})
	}
}

// A module that users download holds no program that somebody built.
func TestNothingBuiltIsPublished(t *testing.T) {
	t.Parallel()
	const most = 2 << 20
	found, err := Find(t.Context(), filepath.Join("..", ".."))
	require.NoError(t, err)
	for _, m := range found.Modules {
		archive, err := m.archive(version)
		require.NoError(t, err)
		assert.Less(t, len(archive), most, m.Path)
	}
}
