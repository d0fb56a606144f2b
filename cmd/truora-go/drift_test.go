package main

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/drift"
	"github.com/truora/truora-go/truoratest"
)

func TestDrift(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "drift.json")
	collector, err := drift.New(drift.Options{File: file})
	require.NoError(t, err)
	srv := truoratest.NewServer(t)
	client := srv.Client(truora.WithInterceptor(collector.Intercept))
	require.NoError(t, collector.Flush())
	assert.Empty(t, setting{}.must(t, "drift", file))

	srv.Fail("GET /v1/checks/{check_id}", truoratest.Answer{
		Body: `{"check":{"check_id":"CHK1","status":"on_the_moon","score":"0.5","moon_phase":1,"country":"CO","type":"person","creation_date":"2026-01-31T00:00:00Z"}}`,
	})
	_, err = client.Checks.Get(t.Context(), "CHK1")
	require.NoError(t, err)
	_, err = client.Checks.List(t.Context(), checks.ListParams{})
	require.NoError(t, err)
	require.NoError(t, collector.Flush())

	got := setting{}.run(t, "drift", file)
	assert.Equal(t, exitNegative, got.code, got.err)
	golden(t, "drift", got.out)
	assert.NotContains(t, got.out, "on_the_moon", "no value of an answer")
	found, err := json.Marshal(collector.Findings())
	require.NoError(t, err)
	assert.JSONEq(t, string(found), setting{}.run(t, "drift", file, "--json").out)
	assert.Empty(t, setting{}.must(t, "drift", file, "--since", "2100-01-01"))
	assert.Equal(t, exitUsage, setting{in: "{"}.run(t, "drift", "-").code)
	assert.Equal(t, exitUsage, setting{}.run(t, "drift", file, "--since", "today").code)
}

// The file may come from somebody else.
func TestDriftDoesNotDriveTheTerminal(t *testing.T) {
	t.Parallel()
	const file = `{"version":1,"findings":[{"op":"GET /v1/\u001b[31m","pointer":"/a\u001b[2J\u202e","kind":"\u0007","want":"x\ny"}]}`
	got := setting{in: file}.run(t, "drift", "-")
	assert.Equal(t, exitNegative, got.code, got.err)
	assert.NotContains(t, got.out, "\x1b")
	assert.NotContains(t, got.out, "\a")
	assert.NotContains(t, got.out, "\u202e")
}
