package webhooks

import (
	"time"

	"github.com/go-json-experiment/json"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/lenient"
)

// Check is the payload of check.created, started, delayed and finished. Truora
// publishes a sample of created only, a sparse one, and it is not known how much the
// others contain. Read the check itself from the API.
type Check struct {
	CheckID string              `json:"check_id"`
	Type    string              `json:"type"` // person, vehicle, company or a custom type
	Country apitype.Country     `json:"country"`
	Status  apitype.CheckStatus `json:"status"`
	// Scores run from 0 (risk) to 1 (clean). They are nil if absent, -1 if not
	// computed, and mean nothing before the check is finished.
	Score        *float64 `json:"score"`
	IDScore      *float64 `json:"id_score"`
	NameScore    *float64 `json:"name_score"`
	HomonymScore *float64 `json:"homonym_score"` // older name of NameScore

	PreviousCheck string `json:"previous_check"` // of the same subject
	ReportID      string `json:"report_id"`
	ExternalID    string `json:"external_id"`
	BillingHub    string `json:"billing_hub"`

	NationalID   string       `json:"national_id"`
	TaxID        string       `json:"tax_id"`
	ForeignID    string       `json:"foreign_id"`
	LicensePlate string       `json:"license_plate"`
	FirstName    string       `json:"first_name"`
	LastName     string       `json:"last_name"`
	DateOfBirth  apitype.Date `json:"date_of_birth"`

	// It is not known whether an event ever contains these.
	Scores         []map[string]any `json:"scores"`
	Statuses       []map[string]any `json:"statuses"`
	Summary        map[string]any   `json:"summary"`
	VehicleSummary map[string]any   `json:"vehicle_summary"`
	CompanySummary map[string]any   `json:"company_summary"`

	CreationDate time.Time `json:"creation_date"`
	UpdateDate   time.Time `json:"update_date"`

	apitype.Raw
}

// CheckVariables is the payload of check.decision_variables_finished. The names of
// the variables are not published: read them from the API.
type CheckVariables struct {
	CheckID    string          `json:"check_id"`
	Country    apitype.Country `json:"country"`
	Type       string          `json:"type"`
	NationalID string          `json:"national_id"`
	apitype.Raw
}

// ContinuousCheck is the payload of continuous_check.changed: a run differs from the
// previous one. No sample is published; both known spellings of its members
// (continuous_check_id and ContinuousCheckID) are decoded.
type ContinuousCheck struct {
	ContinuousCheckID string `json:"continuous_check_id"`
	CheckID           string `json:"check_id"` // the new run
	PreviousCheckID   string `json:"previous_check_id"`
	// Status says whether the score went up or down.
	Status       apitype.ScoreStatus `json:"status"`
	Changes      []Change            `json:"changes"`
	CreationDate time.Time           `json:"creation_date"`
	UpdateDate   time.Time           `json:"update_date"`
	apitype.Raw
}

// Change is a difference between two runs.
type Change struct {
	// DataSetScoreChanges is a number or a map by data set.
	DataSetScoreChanges any   `json:"dataset_score_changes"`
	ScoreChanges        []any `json:"score_changes"`
}

// normalize fills in the new run from its older name.
func (c *ContinuousCheck) normalize() {
	if c.CheckID != "" {
		return
	}
	var older struct {
		LastCheckID string `json:"last_check_id"`
	}
	if json.Unmarshal(c.RawJSON(), &older, lenient.Options, json.MatchCaseInsensitiveNames(true)) == nil {
		c.CheckID = older.LastCheckID
	}
}
