package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"strings"
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

func TestCheck(t *testing.T) {
	t.Parallel()

	able, err := canRace(t.Context()) // for what the standard library was compiled already
	require.NoError(t, err)
	sound := files{"go.mod": goMod, "up.go": code, "up_test.go": tests}
	const innerMod = "module example.com/made/in\n\ngo 1.26\n"
	inner := files{"inner/go.mod": innerMod, "inner/up.go": code, "inner/up_test.go": tests}

	cases := map[string]struct {
		files  files
		extras []extra
		err    string
		output []string
		last   string
	}{
		"all modules are counted together": {
			files: join(sound, inner), last: "8 passed, 0 failed",
		},
		"extra commands run, and a skipped test is named": {
			files: join(sound, files{
				"cmd/say/main.go": "package main\n\nfunc main() { println(\"in step\") }\n",
				"skip_test.go":    "package up\n\nimport \"testing\"\n\nfunc TestServer(t *testing.T) { t.Skip(\"no server answers\") }\n",
			}),
			extras: []extra{{module: ".", args: []string{"run", "./cmd/say"}}},
			output: []string{
				".: go run ./cmd/say: in step\n", "\nNOT TESTED, 1 skipped:\n  example.com/made/up TestServer: skip_test.go:5: no server answers\n",
				" s of processor time:\n",
			},
			last: "4 passed, 0 failed",
		},
		"a failing extra command": {
			files:  sound,
			extras: []extra{{module: ".", args: []string{"run", "./cmd/absent"}}},
			err:    "FAIL: .: go run ./cmd/absent",
		},
		"a failing test": {
			files: join(sound, files{"inner/go.mod": innerMod, "inner/up.go": strings.Replace(code, "2 *", "3 *", 1), "inner/up_test.go": tests}),
			err:   "FAIL: go test: tests failed", output: []string{"not twice 1", "FAIL\texample.com/made/in"}, last: "4 passed, 4 failed",
		},
		"a test that ends the process": {
			files: join(sound, files{"exit_test.go": "package up\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\nfunc TestExit(t *testing.T) {\n\tt.Log(\"leaving\")\n\tos.Exit(3)\n}\n"}),
			err:   "FAIL: go test: tests failed", output: []string{"leaving"}, last: "0 passed, 1 failed",
		},
		"a test binary that does not link": {
			files: join(sound, files{"other/link_test.go": "package other\n\nimport (\n\t\"testing\"\n\t_ \"unsafe\"\n)\n\n//go:linkname absent example.com/made/up.absent\nfunc absent()\n\nfunc TestLink(t *testing.T) { absent() }\n", "other/empty.s": ""}),
			err:   "FAIL: go test: tests failed", output: []string{"absent"}, last: "4 passed, 1 failed",
		},
		"code that is not formatted": {
			files: join(sound, files{"inner/go.mod": innerMod, "inner/up.go": "package up\nfunc Double(n int)int {return n+n}\n"}),
			err:   "FAIL: gofmt: module inner: up.go: not formatted (make fmt)",
		},
		"code that does not parse": {
			files: join(sound, files{"broken.go": "package up\n\nfunc {\n"}),
			err:   "FAIL: gofmt: module root: broken.go: 3:6: ",
		},
		"a finding of vet": {
			files: join(sound, files{"vet.go": "package up\n\nimport \"fmt\"\n\nfunc Say() { fmt.Printf(\"%d\\n\", \"word\") }\n"}),
			err:   "FAIL: go vet: ", output: []string{"wrong type string"},
		},
		"a go.mod that is not tidy": {
			files: join(sound, files{"go.mod": goMod + "\nrequire example.com/gone v1.0.0\n\nreplace example.com/gone => ./gone\n", "gone/go.mod": "module example.com/gone\n\ngo 1.26\n"}),
			err:   "FAIL: go mod tidy: module root: ", output: []string{"-require example.com/gone v1.0.0"},
		},
		"modules that require different versions": {
			files: different, err: "FAIL: versions: module root requires example.com/dep@v1.0.0, not example.com/dep@v1.1.0 (make align)",
		},
		"no test at all": {
			files: files{"go.mod": goMod, "up.go": code}, err: "no test ran",
		},
	}

	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			root := tc.files.write(t)
			mods, err := findModules(root)
			require.NoError(t, err)

			var out bytes.Buffer
			c := checker{out: &shared{w: &out}, root: root, mods: mods, race: able}
			err = c.checkAll(t.Context(), tc.extras)

			if tc.err == "" {
				assert.NoError(t, err, out.String())
			} else {
				assert.ErrorContains(t, err, tc.err, out.String())
			}
			for _, text := range tc.output {
				assert.Contains(t, out.String(), text)
			}
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
	able, err := canRace(t.Context())
	require.NoError(t, err)
	mods, err := findModules(root)
	require.NoError(t, err)

	wanted := map[bool]string{false: "4 passed, 0 failed", true: "5 passed, 0 failed"}
	for _, race := range []bool{false, able} {
		var out bytes.Buffer
		c := checker{out: &shared{w: &out}, root: root, mods: mods, race: race}
		require.NoError(t, c.checkAll(t.Context(), nil), out.String())
		assert.Equal(t, wanted[race], c.tally.String())
		assert.Equal(t, race, !strings.HasPrefix(out.String(), "note: no C compiler"))
	}
}

// different is a tree whose modules require two versions of a third.
var different = files{
	"go.mod": goMod + "\nrequire example.com/dep v1.0.0\n\nreplace example.com/dep => ./testdata/dep\n", "up.go": uses,
	"inner/go.mod": "module example.com/made/in\n\ngo 1.26\n\nrequire example.com/dep v1.1.0\n\nreplace example.com/dep => ../testdata/dep\n", "inner/up.go": uses,
	"testdata/dep/go.mod": "module example.com/dep\n\ngo 1.26\n", "testdata/dep/dep.go": "package dep\n",
}

const uses = "package up\n\nimport _ \"example.com/dep\"\n"

func TestAlign(t *testing.T) {
	t.Parallel()

	root := different.write(t)
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, root, nil, []string{"align"}))
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	assert.Equal(t, strings.Replace(different["go.mod"], "v1.0.0", "v1.1.0", 1), string(text))
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
