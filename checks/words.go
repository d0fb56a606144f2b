package checks

// Type is the kind of subject, or the exact name of a custom type of the
// account. Answers may contain other values.
type Type string

// Kinds of subject.
const (
	TypePerson  Type = "person"
	TypeVehicle Type = "vehicle"
	TypeCompany Type = "company"
	// TypeDocumentValidation is in answers only: the check behind a document.
	TypeDocumentValidation Type = "document-validation"
)

// Status is the state of a check.
type Status string

// Statuses of a check.
const (
	StatusNotStarted Status = "not_started" // queued
	StatusInProgress Status = "in_progress" // some source has not answered
	StatusDelayed    Status = "delayed"     // waiting for a slow source, for up to 3 days
	StatusCompleted  Status = "completed"   // final: 70 % of the sources or more ended without error
	StatusError      Status = "error"       // final: more than 30 % of the sources failed; what the others found is there
)

// Final reports whether the status will not change any more. Only completed and
// error are final; delayed is not.
func (s Status) Final() bool { return s == StatusCompleted || s == StatusError }

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

// Gender is the sex of a person. To Truora the letter h means a man (hombre) and
// m a woman (mujer): use the constants.
type Gender string

// Genders. Truora also accepts masculino, hombre, h and femenino, mujer, m.
const (
	GenderMale   Gender = "male"
	GenderFemale Gender = "female"
)

// Priority is the priority of a check in Truora's queue.
type Priority string

// Priorities. The default is medium.
const (
	PriorityLow    Priority = "low"
	PriorityMedium Priority = "medium"
	PriorityHigh   Priority = "high" // limited for each country
)
