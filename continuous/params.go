package continuous

import (
	"errors"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/inputs"
)

// CreateParams says which check to repeat, and how often. All fields are
// required.
type CreateParams struct {
	// CheckID is an existing check.
	CheckID string `url:"check_id"`
	// Frequency is the interval between runs.
	Frequency apitype.Frequency `url:"frequency"`
	// EndDate is the last day. It must leave time for one run: at least today plus
	// Frequency.
	EndDate apitype.Date `url:"end_date"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p CreateParams) Validate() error {
	switch {
	case p.CheckID == "":
		return errors.New("check_id is required")
	case p.Frequency == "":
		return errors.New("frequency is required")
	case !p.EndDate.Valid():
		return errors.New("end_date must be a day of the calendar")
	}
	return inputs.Frequency("frequency", p.Frequency)
}

// UpdateParams has the fields to change. Empty fields are not sent.
type UpdateParams struct {
	Frequency apitype.Frequency `url:"frequency,omitempty"`
	Status    Status            `url:"status,omitempty"`
	// Version chooses between homonym_score and name_score in events. It must equal
	// the version of the API key.
	Version apitype.KeyVersion `url:"version,omitempty"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p UpdateParams) Validate() error {
	return inputs.Frequency("frequency", p.Frequency)
}

// Status says whether the check is repeated.
type Status string

// Statuses of a continuous check. What one shows after its end date is not
// published.
const (
	StatusEnabled  Status = "enabled"
	StatusDisabled Status = "disabled"
)
