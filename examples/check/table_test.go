package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/examples/internal/term"
)

// mixed has every way in which a data set and a source can end.
func mixed() *checks.Check {
	sourceOf := func(set apitype.DataSet, status apitype.SourceStatus) apitype.Source {
		return apitype.Source{DataSet: set, Status: status, DatabaseName: "Fuente de prueba"}
	}
	return &checks.Check{
		Status: apitype.CheckStatusCompleted, Score: new(0.55), IDScore: new(0.6), NameScore: new(-1.0),
		Scores: []apitype.DataSetScore{
			{DataSet: "personal_identity", Result: "found", Score: new(1.0), Severity: "none"},
			{DataSet: "criminal_record", Result: "found", Score: new(0.0), Severity: "very_high"},
			{DataSet: "legal_background", Result: "not_found", Score: new(0.95), Severity: "very_low"},
			{DataSet: "traffic_fines", Result: "error", Score: new(1.0), Severity: "unknown"},
			{DataSet: "behavior", Result: "ignored", Score: new(1.0)},
			{DataSet: "taxes_and_finances", Result: "found"},
			{DataSet: "made_up_data_set_with_a_name_that_is_too_long", Result: "not_seen_before", Score: new(0.5)},
		},
		Statuses: []apitype.Source{
			sourceOf("personal_identity", apitype.SourceStatusCompleted), sourceOf("personal_identity", apitype.SourceStatusCompleted),
			sourceOf("criminal_record", apitype.SourceStatusCompleted), sourceOf("criminal_record", apitype.SourceStatusExpired),
			sourceOf("legal_background", apitype.SourceStatusCompleted), sourceOf("legal_background", "reborn"),
			sourceOf("traffic_fines", apitype.SourceStatusError), sourceOf("traffic_fines", apitype.SourceStatusSkipped),
			sourceOf("alert_in_media", apitype.SourceStatusDelayed), sourceOf("alert_in_media", apitype.SourceStatusNotStarted),
			{Status: apitype.SourceStatusSkipped, DatabaseName: "Reputación", InvalidInputs: []string{"birthday", "phone_number"}},
		},
	}
}

func TestResultGolden(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	check := mixed()
	check.WrongInputs = []apitype.WrongInput{{Input: "first_name"}}
	report{out: term.Screen{W: &out}, check: check}.result()
	golden, err := os.ReadFile("testdata/result.golden")
	require.NoError(t, err)
	assert.Equal(t, string(golden), out.String())
}

func TestResultWithoutScore(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	report{out: term.Screen{W: &out}, check: &checks.Check{Status: apitype.CheckStatusError, Score: new(-1.0)}}.result()
	assert.Contains(t, out.String(), "not a score of 0")
	assert.Contains(t, out.String(), "More than 30 %")
}

func TestManyGaps(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	check := &checks.Check{Statuses: make([]apitype.Source, maxGaps+3)}
	for i := range check.Statuses {
		check.Statuses[i] = apitype.Source{Status: apitype.SourceStatusError, DatabaseName: "X"}
	}
	report{out: term.Screen{W: &out}, check: check}.gaps()
	assert.Equal(t, maxGaps+1, strings.Count(out.String(), "failed  "))
	assert.Contains(t, out.String(), "and 3 more")
}
