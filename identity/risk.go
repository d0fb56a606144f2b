package identity

// RiskEvaluation is Truora's evaluation of the risk.
type RiskEvaluation struct {
	RiskEvaluationID     string     `json:"risk_evaluation_id"`
	RiskEvaluationStatus RiskStatus `json:"risk_evaluation_status"`
	RiskEvaluationResult RiskResult `json:"risk_evaluation_result"`
	DocumentValidationID string     `json:"document_validation_id"`
	FaceValidationID     string     `json:"face_validation_id"`
	ManuallyReviewed     bool       `json:"manually_reviewed"`
	Source               RiskSource `json:"source"`
}

// RiskStatus is the state of a risk evaluation.
type RiskStatus string

// States of risk evaluations, of Truora's mobile SDK. Which of them are final is not
// published.
const (
	RiskStatusPending     RiskStatus = "pending"
	RiskStatusProcessing  RiskStatus = "processing"
	RiskStatusCompleted   RiskStatus = "completed"
	RiskStatusSuccess     RiskStatus = "success"
	RiskStatusFailure     RiskStatus = "failure"
	RiskStatusError       RiskStatus = "error"
	RiskStatusSystemError RiskStatus = "system_error"
	RiskStatusExpired     RiskStatus = "expired"
	RiskStatusSkipped     RiskStatus = "skipped"
)

// RiskSource is what a risk evaluation is about.
type RiskSource string

// Sources of risk evaluations.
const (
	RiskSourceDocumentValidation RiskSource = "document_validation"
	RiskSourceFaceValidation     RiskSource = "face_validation"
	RiskSourceIdentityProcess    RiskSource = "identity_process"
)

// RiskResult is the result of a risk evaluation.
type RiskResult string

// Results of risk evaluations.
const (
	RiskResultRisky          RiskResult = "risky"
	RiskResultNotRisky       RiskResult = "not_risky"
	RiskResultNotEstablished RiskResult = "not_established"
	RiskResultSkipped        RiskResult = "skipped"
)
