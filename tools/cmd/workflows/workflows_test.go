package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func written(t *testing.T, texts ...string) []string {
	t.Helper()
	dir := t.TempDir()
	var files []string
	for i, text := range texts {
		files = append(files, filepath.Join(dir, fmt.Sprintf("w%d.yml", i)))
		require.NoError(t, os.WriteFile(files[i], []byte(text), 0o600))
	}
	return files
}

func TestRun(t *testing.T) {
	t.Parallel()
	const good = "on: push\npermissions: {contents: read}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    timeout-minutes: 5\n    steps:\n      - uses: actions/cache@%s # v5.0.0\n"
	one, other := strings.Repeat("1", 40), strings.Repeat("2", 40)
	lint := "on: push\npermissions: {contents: read}\njobs:\n  a:\n    needs: b\n    runs-on: ubuntu-latest\n    timeout-minutes: 5\n    steps: [{run: 'echo ${{ github.nothing }}'}]\n"
	for name, tc := range map[string]struct {
		texts []string
		want  string
	}{
		"sound":         {[]string{fmt.Sprintf(good, one), fmt.Sprintf(good, one)}, "2 workflows"},
		"pins disagree": {[]string{fmt.Sprintf(good, one), fmt.Sprintf(good, other)}, "actions/cache stands at two commits"},
		"a rule":        {[]string{strings.Replace(fmt.Sprintf(good, one), one, "v5", 1)}, "a: not pinned by a commit: actions/cache@v5"},
		"actionlint, a": {[]string{lint}, `"b" which does not exist`},
		"actionlint, b": {[]string{lint}, `"nothing" is not defined`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			err := run(&out, written(t, tc.texts...))
			assert.Equal(t, name == "sound", err == nil, "%v: %s", err, out.String())
			assert.Contains(t, out.String(), tc.want)
		})
	}
	require.Error(t, run(&bytes.Buffer{}, nil), "no file at all")
}

const head = "permissions: {contents: read}\njobs:\n  a:\n    timeout-minutes: 5\n"

func TestCheck(t *testing.T) {
	t.Parallel()
	const commit = "08c6903cd8c0fde910a37f88322edcfb5dd907a8"
	for name, tc := range map[string]struct{ text, want string }{
		"a tag":              {head + "    steps:\n      - uses: actions/cache@v5\n", "a: not pinned by a commit: actions/cache@v5"},
		"a short commit":     {head + "    steps:\n      - uses: actions/cache@08c6903 # v5.0.0\n", "a: not pinned by a commit: actions/cache@08c6903"},
		"an image":           {head + "    steps:\n      - uses: docker://alpine:3\n", "a: not pinned by a commit: docker://alpine:3"},
		"a workflow's tag":   {head + "    uses: a/b/.github/workflows/c.yml@v1\n", "a: not pinned by a commit: a/b/.github/workflows/c.yml@v1"},
		"no version":         {head + "    steps:\n      - uses: a/b@" + commit + "\n", "a: no comment with its version, as in # v1.2.3: a/b@" + commit},
		"no timeout":         {"permissions: {contents: read}\njobs:\n  a:\n    steps: [{run: echo}]\n", "a: no timeout-minutes"},
		"writes everywhere":  {"permissions: {contents: write}\njobs: {}\n", "a workflow reads and no more: what writes is one job's permission"},
		"write-all":          {"permissions: write-all\njobs: {}\n", "a workflow reads and no more: what writes is one job's permission"},
		"says nothing":       {"jobs: {}\n", "a workflow reads and no more: what writes is one job's permission"},
		"a token left":       {head + "    steps:\n      - uses: actions/checkout@" + commit + " # v5.0.0\n", "a: checkout leaves the token behind: persist-credentials: false"},
		"tests and writes":   {head + "    permissions: {contents: write}\n    steps: [{run: make test}]\n", "a: runs code beside a permission to write (contents): make test"},
		"a script signs":     {head + "    permissions: {id-token: write}\n    steps: [{run: .github/x ./y}]\n", "a: runs code beside a permission to write (id-token): .github/x ./y"},
		"the tree, to write": {head + "    permissions: {contents: write}\n    steps:\n      - uses: actions/checkout@" + commit + " # v5.0.0\n        with: {persist-credentials: false}\n", "a: has the repository beside a permission to write (contents)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := check(written(t, tc.text)[0])
			require.NoError(t, err)
			assert.Equal(t, []string{tc.want}, found)
		})
	}
}
