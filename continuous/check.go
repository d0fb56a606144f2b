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
	Frequency   apitype.Frequency   `json:"frequency"`
	Status      Status              `json:"status"`
	ScoreStatus apitype.ScoreStatus `json:"score_status"`
	// Score is that of the last run, from 0 (risk) to 1 (clean); nil if absent.
	Score *float64 `json:"score"`
	// Counter is how many runs there were after the first.
	Counter int `json:"counter"`

	CreationDate time.Time `json:"creation_date"`
	UpdateDate   time.Time `json:"update_date"`
	// EndDate is the last day; zero for a check that was made with Watch.
	EndDate apitype.Date `json:"end_date"`
	// NextRunDate is midnight UTC of the day of the next run.
	NextRunDate time.Time          `json:"next_run_date"`
	Version     apitype.KeyVersion `json:"version"`
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
// checks.Service.Get returns for its CheckID; its samples show a part of that.
type Run struct {
	apitype.Check
	// Watch is the frequency, if the check is watched.
	Watch apitype.Frequency `json:"watch"`
}
