package checks_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
)

// fullCheck has what the contract's samples have, and members and words that
// this version does not know.
const fullCheck = `{
  "details": "/v1/checks/CHK1/details",
  "check": {
    "check_id": "CHK1", "type": "document-validation", "country": "CO", "status": "completed", "billing_hub": "DEFAULT",
    "creation_date": "2026-03-02T15:04:05.076788029Z", "update_date": "2026-03-02T15:05:11Z",
    "date_of_birth": "1990-01-31T00:00:00Z", "issue_date": "", "native_country": "ve",
    "score": 0.9, "id_score": 1, "national_id": "1000000001", "previous_check": "CHK0",
    "scores": [
      {"data_set": "criminal_record", "result": "found", "score": 0, "severity": "very_high",
       "by_id": {"result": "found", "score": 1, "severity": "none"}, "by_name": {"result": "ignored", "severity": "unknown"}},
      {"data_set": "astrology", "result": "rising", "severity": "cosmic"}
    ],
    "statuses": [
      {"data_set": "criminal_record", "database_id": "DBI1", "database_name": "One", "status": "completed"},
      {"data_set": "criminal_record", "database_name": "slow_one", "status": "expired"},
      {"data_set": "criminal_record", "database_id": "DBI3", "status": "error"},
      {"data_set": "alert_in_media", "database_id": "DBI4", "status": "completed"},
      {"data_set": "alert_in_media", "database_id": "DBI5", "status": "delayed"},
      {"data_set": "alert_in_media", "status": "not_started"},
      {"database_id": "DBI2", "status": "skipped", "invalid_inputs": ["pep", "birthday", "pep"]},
      {"data_set": "astrology", "status": "dreaming"}
    ],
    "summary": {"result": "found", "identity_status": "found", "gender": "female", "date_of_birth": "1990-01-31T00:00:00Z",
      "names_found": [{"count": 4, "first_name": "ANA MARIA", "last_name": "PRUEBA"}],
      "drivers_license": {"status": "ACTIVA", "categories": [{"category": "B2", "expedition_date": "2020-12-30T00:00:00-05:00", "status": "ACTIVA"}]}},
    "company_summary": {"result": "skipped", "company_status": "not_found", "names_found": [{"company_name": "PRUEBA SAS", "count": 1}]},
    "vehicle_summary": {"result": "skipped", "year": 2020, "obligatory_insurance_expiration_date": "2020-12-30T00:00:00-05:00"},
    "wrong_inputs": [{"Input": "first_name"}],
    "homonym_scores": [{"data_set": "alert_in_media", "result": "found", "score": 1, "severity": "none"}],
    "new_in_2027": {"x": [1, 2]}
  }
}`

func assertFullCheck(t *testing.T, got any) {
	c, ok := got.(*checks.Check)
	require.True(t, ok)
	assert.True(t, bytes.Equal([]byte(fullCheck), c.Envelope()), "what stands beside the check is within reach")
	assert.Equal(t, checks.Type("document-validation"), c.Type)
	assert.Equal(t, birthDate, c.DateOfBirth)
	assert.True(t, c.IssueDate.IsZero())
	assert.Equal(t, apitype.CountryVenezuela, c.NativeCountry)
	assert.Nil(t, c.NameScore)
	require.Len(t, c.Scores, 2)
	assert.InDelta(t, 0, *c.Scores[0].Score, 0, "a score of 0 is there")
	assert.Nil(t, c.Scores[1].Score, "and an absent one is not")
	assert.Nil(t, c.Scores[0].ByName.Score)
	assert.Equal(t, apitype.Severity("cosmic"), c.Scores[1].Severity)
	assert.Equal(t, []string{"pep", "birthday", "pep"}, c.Statuses[6].InvalidInputs)
	assert.Equal(t, "ANA MARIA", c.Summary.NamesFound[0].FirstName)
	assert.Equal(t, "B2", c.Summary.DriversLicense.Categories[0].Category)
	assert.Equal(t, 2020, c.Summary.DriversLicense.Categories[0].ExpeditionDate.Year())
	assert.Equal(t, "PRUEBA SAS", c.CompanySummary.NamesFound[0].CompanyName)
	assert.Equal(t, 2020, c.VehicleSummary.ObligatoryInsuranceExpirationDate.Year)
	assert.Equal(t, apitype.InputNameFirstName, c.WrongInputs[0].Input)
	assert.Contains(t, string(c.RawJSON()), `"new_in_2027": {"x": [1, 2]}`)
	score, ok := c.FinalScore()
	assert.True(t, ok)
	assert.InDelta(t, 0.9, score, 0)
}
