package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// document is a guide with one block, in a made-up module whose packages have the names
// of the SDK's.
func document(t *testing.T, readme string) string {
	t.Helper()

	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":                   "module " + module + "\n\ngo 1.26\n",
		"truora.go":                "package truora\n\ntype Client struct{}\n\nfunc (*Client) Close() error { return nil }\n",
		"checks/checks.go":         "package checks\n\ntype (\n\tCheck        struct{}\n\tCreateParams struct{}\n)\n\nfunc Count() int { return 1 }\n",
		"truoratest/truoratest.go": "package truoratest\n\ntype Server struct{}\n",
		"webhooks/webhooks.go":     "package webhooks\n\ntype Verifier struct{}\n",
		"docs/empty.md":            "# Nothing in here\n",
		"README.md":                readme,
	} {
		path := filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}

	return root
}

func fenced(code string) string { return "Text.\n\n```go\n" + code + "\n```\n" }

func TestSnippets(t *testing.T) {
	t.Parallel()

	cases := map[string]struct{ readme, output, err string }{
		"a file":                         {readme: fenced("package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println() }"), output: "1 Go blocks compiled"},
		"declarations":                   {readme: fenced("func ask(c *truora.Client) error { return c.Close() }"), output: "1 Go blocks compiled"},
		"statements and what they leave": {readme: fenced("n := checks.Count()\nif err := client.Close(); err != nil {\n\treturn err\n}"), output: "1 Go blocks compiled"},
		"a name may be declared again":   {readme: fenced("client, err := truora.Client{}, ctx.Err()"), output: "1 Go blocks compiled"},
		"another language":               {readme: "```sh\nmake\n```\n\n" + fenced("_ = client"), output: "1 Go blocks compiled"},
		"an excerpt":                     {readme: "<!-- compile: excerpt of checks/checks.go -->\n\n```go\nfunc Count() int { return 1 }\n```\n", output: "0 Go blocks compiled, 1 compared"},
		"a block that is skipped":        {readme: "<!-- compile: skip because it is half a line -->\n```go\n{1, 2},\n```\n", output: "1 skipped with a reason"},
		"a method that is not there":     {readme: fenced("_ = client.Open()"), output: "README.md:4: client.Open undefined", err: "1 problems"},
		"a wrong type":                   {readme: fenced("var n string = checks.Count()\n_ = n"), output: "README.md:4: cannot use", err: "1 problems"},
		"what does not parse":            {readme: fenced("if {"), output: "README.md:4:", err: "1 problems"},
		"what is not formatted":          {readme: fenced("_   = client"), output: "README.md:4: not formatted", err: "1 problems"},
		"an excerpt that has changed":    {readme: "<!-- compile: excerpt of checks/checks.go -->\n" + fenced("_ = 1")[7:], output: "README.md:3: does not stand in checks/checks.go", err: "1 problems"},
		"a skip without a reason":        {readme: "<!-- compile: skip -->\n```go\n{1},\n```\n", err: "not understood"},
		"a block without an end":         {readme: "```go\n_ = client\n", err: "has no end"},
		"no block at all":                {readme: "Text.\n", err: "no Go block"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			var out bytes.Buffer
			err := run(t.Context(), &out, document(t, tc.readme))

			if tc.err == "" {
				assert.NoError(t, err, out.String())
			} else {
				assert.ErrorContains(t, err, tc.err)
			}
			assert.Contains(t, out.String(), tc.output)
		})
	}
}

// A comment applies to the block that follows, not to a later one.
func TestDirectiveHoldsForOneBlock(t *testing.T) {
	t.Parallel()

	text := "<!-- compile: skip because it is half a line -->\n" + strings.Repeat("```go\nx\n```\n", 2)
	blocks, err := blocksOf("a.md", text)
	require.NoError(t, err)
	require.Len(t, blocks, 2)
	assert.True(t, blocks[0].skip)
	assert.False(t, blocks[1].skip)
	assert.Equal(t, []int{3, 6}, []int{blocks[0].line, blocks[1].line})
}
