package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// plantIn creates a module with one package and a list of faults, and runs them.
func plantIn(t *testing.T, test, list string) error {
	t.Helper()
	root := t.TempDir()
	for path, text := range map[string]string{
		"go.mod":       "module example.test/sum\n\ngo 1.26\n",
		"p/p.go":       "package p\n\ntype T struct{}\n\nfunc (T) Sum(a, b int) int {\n\treturn a +\n\t\tb\n}\n\nfunc Other(a, b int) int { return a + b }\n",
		"p/p_test.go":  "package p\n\nimport \"testing\"\n\nfunc TestSum(t *testing.T) {\n" + test + "\n}\n",
		"faults/x.txt": "# A list.\n\nmutant: a sum is wrong\npackage: p\ntests: . ./p\n" + list,
	} {
		path = filepath.Join(root, path)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	return run(t.Context(), options{root: root, list: filepath.Join(root, "faults"), parallel: 1, limit: 1e11})
}

const (
	good  = "if (T{}).Sum(1, 2) != 3 { t.Error() }"
	blind = "_ = (T{}).Sum(1, 2)"
	minus = "func: T.Sum\n- return a + b\n+ return a - b\n"
)

func TestRun(t *testing.T) {
	t.Parallel()
	require.NoError(t, plantIn(t, good, minus))
	for name, c := range map[string]struct{ test, list, want string }{
		"survivor":           {blind, minus, "1 not caught"},
		"no such code":       {good, "func: T.Sum\n- return a * b\n", `a sum is wrong: does not stand in "T.Sum"`},
		"no such function":   {good, "func: Sum\n- return a + b\n", `a sum is wrong: does not stand in "Sum"`},
		"code stands twice":  {good, "- return a + b\n", "stands more than once"},
		"does not compile":   {good, "func: T.Sum\n- return a + b\n+ return \"\"\n", "1 not caught"},
		"fails without it":   {"t.Error()", minus, "the tests fail without any fault"},
		"no change":          {good, "", "lacks its package, its tests or its change"},
		"odd line":           {good, "perhaps: so\n", `6: what is "perhaps: so"?`},
		"two of a name":      {good, minus + "\nmutant: a sum is wrong\npackage: p\ntests: . ./p\n- x\n", "two faults"},
		"tests without args": {good, "tests: .\n", "6: tests need a module and arguments"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.ErrorContains(t, plantIn(t, c.test, c.list), c.want)
		})
	}
	_, err := load(t.TempDir())
	require.ErrorContains(t, err, "no fault is listed")
}

func TestCatcher(t *testing.T) {
	t.Parallel()
	s := suite{".", []string{"./p"}}
	assert.Equal(t, "TestA/b", s.catcher("--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/b (0.00s)\n--- FAIL: TestC (0.00s)\n"))
	assert.Equal(t, ". ./p timed out", s.catcher("panic: test timed out after 1s\n"))
	assert.Equal(t, ". ./p", s.catcher("panic: no\n"))
}

// A list that no longer fits the code is an error.
func TestListsAreRead(t *testing.T) {
	t.Parallel()
	all, err := load("faults")
	require.NoError(t, err)
	assert.GreaterOrEqual(t, len(all), 45)
}
