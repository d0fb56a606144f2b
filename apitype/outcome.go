package apitype

// CheckStatus is the state of a check.
type CheckStatus string

// Statuses of a check.
const (
	CheckStatusNotStarted CheckStatus = "not_started" // queued
	CheckStatusInProgress CheckStatus = "in_progress" // some source has not answered
	CheckStatusDelayed    CheckStatus = "delayed"     // waiting for a slow source, for up to 3 days
	CheckStatusCompleted  CheckStatus = "completed"   // final: 70 % of the sources or more ended without error
	CheckStatusError      CheckStatus = "error"       // final: more than 30 % of the sources failed
)

// Final reports whether the status will not change any more. Only completed and
// error are final; delayed is not.
func (s CheckStatus) Final() bool { return s == CheckStatusCompleted || s == CheckStatusError }

// SourceStatus is the state of one source of a check.
type SourceStatus string

// Statuses of a source.
const (
	SourceStatusNotStarted SourceStatus = "not_started"
	SourceStatusCompleted  SourceStatus = "completed"
	SourceStatusExpired    SourceStatus = "expired" // ran out of time
	SourceStatusError      SourceStatus = "error"
	SourceStatusDelayed    SourceStatus = "delayed" // may still answer, within 3 days
	SourceStatusSkipped    SourceStatus = "skipped" // lacked inputs: see Source.InvalidInputs
)

// Result is the result for a data set, or from one source.
type Result string

// Results of scores and details.
const (
	ResultPending  Result = "pending"
	ResultFound    Result = "found"
	ResultNotFound Result = "not_found"
	ResultError    Result = "error"
	ResultDelayed  Result = "delayed"
	ResultIgnored  Result = "ignored"
)

// Results of summaries.
const (
	ResultSkipped    Result = "skipped"
	ResultInProgress Result = "in_progress"
)

// Severity is how serious a result is.
type Severity string

// Severities.
const (
	SeverityUnknown  Severity = "unknown" // no usable answer
	SeverityNone     Severity = "none"    // clean
	SeverityVeryLow  Severity = "very_low"
	SeverityLow      Severity = "low"
	SeverityMedium   Severity = "medium"
	SeverityHigh     Severity = "high"
	SeverityVeryHigh Severity = "very_high"
)

// CheckType is the kind of subject of a check: package checks has the constants.
type CheckType string

// IdentityStatus says whether the sources know a person.
type IdentityStatus string

// Statuses of identities.
const (
	IdentityStatusFound    IdentityStatus = "found"
	IdentityStatusNotFound IdentityStatus = "not_found"
	IdentityStatusDead     IdentityStatus = "dead"
)

// CompanyStatus is the state of a company in its register.
type CompanyStatus string

// Statuses of companies.
const (
	CompanyStatusActive         CompanyStatus = "active"
	CompanyStatusCancelled      CompanyStatus = "cancelled"
	CompanyStatusNotReinscribed CompanyStatus = "not_reinscribed" // its registration was not renewed
	CompanyStatusSuspended      CompanyStatus = "suspended"
	CompanyStatusIncapable      CompanyStatus = "incapable"
	CompanyStatusFound          CompanyStatus = "found"
	CompanyStatusNotFound       CompanyStatus = "not_found"
)

// VehicleStatus says whether the sources know a vehicle.
type VehicleStatus string

// Statuses of vehicles.
const (
	VehicleStatusFound    VehicleStatus = "found"
	VehicleStatusNotFound VehicleStatus = "not_found"
)
