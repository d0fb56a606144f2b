package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// CycloneDX's own validator, at the version that package-lock.json pins, takes what is
// published, and not what is wrong with it.
func TestForeignValidator(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS("validator")))
	if err := install(t, dir); err != nil {
		unreachable(t, err)
	}
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, filepath.Join("..", "..", ".."), "v1.2.3"))
	text := out.String()
	said, err := validate(t, dir, text)
	require.NoError(t, err, said)

	for name, tc := range map[string]struct{ before, after, want string }{
		"an unknown member": {`"bomFormat"`, `"bomForm": 1, "bomFormat"`, "additionalProperties"},
		"an unknown type":   {`"type": "library"`, `"type": "book"`, "enum"},
		"no name":           {`"name": "github.com/google/go-querystring",`, ``, "required"},
		"a reference twice": {`"dependsOn": [`, `"dependsOn": ["a", "a",`, "uniqueItems"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, text, tc.before)
			said, err := validate(t, dir, strings.Replace(text, tc.before, tc.after, 1))
			require.Error(t, err)
			assert.Contains(t, said, tc.want)
		})
	}
}

// install fetches what package-lock.json pins, from npm's own cache if it is there.
func install(t *testing.T, dir string) error {
	t.Helper()
	const old = `process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)`
	if err := exec.CommandContext(t.Context(), "node", "-e", old).Run(); err != nil {
		return err
	}
	cmd := exec.CommandContext(t.Context(), "npm", "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

func validate(t *testing.T, dir, text string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", "validate.mjs")
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(text)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// unreachable skips the test, or fails it where nothing may be skipped.
func unreachable(t *testing.T, err error) {
	t.Helper()
	const server = "Node.js 20 or newer with npm"
	if os.Getenv("TRUORA_TEST_REQUIRE_ALL") == "1" {
		t.Fatalf("%s does not answer: %v", server, err)
	}
	t.Skipf("SKIPPED, NOT TESTED: %s does not answer: %s", server, strings.Join(strings.Fields(err.Error()), " "))
}
