package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const changelog = `# Changelog

## Unreleased

- Later.

## 0.2.0 - 2026-05-04

### Added

- Two things.

## [0.1.0] - 2026-04-01

- One thing.
`

func TestNotes(t *testing.T) {
	t.Parallel()

	cases := map[string]struct{ tag, version, text, err string }{
		"a version":               {tag: "v0.2.0", version: "0.2.0", text: "### Added\n\n- Two things.\n"},
		"the oldest, in brackets": {tag: "v0.1.0", version: "0.1.0", text: "- One thing.\n"},
		"a version without words": {tag: "v0.3.0", version: "0.3.0", err: "CHANGELOG.md says nothing of 0.3.0"},
		"another Version in Go":   {tag: "v0.2.0", version: "0.1.0", err: `Version in client.go is not "0.2.0"`},
		"not a version":           {tag: "main", version: "0.1.0", err: "not a version"},
		"no tag":                  {tag: "", version: "0.1.0", err: "not a version"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			root := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(root, "CHANGELOG.md"), []byte(changelog), 0o600))
			require.NoError(t, os.WriteFile(filepath.Join(root, "client.go"), []byte("package truora\n\nconst Version = \""+tc.version+"\"\n"), 0o600))

			var out bytes.Buffer
			err := run(&out, root, tc.tag)

			if tc.err != "" {
				assert.ErrorContains(t, err, tc.err)
			} else {
				assert.NoError(t, err)
			}
			assert.Equal(t, tc.text, out.String())
		})
	}
}
