package apitype

import "time"

// Check is a background check. Every field but CheckID, Type, Country and
// CreationDate can be absent: right after creation there are no scores, and a
// deleted check has no status. Of the inputs, only those that were sent are
// returned. The paths "details" and "self", which Truora puts beside the check,
// are in its Envelope.
type Check struct {
	CheckID string      `json:"check_id" contract:"required"`
	Type    CheckType   `json:"type"`
	Country Country     `json:"country"`
	Status  CheckStatus `json:"status"`

	// Score runs from 0 (risk) to 1 (clean); dashboards show it times ten. It is
	// nil if absent, and -1 if not computed. While the check runs it is too high,
	// because data sets without an answer count as 1: use [Check.FinalScore].
	Score *float64 `json:"score"`
	// IDScore is the score of what was found by document number. If it has not
	// been computed it is -1, or 0 right after creation.
	IDScore *float64 `json:"id_score"`
	// NameScore is the score of what was found by name only, which may be about
	// other people.
	NameScore *float64 `json:"name_score"`
	// Scores are the scores by data set.
	Scores []DataSetScore `json:"scores"`
	// Statuses has an entry for each source and data set: a source can occur
	// several times.
	Statuses []Source `json:"statuses"`

	Summary        *PersonSummary  `json:"summary"`
	CompanySummary *CompanySummary `json:"company_summary"`
	VehicleSummary *VehicleSummary `json:"vehicle_summary"`
	// WrongInputs are the inputs that are contradicted by what was found.
	WrongInputs []WrongInput `json:"wrong_inputs"`
	// PreviousCheck is an earlier check of the same inputs.
	PreviousCheck string `json:"previous_check"`

	// Reused is true if Create of package checks gave back an earlier check, so that
	// nothing was bought: the check has another CustomInput than the call, or was there
	// before it. It is false where nothing proves that, and in every other answer.
	Reused bool `json:"-"`

	CreationDate time.Time `json:"creation_date"`
	StartDate    time.Time `json:"start_date"` // left the queue
	UpdateDate   time.Time `json:"update_date"`
	Deleted      bool      `json:"deleted"`
	DeleteDate   time.Time `json:"delete_date"`

	CheckInputs

	// HomonymScore is the old name of NameScore.
	HomonymScore *float64 `json:"homonym_score"`
	// HomonymProbability is the probability, from 0 to 1, that what was found
	// by name is about someone else. It is old and experimental.
	HomonymProbability *float64 `json:"homonym_probability"`
	// HomonymScores come with API keys of version 0 only.
	HomonymScores []HomonymScore `json:"homonym_scores"`

	Raw
}

// Final reports whether the check will not change any more.
func (c *Check) Final() bool { return c.Status.Final() }

// FinalScore returns the score of a finished check. The result is false while
// the check runs, and if no score was computed, which is not the same as a
// score of 0.
func (c *Check) FinalScore() (float64, bool) {
	if !c.Final() || c.Score == nil || *c.Score < 0 {
		return 0, false
	}
	return *c.Score, true
}
