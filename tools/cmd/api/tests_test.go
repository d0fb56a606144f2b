package main

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// released has a release with tests and an example, of which every one passes.
func released(t *testing.T) string {
	t.Helper()
	root := repository(t)
	write(t, root, map[string]string{
		"checks/checks.go": "package checks\n\nimport \"example.com/truora-go/internal/a\"\n\nfunc All() {}\n\nfunc Some() int { a.Free(); return 1 }\n\nfunc own() int { return 1 }\n",
		"checks/checks_test.go": `package checks_test

import (
	"fmt"
	"os"
	"testing"

	"example.com/truora-go/checks"
)

func TestSome(t *testing.T) {
	if checks.Some() != 1 {
		t.Fatal("not one")
	}
	if _, err := os.Stat("testdata/one.json"); err != nil {
		t.Fatal(err)
	}
}

func TestAll(*testing.T) { checks.All() }

func TestServer(t *testing.T) { t.Skip("no server") }

func ExampleSome() {
	fmt.Println(checks.Some())
	// Output: 1
}
`,
		"checks/testdata/one.json":    "{}",
		"checks/own_test.go":          "package checks\n\nimport \"testing\"\n\nfunc TestOwn(t *testing.T) {\n\tif own() != 1 {\n\t\tt.Fatal(\"not one\")\n\t}\n}\n",
		"checks/internal_test.go":     "package checks_test\n\nimport (\n\t\"testing\"\n\n\t\"example.com/truora-go/internal/a\"\n)\n\nfunc TestInternal(*testing.T) { a.Free() }\n",
		"store/store_test.go":         "package store_test\n\nimport (\n\t\"testing\"\n\n\t\"example.com/truora-go/store\"\n)\n\nfunc TestOpen(*testing.T) { store.Open() }\n",
		"examples/hello/go.mod":       "// Not published\nmodule example.com/truora-go/examples/hello\n\ngo 1.26\n\nrequire example.com/truora-go v0.0.0\n\nreplace example.com/truora-go => ../..\n",
		"examples/hello/main.go":      "package main\n\nimport (\n\t\"fmt\"\n\n\t\"example.com/truora-go/checks\"\n)\n\nfunc main() { fmt.Println(hello()) }\n\nfunc hello() int { return checks.Some() }\n",
		"examples/hello/main_test.go": "package main\n\nimport \"testing\"\n\nfunc TestHello(t *testing.T) {\n\tif hello() != 1 {\n\t\tt.Fatal(\"not one\")\n\t}\n}\n",
	})
	require.NoError(t, record(t.Context(), root))
	run(t, root, "add", ".")
	commit(t, root)
	run(t, root, "tag", "v0.1.0")
	return root
}

func TestOldTests(t *testing.T) {
	t.Parallel()
	const checksGo = "checks/checks.go"
	for name, tc := range map[string]struct {
		file, before, after string
		want                []string // what no longer passes
	}{
		"nothing":                {checksGo, "func All() {}", "func All() {}\n\nfunc New() {}", nil},
		"what only ours test":    {checksGo, "func own() int { return 1 }", "", nil},
		"what is internal":       {"internal/a/a.go", "func Free() {}", "func Free(...int) {}", nil},
		"what a function does":   {checksGo, "return 1 }\n\nfunc own", "return 2 }\n\nfunc own", []string{"checks.ExampleSome", "checks.TestSome", "hello.TestHello"}},
		"what does not compile":  {checksGo, "func Some() int { a.Free(); return 1 }", "func Some() string { a.Free(); return `1` }", []string{"checks_test", "hello_test"}},
		"what ends the program":  {checksGo, "func All() {}", "func All() { panic(1) }", []string{"checks.ExampleSome", "checks.TestAll"}},
		"of another module":      {"store/store.go", "func Open() {}", "func Open() { panic(1) }", []string{"store.TestOpen"}},
		"a test that is changed": {"checks/checks_test.go", "!= 1", "!= 2", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := released(t)
			edit(t, root, tc.file, tc.before, tc.after)
			require.NoError(t, record(t.Context(), root))
			said := "## Unreleased\n\n- `checks.Some` is another.\n"
			edit(t, root, "CHANGELOG.md", "## Unreleased\n", said)
			commit(t, root)

			var out bytes.Buffer
			changes, err := compareAll(t.Context(), root, true)
			require.NoError(t, err)
			err = changes.report(&out, root)
			if tc.want == nil {
				require.NoError(t, err, out.String())
				return
			}
			require.Error(t, err)
			for _, name := range tc.want {
				assert.Contains(t, out.String(), name+": passed with the code of the release")
				edit(t, root, "CHANGELOG.md", said, said+"- `"+name+"` is another.\n")
			}
			assert.ErrorContains(t, err, fmt.Sprint(len(tc.want), " incompatible changes"), out.String())
			require.NoError(t, changes.report(&out, root), "what is named may change")
		})
	}
}
