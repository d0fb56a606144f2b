package main

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	goMod = "module example.com/made/up\n\ngo 1.26\n"
	code  = "package up\n\nfunc Double(n int) int { return 2 * n }\n"
	tests = `package up

import (
	"fmt"
	"testing"
)

func TestDouble(t *testing.T) {
	for name, n := range map[string]int{"one": 1, "two": 2} {
		t.Run(name, func(t *testing.T) {
			if Double(n) != n+n {
				t.Fatal("not twice", n)
			}
		})
	}
}

func ExampleDouble() {
	fmt.Println(Double(4))
	// Output: 8
}
`
)

var machine = sync.OnceValues(func() (toolchain, error) {
	return findToolchain(context.Background())
})

func TestCheck(t *testing.T) {
	t.Parallel()

	sound := files{"go.mod": goMod, "up.go": code, "up_test.go": tests}
	inner := files{"inner/go.mod": goMod, "inner/up.go": code, "inner/up_test.go": tests}

	cases := map[string]struct {
		files  files
		extras []extra
		err    string
		output string
		last   string
	}{
		"sound": {files: sound, last: "4 passed, 0 failed"},
		"all modules are counted together": {
			files: join(sound, inner), last: "8 passed, 0 failed",
		},
		"an extra command runs last": {
			files:  join(sound, files{"cmd/say/main.go": "package main\n\nfunc main() { println(\"in step\") }\n"}),
			extras: []extra{{module: ".", args: []string{"run", "./cmd/say"}}},
			output: ".: go run ./cmd/say: in step\n",
			last:   "4 passed, 0 failed",
		},
		"a failing extra command": {
			files:  sound,
			extras: []extra{{module: ".", args: []string{"run", "./cmd/absent"}}},
			err:    "FAIL in module .: go run ./cmd/absent",
		},
		"a skipped test is named at the end": {
			files:  join(sound, files{"skip_test.go": "package up\n\nimport \"testing\"\n\nfunc TestServer(t *testing.T) { t.Skip(\"no server answers\") }\n"}),
			output: "\nNOT TESTED, 1 skipped:\n  example.com/made/up TestServer: skip_test.go:5: no server answers\n",
			last:   "4 passed, 0 failed",
		},
		"a failing test": {
			files: join(sound, files{"inner/go.mod": goMod, "inner/up.go": strings.Replace(code, "2 *", "3 *", 1), "inner/up_test.go": tests}),
			err:   "FAIL in module inner: go test: tests failed", output: "not twice 1", last: "4 passed, 4 failed",
		},
		"a test that ends the process": {
			files: join(sound, files{"exit_test.go": "package up\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\nfunc TestExit(t *testing.T) {\n\tt.Log(\"leaving\")\n\tos.Exit(3)\n}\n"}),
			err:   "FAIL in module root: go test: tests failed", output: "leaving", last: "0 passed, 1 failed",
		},
		"a test binary that does not link": {
			files: join(sound, files{"other/link_test.go": "package other\n\nimport (\n\t\"testing\"\n\t_ \"unsafe\"\n)\n\n//go:linkname absent example.com/made/up.absent\nfunc absent()\n\nfunc TestLink(t *testing.T) { absent() }\n", "other/empty.s": ""}),
			err:   "FAIL in module root: go test: tests failed", output: "absent", last: "4 passed, 1 failed",
		},
		"code that is not formatted": {
			files: join(sound, files{"inner/go.mod": goMod, "inner/up.go": "package up\nfunc Double(n int)int {return n+n}\n"}),
			err:   "FAIL in module inner: gofmt: not formatted (make fmt): up.go",
		},
		"code that does not parse": {
			files: join(sound, files{"broken.go": "package up\n\nfunc {\n"}),
			err:   "FAIL in module root: gofmt: broken.go: 3:6: ",
		},
		"a finding of vet": {
			files: join(sound, files{"vet.go": "package up\n\nimport \"fmt\"\n\nfunc Say() { fmt.Printf(\"%d\\n\", \"word\") }\n"}),
			err:   "FAIL in module root: go vet: ", output: "wrong type string",
		},
		"a finding of staticcheck": {
			files: join(sound, files{"unused.go": "package up\n\nfunc unused() {}\n"}),
			err:   "FAIL in module root: staticcheck: ", output: "U1000",
		},
		"a go.mod that is not tidy": {
			files: join(sound, files{"go.mod": goMod + "\nrequire example.com/gone v1.0.0\n\nreplace example.com/gone => ./gone\n", "gone/go.mod": "module example.com/gone\n\ngo 1.26\n"}),
			err:   "FAIL in module root: go mod tidy: ", output: "-require example.com/gone v1.0.0",
		},
		"no test at all": {
			files: files{"go.mod": goMod, "up.go": code}, err: "no test ran",
		},
	}

	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			root := tc.files.write(t)
			tools, err := machine()
			require.NoError(t, err)
			mods, err := findModules(root)
			require.NoError(t, err)

			var out bytes.Buffer
			c := checker{out: &out, root: root, toolchain: tools}
			err = c.checkAll(t.Context(), mods, tc.extras)

			if tc.err == "" {
				assert.NoError(t, err, out.String())
			} else {
				assert.ErrorContains(t, err, tc.err, out.String())
			}
			assert.Contains(t, out.String(), tc.output)
			if tc.last != "" {
				assert.Equal(t, tc.last, lastLine(strings.TrimSuffix(out.String(), "\n")), out.String())
			} else {
				assert.NotRegexp(t, `\d+ passed, \d+ failed`, out.String())
			}
		})
	}
}

func TestRaceDetector(t *testing.T) {
	t.Parallel()

	root := files{"go.mod": goMod, "up.go": code, "up_test.go": tests, "race_test.go": "//go:build race\n\npackage up\n\nimport \"testing\"\n\nfunc TestRace(t *testing.T) { t.Log(\"on\") }\n"}.write(t)
	tools, err := machine()
	require.NoError(t, err)
	mods, err := findModules(root)
	require.NoError(t, err)

	wanted := map[bool]string{false: "4 passed, 0 failed", true: "5 passed, 0 failed"}
	for _, race := range []bool{false, tools.race} {
		var out bytes.Buffer
		c := checker{out: &out, root: root, toolchain: toolchain{staticcheck: tools.staticcheck, race: race}}
		require.NoError(t, c.checkAll(t.Context(), mods, nil), out.String())
		assert.Equal(t, wanted[race], c.tally.String())
		assert.Equal(t, race, !strings.HasPrefix(out.String(), "note: no C compiler"))
	}
}

func TestFindModules(t *testing.T) {
	t.Parallel()

	root := files{
		"zeta/go.mod": goMod, "zeta/deep/a.go": code, "zeta/testdata/bad.go": "not go",
		"go.mod": goMod, "a.go": code, "b/b.go": code,
		"testdata/go.mod": goMod, "testdata/a.go": code,
		".hidden/go.mod": goMod, ".hidden/a.go": code,
		"empty/go.mod": goMod, "alpha/beta/go.mod": goMod, "alpha/beta/a.go": code,
	}.write(t)

	mods, err := findModules(root)
	require.NoError(t, err)

	have := map[string][]string{}
	for _, m := range mods {
		for _, file := range m.files {
			have[m.name] = append(have[m.name], filepath.ToSlash(file))
		}
	}
	assert.Equal(t, map[string][]string{
		"root": {"a.go", "b/b.go"}, "alpha/beta": {"a.go"}, "zeta": {"deep/a.go"},
	}, have)
	assert.Equal(t, "root", mods[0].name)
}

func TestEach(t *testing.T) {
	t.Parallel()

	root := files{"go.mod": goMod, "up.go": code, "inner/go.mod": strings.Replace(goMod, "up", "in", 1), "inner/in.go": code}.write(t)

	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, root, nil, []string{"each", "go", "list", "-m"}))
	assert.Equal(t, "root: go list -m\nexample.com/made/up\ninner: go list -m\nexample.com/made/in\n", out.String())

	out.Reset()
	require.NoError(t, run(t.Context(), &out, root, []string{"inner"}, []string{"each", "go", "list", "-m"}))
	assert.Equal(t, "root: go list -m\nexample.com/made/up\n", out.String())

	err := run(t.Context(), &out, root, nil, []string{"each", "go", "no-such-command"})
	assert.ErrorContains(t, err, "root: exit status")
}

func TestRunRefuses(t *testing.T) {
	t.Parallel()

	var out bytes.Buffer
	assert.ErrorContains(t, run(t.Context(), &out, t.TempDir(), nil, nil), "no Go module")
	assert.ErrorContains(t, run(t.Context(), &out, files{"go.mod": goMod, "up.go": code}.write(t), nil, []string{"each"}), "unknown arguments: each")
}

// files is a made-up tree: path to text.
type files map[string]string

func (f files) write(t *testing.T) string {
	t.Helper()

	root := t.TempDir()
	for name, text := range f {
		path := filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}

	return root
}

func join(parts ...files) files {
	all := files{}
	for _, part := range parts {
		maps.Copy(all, part)
	}

	return all
}
