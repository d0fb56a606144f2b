package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/truoratest"
)

const person = "--country CO --type person --national-id 1000000010 --user-authorized"

func TestChecks(t *testing.T) {
	t.Parallel()
	srv := truoratest.NewServer(t, truoratest.WithPace(500))
	in := inSandbox(srv)
	created := read[struct {
		CheckID string `json:"check_id"`
		Status  string
	}](t, in.must(t, line("checks create --json "+person)...))
	assert.Equal(t, "not_started", created.Status)

	waited := in.run(t, "checks", "wait", created.CheckID)
	require.Equal(t, exitDone, waited.code, waited.err)
	assert.Contains(t, waited.err, "completed, ")
	golden(t, "check", waited.out)
	assert.Equal(t, waited.out, in.must(t, "checks", "get", created.CheckID))
	golden(t, "checks", in.must(t, "checks", "list"))
	assert.Len(t, read[[]map[string]any](t, in.must(t, "checks", "list", "--json")), 1)

	pdf := filepath.Join(t.TempDir(), "check.pdf")
	assert.Empty(t, in.must(t, "checks", "pdf", created.CheckID, "--out", pdf))
	text, err := os.ReadFile(pdf)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(text), "%PDF-"))
	assert.True(t, strings.HasPrefix(in.must(t, "checks", "pdf", created.CheckID, "--out", "-"), "%PDF-"))

	again := in.run(t, line("checks create --wait --json --force-creation "+person)...)
	require.Equal(t, exitDone, again.code, again.err)
	assert.Equal(t, "completed", read[map[string]any](t, again.out)["status"])
	assert.Equal(t, read[map[string]any](t, again.out)["check_id"], read[map[string]any](t, again.err)["check_id"], "the id comes before the wait, and no progress")
	assert.Regexp(t, `^CHK[0-9a-f]+\n$`, in.must(t, line("checks create --quiet "+person)...))
}

func TestListEnds(t *testing.T) {
	t.Parallel()
	srv := truoratest.NewServer(t)
	in := inSandbox(srv)
	for range 12 {
		in.must(t, line("checks create --force-creation "+person)...)
	}
	for limit, want := range map[string]int{"0": 12, "11": 11, "50": 12, "1": 1} {
		assert.Len(t, read[[]any](t, in.must(t, "checks", "list", "--json", "--limit", limit)), want)
	}
	assert.Len(t, srv.RequestsTo("GET /v1/checks"), 2+2+2+1, "no page is read that is not needed")
	assert.Empty(t, read[[]any](t, in.must(t, "checks", "list", "--json", "--report-id", "RPT1")))
}

func TestNegativeAndUnfinishedChecks(t *testing.T) {
	t.Parallel()
	srv := truoratest.NewServer(t, truoratest.WithPace(500))
	srv.Checks.Next(truoratest.CheckScript{Status: "error"}, truoratest.CheckScript{Duration: 1000 * time.Hour})
	in := inSandbox(srv)
	failed := in.run(t, line("checks create --wait "+person)...)
	assert.Equal(t, exitNegative, failed.code, failed.err)
	assert.Contains(t, failed.out, "error")
	assert.Contains(t, failed.err, "ended in an error")

	slow := in.run(t, line("checks create --wait --force-creation --json --timeout 300ms "+person)...)
	assert.Equal(t, exitUnfinished, slow.code, slow.err)
	assert.NotEmpty(t, read[map[string]any](t, slow.out)["check_id"], "what was seen last is printed")
	_, last, _ := strings.Cut(slow.err, "\n")
	assert.Equal(t, int(exitUnfinished), read[reported](t, last).Exit)
}
