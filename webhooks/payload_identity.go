package webhooks

import (
	"cmp"
	"time"

	"github.com/truora/truora-go/apitype"
)

// Process is the payload of the identity_process events. No sample is published: the
// names are those that two receivers use. Do not rely on the document data here; read
// the result from the API.
type Process struct {
	// ProcessID and IdentityProcessID are equal, whichever of them Truora wrote.
	ProcessID         string              `json:"process_id"`
	IdentityProcessID string              `json:"identity_process_id"`
	AccountID         string              `json:"account_id"` // of the person
	ClientID          string              `json:"client_id"`  // Truora's customer
	ClientUserID      string              `json:"client_user_id"`
	FlowID            string              `json:"flow_id"`
	FlowVersion       apitype.FlowVersion `json:"flow_version"`
	Country           apitype.Country     `json:"country"`
	// Status is the verdict of the process. OverrideStatus is a reviewer's verdict and,
	// if set, replaces it.
	Status         apitype.Status         `json:"status"`
	OverrideStatus apitype.Status         `json:"override_status"`
	FailureStatus  apitype.FailureStatus  `json:"failure_status"`
	DeclinedReason apitype.DeclinedReason `json:"declined_reason"`
	// ValidationStatus belongs to validations, but one receiver reads it here.
	ValidationStatus      apitype.Status   `json:"validation_status"`
	OverrideStatusHistory []map[string]any `json:"override_status_history"`
	CreationDate          time.Time        `json:"creation_date"`
	UpdateDate            time.Time        `json:"update_date"`
	apitype.Raw
}

func (p *Process) normalize() {
	p.ProcessID = cmp.Or(p.ProcessID, p.IdentityProcessID)
	p.IdentityProcessID = p.ProcessID
}

// Flow is the payload of the identity_flow events. Its names are inferred.
type Flow struct {
	FlowID       string     `json:"flow_id"`
	Status       FlowStatus `json:"status"`
	Type         FlowType   `json:"type"`
	Username     string     `json:"username"`
	FlowVersion  int        `json:"flow_version"`
	CreationDate time.Time  `json:"creation_date"`
	UpdateDate   time.Time  `json:"update_date"`
	apitype.Raw
}

// FlowStatus says whether a flow can be used.
type FlowStatus string

// Statuses of flows.
const (
	FlowStatusEnabled  FlowStatus = "enabled"
	FlowStatusDisabled FlowStatus = "disabled"
	FlowStatusDeleted  FlowStatus = "deleted"
)

// FlowType is what a flow is for.
type FlowType string

// Types of flows.
const (
	FlowTypePermanent FlowType = "permanent"
	FlowTypeDraft     FlowType = "draft"
	FlowTypeTemporary FlowType = "temporary"
	FlowTypeBackup    FlowType = "backup"
)

// Validation is the payload of the events of email_verification, phone_verification,
// electronic_signature, identity_questions, voice_recognition and enterprise_data, and
// is embedded in those of the other validators. Right after creation it contains only
// ids.
type Validation struct {
	ValidationID     string                 `json:"validation_id"`
	AccountID        string                 `json:"account_id"`
	ClientID         string                 `json:"client_id"`
	Type             string                 `json:"type"` // as document-validation
	ValidationStatus apitype.Status         `json:"validation_status"`
	FailureStatus    apitype.FailureStatus  `json:"failure_status"`
	DeclinedReason   apitype.DeclinedReason `json:"declined_reason"`
	ExpiredReason    apitype.ExpiredReason  `json:"expired_reason"`
	// IdentityProcessID is set if the validation is a step of a process.
	IdentityProcessID string    `json:"identity_process_id"`
	FlowID            string    `json:"flow_id"`
	IPAddress         string    `json:"ip_address"`
	CreationDate      time.Time `json:"creation_date"`
	// Details are inferred to be the same as in a result.
	Details *apitype.ValidationDetails `json:"details"`
	apitype.Raw
}

// DocumentValidation is the payload of the document_validation events.
type DocumentValidation struct {
	Validation
	FrontImage       string `json:"front_image"` // a link
	ReverseImage     string `json:"reverse_image"`
	RemainingRetries *int   `json:"remaining_retries"` // nil if absent
}

// FaceRecognition is the payload of the face_recognition events.
type FaceRecognition struct {
	Validation
	// Threshold and ConfidenceScore run from 0 to 1 and are nil if absent.
	Threshold       *float64 `json:"threshold"`
	ConfidenceScore *float64 `json:"confidence_score"`
	Username        string   `json:"username"`
}

// FaceSearch is the payload of face_search.created, succeeded and failed. A failed
// search is the alarm: the face matches one that was reported.
type FaceSearch struct {
	Validation
	Threshold             *float64 `json:"threshold"` // 0 to 1; nil if absent
	Message               string   `json:"message"`
	FraudsterEnrollmentID string   `json:"fraudster_enrollment_id"` // of the face that matched
}

// Enrollment is the payload of face_search.enrolled and enrollment_deleted: a face
// was reported, or a report withdrawn.
type Enrollment struct {
	EnrollmentID      string         `json:"enrollment_id"`
	AccountID         string         `json:"account_id"`
	IdentityProcessID string         `json:"identity_process_id"`
	ValidationType    string         `json:"validation_type"`
	FraudReason       string         `json:"fraud_reason"`
	Status            apitype.Status `json:"status"`
	CreationDate      time.Time      `json:"creation_date"`
	UpdateDate        time.Time      `json:"update_date"`
	apitype.Raw
}
