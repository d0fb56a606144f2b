package apitype

import "slices"

// DataSetScore is the outcome of one data set.
type DataSetScore struct {
	DataSet DataSet `json:"data_set"`
	Result  Result  `json:"result"`
	// Score is nil if absent. It is also 1 for what was ignored or failed.
	Score    *float64     `json:"score"`
	Severity Severity     `json:"severity"`
	ByID     *ScoreDetail `json:"by_id"`   // what was found by document
	ByName   *ScoreDetail `json:"by_name"` // what was found by name only
}

// Usable returns the score of a data set that has an answer. The result is false
// if the data set is pending, failed, delayed or ignored, in which case Score is
// 1.
func (d DataSetScore) Usable() (float64, bool) {
	answered := d.Result == ResultFound || d.Result == ResultNotFound
	if !answered || d.Score == nil || *d.Score < 0 {
		return 0, false
	}
	return *d.Score, true
}

// HomonymScore is the outcome of a search by name in one data set, as returned
// to API keys of version 0.
type HomonymScore struct {
	DataSet  DataSet  `json:"data_set"`
	Result   Result   `json:"result"`
	Score    *float64 `json:"score"` // nil if absent
	Severity Severity `json:"severity"`
}

// ScoreDetail is a part of the outcome of a data set.
type ScoreDetail struct {
	Result   Result   `json:"result"`
	Score    *float64 `json:"score"` // nil if absent; 1 also for what was ignored or failed
	Severity Severity `json:"severity"`
}

// Source is a source (in Truora's documents, a database) that is queried for a
// data set.
type Source struct {
	DataSet DataSet `json:"data_set"`
	// DatabaseID is stable. It is empty until the source has been queried.
	DatabaseID string `json:"database_id"`
	// DatabaseName is for display: it changes while the check runs.
	DatabaseName string       `json:"database_name"`
	Status       SourceStatus `json:"status"`
	// InvalidInputs are the inputs because of which the source was skipped,
	// under Truora's internal names (birthday is date_of_birth) and with
	// repeats.
	InvalidInputs []string `json:"invalid_inputs"`
}

// formFields maps Truora's internal names of inputs to those of its forms where
// they differ.
var formFields = map[string]string{
	"birthday":                 "date_of_birth",
	"document_expedition_date": "issue_date",
	"administrative_region":    "region",
}

// LackedInputs returns the form fields for lack of which the source was skipped,
// each once. A name that this version cannot map is returned unchanged.
func (s Source) LackedInputs() []string {
	var names []string
	for _, name := range s.InvalidInputs {
		if field, ok := formFields[name]; ok {
			name = field
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
