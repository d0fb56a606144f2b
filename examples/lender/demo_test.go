package main

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The demo, as somebody runs it.
func TestDemo(t *testing.T) {
	t.Parallel()
	var shown, errs bytes.Buffer
	demo := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // this very program
	demo.Env = append(os.Environ(), asProgram+"=1")
	demo.Dir, demo.Stdout, demo.Stderr = t.TempDir(), &shown, &errs
	require.NoError(t, demo.Run(), "%s\n%s", shown.String(), errs.String())
	assert.Empty(t, errs.String())

	rest := shown.String()
	for _, said := range []string{ // in this order
		`/applicants/ana → 200 {"id":"ana","decision":"approved"`,
		`kill -9. Checks on the bill: 2.`,
		`/applicants/bruno → 200 {"id":"bruno","decision":"pending","purchase":"sending"}`,
		`/applicants/bruno → 200 {"id":"bruno","decision":"review","purchase":"done"`,
		`Checks on the bill: still 2.`,
		`carla/check  check  20`,
		`/applicants/carla → 200 {"id":"carla","decision":"approved"`,
		`/applicants/diego → 503`,
		`manifest.json`,
		`/applicants/ana → 200 {"id":"ana","decision":"erased","purchase":"done","erased":[{"area":"check","found":1,"deleted":1`,
		`calls without an end: 1; faults: 0`,
		`Checks wanted: 3. Checks on Truora's bill: 3.`,
	} {
		_, after, found := strings.Cut(rest, said)
		require.True(t, found, "%q is not there, or too early, in\n%s", said, shown.String())
		rest = after
	}
	assert.NotContains(t, shown.String(), "100000000")
}
