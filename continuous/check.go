package continuous

import (
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
)

// Check is a continuous check.
type Check struct {
	ContinuousCheckID string `json:"continuous_check_id" contract:"either"`
	// Check is the last run; nil if the answer has none.
	Check *Run `json:"check" contract:"either"`
	// Frequency may come back in its short form: 1w for weekly.
	Frequency   apitype.Frequency `json:"frequency"`
	Status      Status            `json:"status"`
	ScoreStatus ScoreStatus       `json:"score_status"`
	// Score is that of the last run; nil if absent.
	Score *float64 `json:"score"`
	// Counter is how many runs there were after the first.
	Counter int `json:"counter"`

	CreationDate time.Time `json:"creation_date"`
	UpdateDate   time.Time `json:"update_date"`
	// EndDate is the last day; zero for a check that was made with Watch.
	EndDate apitype.Date `json:"end_date"`
	// NextRunDate is midnight UTC of the day of the next run.
	NextRunDate time.Time `json:"next_run_date"`
	Version     Version   `json:"version"`
	apitype.Raw
}

// UnmarshalJSONFrom also accepts a bare check, which is the type of the items
// of the list in Truora's table: it becomes the run of a Check without an id.
func (c *Check) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	text, err := dec.ReadValue()
	if err != nil {
		return err
	}
	type plain Check
	if err := json.Unmarshal(text, (*plain)(c), dec.Options()); err != nil || c.ContinuousCheckID != "" || c.Check != nil {
		return err
	}
	run := new(Run)
	if err := json.Unmarshal(text, run, dec.Options()); err != nil {
		return err
	}
	if run.CheckID != "" {
		*c = Check{Check: run}
	}
	return nil
}

// Run is a check as a continuous check shows it. Truora says that it is what
// checks.Service.Get gives for its CheckID; its samples show a part of that.
type Run struct {
	CheckID string          `json:"check_id"`
	Country apitype.Country `json:"country"`
	// Type is person, vehicle, company, or the name of a custom type.
	Type string `json:"type"`
	// Status is completed or error once the run is done.
	Status string `json:"status"`

	// Score runs from 0 (risk) to 1 (clean). It is nil if absent, -1 if not computed,
	// and too high while the run lasts.
	Score     *float64 `json:"score"`
	IDScore   *float64 `json:"id_score"`   // of what was found by document; nil if absent
	NameScore *float64 `json:"name_score"` // of what was found by name only; nil if absent
	// Scores are the scores by data set.
	Scores   []DataSetScore `json:"scores"`
	Statuses []Source       `json:"statuses"`
	// Summary, CompanySummary and VehicleSummary are typed in package checks.
	Summary        map[string]any `json:"summary"`
	CompanySummary map[string]any `json:"company_summary"`
	VehicleSummary map[string]any `json:"vehicle_summary"`
	// PreviousCheck is the check before this one.
	PreviousCheck string    `json:"previous_check"`
	CreationDate  time.Time `json:"creation_date"`
	UpdateDate    time.Time `json:"update_date"`
	// Watch is the frequency, if the check is watched.
	Watch apitype.Frequency `json:"watch"`

	StartDate  time.Time `json:"start_date"` // left the queue
	Deleted    bool      `json:"deleted"`
	DeleteDate time.Time `json:"delete_date"`
	// WrongInputs are inputs that what was found contradicts.
	WrongInputs []apitype.WrongInput `json:"wrong_inputs"`
	apitype.CheckInputs

	// HomonymScore and HomonymScores come with API keys of version 0 only.
	HomonymScore  *float64         `json:"homonym_score"`
	HomonymScores []map[string]any `json:"homonym_scores"`
	// HomonymProbability was seen in 2021 only.
	HomonymProbability *float64 `json:"homonym_probability"`
}

// DataSetScore is the outcome of one data set.
type DataSetScore struct {
	DataSet string `json:"data_set"`
	// Result is found, not_found, pending, error, delayed or ignored.
	Result string `json:"result"`
	// Score is nil if absent. It is also 1 for what was ignored or failed.
	Score    *float64     `json:"score"`
	Severity string       `json:"severity"`
	ByID     *ScoreDetail `json:"by_id"`   // what was found by document
	ByName   *ScoreDetail `json:"by_name"` // what was found by name only
}

// ScoreDetail is a part of the outcome of a data set.
type ScoreDetail struct {
	Result   string   `json:"result"`
	Score    *float64 `json:"score"` // nil if absent; 1 also for what was ignored or failed
	Severity string   `json:"severity"`
}

// Source is one source (Truora says database) that was asked for a data set.
type Source struct {
	DataSet       string   `json:"data_set"`
	DatabaseID    string   `json:"database_id"`
	DatabaseName  string   `json:"database_name"`
	Status        string   `json:"status"`
	InvalidInputs []string `json:"invalid_inputs"` // why it was skipped
}
