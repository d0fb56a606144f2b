package checks

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
)

// Check is a background check. Every field but CheckID, Type, Country and
// CreationDate can be absent: right after creation there are no scores, and a
// deleted check has no status. Of the inputs, only those that were sent are
// returned. The paths "details" and "self", which Truora puts beside the check,
// are in its Envelope.
type Check struct {
	CheckID string          `json:"check_id" contract:"required"`
	Type    Type            `json:"type"`
	Country apitype.Country `json:"country"`
	Status  Status          `json:"status"`

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
	WrongInputs []apitype.WrongInput `json:"wrong_inputs"`
	// PreviousCheck is an earlier check of the same inputs.
	PreviousCheck string `json:"previous_check"`

	CreationDate time.Time `json:"creation_date"`
	StartDate    time.Time `json:"start_date"` // left the queue
	UpdateDate   time.Time `json:"update_date"`
	Deleted      bool      `json:"deleted"`
	DeleteDate   time.Time `json:"delete_date"`

	apitype.CheckInputs

	// HomonymScore is the old name of NameScore.
	HomonymScore *float64 `json:"homonym_score"`
	// HomonymProbability is the probability, from 0 to 1, that what was found
	// by name is about someone else. It is old and experimental.
	HomonymProbability *float64 `json:"homonym_probability"`
	// HomonymScores come with API keys of version 0 only.
	HomonymScores []HomonymScore `json:"homonym_scores"`

	apitype.Raw
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

// DataSetScore is the outcome of one data set.
type DataSetScore struct {
	DataSet apitype.DataSet `json:"data_set"`
	Result  Result          `json:"result"`
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
	DataSet  apitype.DataSet `json:"data_set"`
	Result   Result          `json:"result"`
	Score    *float64        `json:"score"` // nil if absent
	Severity Severity        `json:"severity"`
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
	DataSet apitype.DataSet `json:"data_set"`
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

// PersonSummary is what was found about a person.
type PersonSummary struct {
	Result         Result      `json:"result"`
	IdentityStatus string      `json:"identity_status"` // found, not_found, dead
	NamesFound     []NameFound `json:"names_found"`
	// Gender is male or female.
	Gender         Gender          `json:"gender"`
	DateOfBirth    apitype.Date    `json:"date_of_birth"`
	DeathDate      apitype.Date    `json:"death_date"`
	DriversLicense *DriversLicense `json:"drivers_license"`
	DriverStatus   string          `json:"driver_status"` // in the source's words
	NSS            string          `json:"nss"`           // Mexican social security number
	RFC            string          `json:"rfc"`           // Mexican tax number
	UpdateDate     time.Time       `json:"update_date"`

	Birthday apitype.Date `json:"birthday"` // older name of date_of_birth
	IMSS     string       `json:"imss"`     // seen in 2021 only
}

// NameFound is a name under which sources know the subject.
type NameFound struct {
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Count     int    `json:"count"` // sources with this name
}

// DriversLicense is a driver's licence. It is an object in Truora's samples and
// a string in its tables; Text is set in the latter case.
type DriversLicense struct {
	Text       string            `json:"-"`
	Status     string            `json:"status"` // e.g. ACTIVA
	Categories []LicenseCategory `json:"categories"`
}

// LicenseCategory is a class of vehicles that a licence allows.
type LicenseCategory struct {
	Category       string    `json:"category"` // e.g. B2
	Status         string    `json:"status"`   // in the source's words
	ExpeditionDate time.Time `json:"expedition_date"`
	ExpirationDate time.Time `json:"expiration_date"`
}

// UnmarshalJSONFrom accepts both forms.
func (l *DriversLicense) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if dec.PeekKind() == '"' {
		return json.UnmarshalDecode(dec, &l.Text)
	}
	type object DriversLicense
	return json.UnmarshalDecode(dec, (*object)(l))
}

// CompanySummary is what was found about a company.
type CompanySummary struct {
	Result Result `json:"result"` // skipped unless the subject is a company
	// CompanyStatus is active, cancelled, not_reinscribed, suspended, incapable,
	// found or not_found.
	CompanyStatus string             `json:"company_status"`
	NamesFound    []CompanyNameFound `json:"names_found"`
	UpdateDate    time.Time          `json:"update_date"`
}

// CompanyNameFound is a name under which sources know a company.
type CompanyNameFound struct {
	CompanyName string `json:"company_name"`
	Count       int    `json:"count"` // sources with this name
}

// VehicleSummary is what was found about a vehicle.
type VehicleSummary struct {
	Result          Result `json:"result"`         // skipped unless the subject is a vehicle
	VehicleStatus   string `json:"vehicle_status"` // found or not_found
	VehicleID       string `json:"vehicle_id"`
	LicensePlate    string `json:"license_plate"`
	Manufacturer    string `json:"manufacturer"`
	Model           string `json:"model"`
	Year            int    `json:"year"` // of the model
	Color           string `json:"color"`
	VehicleCategory string `json:"vehicle_category"`
	VehicleType     string `json:"vehicle_type"`
	ServiceType     string `json:"service_type"` // e.g. Particular
	Capacity        int    `json:"capacity"`     // seats
	NumberOfDoors   int    `json:"number_of_doors"`
	// ObligatoryInsuranceStatus is in the source's wording, such as VIGENTE.
	ObligatoryInsuranceStatus         string       `json:"obligatory_insurance_status"`
	ObligatoryInsuranceExpirationDate apitype.Date `json:"obligatory_insurance_expiration_date"`
	UpdateDate                        time.Time    `json:"update_date"`
}
