package identity

import (
	"context"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Result is the result of a process. While the process is pending, more fields
// are set as the person proceeds.
type Result struct {
	ProcessID    string              `json:"process_id" contract:"required"`
	AccountID    string              `json:"account_id"`
	ClientID     string              `json:"client_id"`
	ClientUserID string              `json:"client_user_id"`
	FlowID       string              `json:"flow_id"`
	FlowVersion  apitype.FlowVersion `json:"flow_version"`
	CreatedVia   Channel             `json:"created_via"`

	Country        apitype.Country        `json:"country"` // or ALL
	Status         apitype.Status         `json:"status"`
	FailureStatus  apitype.FailureStatus  `json:"failure_status"`
	DeclinedReason apitype.DeclinedReason `json:"declined_reason"`
	ExpiredReason  apitype.ExpiredReason  `json:"expired_reason"`
	// OverrideStatus is a person's verdict. It overrides Status: use
	// [Result.Verdict].
	OverrideStatus        apitype.Status   `json:"override_status"`
	OverrideStatusHistory []map[string]any `json:"override_status_history"` // shape not documented

	CheckID        string `json:"check_id"` // background check of the process, for package checks
	DocumentNumber string `json:"document_number"`
	FirstName      string `json:"first_name"`
	LastName       string `json:"last_name"`

	Validations      []Validation     `json:"validations"`
	LastFinishedStep *Step            `json:"last_finished_step"`
	CurrentStepIndex int              `json:"current_step_index"`
	DevicesInfo      []apitype.Device `json:"devices_info"`
	TriggerInfo      *Trigger         `json:"trigger_info"`
	// Metadata is the apikeys.CreateParams.Metadata of the process's token.
	Metadata map[string]apitype.Value `json:"metadata"`

	IPAddress         string `json:"ip_address"`
	GeolocationIP     string `json:"geolocation_ip"`
	GeolocationDevice string `json:"geolocation_device"` // "lat, lon", or denied
	City              string `json:"city"`
	ABExperiment      string `json:"ab_experiment"`

	TimeToLive   int       `json:"time_to_live"` // minutes
	CreationDate time.Time `json:"creation_date"`
	UpdateDate   time.Time `json:"update_date"`
	apitype.Raw
}

// Validation is one validation of a process.
type Validation struct {
	ValidationID      string         `json:"validation_id"`
	Type              ValidationType `json:"type"`
	AccountID         string         `json:"account_id"`
	IdentityProcessID string         `json:"identity_process_id"`
	IPAddress         string         `json:"ip_address"`

	// ValidationStatus and the fields below belong to this validation; those of
	// the process may differ.
	ValidationStatus apitype.Status         `json:"validation_status"`
	FailureStatus    apitype.FailureStatus  `json:"failure_status"`
	DeclinedReason   apitype.DeclinedReason `json:"declined_reason"`
	ExpiredReason    apitype.ExpiredReason  `json:"expired_reason"`

	// Threshold is the minimum that the ConfidenceScore of a face had to reach;
	// nil for other types.
	Threshold *float64 `json:"threshold"`
	// AllowedRetries and RemainingRetries are nil for types without retries.
	AllowedRetries   *int `json:"allowed_retries"`
	RemainingRetries *int `json:"remaining_retries"`

	AttachmentStatus      apitype.Finding                `json:"attachment_status"`
	AttachmentValidations []apitype.AttachmentValidation `json:"attachment_validations"`
	Email                 string                         `json:"email"`
	Details               *apitype.ValidationDetails     `json:"details"`

	// Links to images are valid for about 15 minutes and need no key: fetch the
	// images with [Service.DownloadImage] as soon as the process ends. Later, links
	// were seen that lead to the files host, where a backend cannot fetch them.
	// FrontImage is the front of the document, or the enrolled face.
	FrontImage         string `json:"front_image"`
	ReverseImage       string `json:"reverse_image"`
	FacePhoto          string `json:"face_photo"`
	FacePhotoWatermark string `json:"face_photo_watermark"`

	CreationDate time.Time `json:"creation_date"`
}

// resultOp is the operation of [Service.GetResult].
const resultOp = "GET /v1/processes/{process_id}/result"

// GetResult returns the result of a process so far; it needs a backend key. Use
// [Result.Verdict], not Status.
func (s *Service) GetResult(ctx context.Context, processID string) (*Result, error) {
	return rest.Do[Result](ctx, s.c, rest.Call{Op: "GET /v1/processes/{process_id}/result", Args: []string{processID}})
}

// Validations are the validations of a process.
type Validations struct {
	ProcessID   string       `json:"process_id" contract:"required"`
	Validations []Validation `json:"validations"`
	apitype.Raw
}

// GetValidations returns the validations of a process.
//
// unverified: path and answer are inferred. [Service.GetResult] has the
// validations too.
func (s *Service) GetValidations(ctx context.Context, processID string) (*Validations, error) {
	return rest.Do[Validations](ctx, s.c, rest.Call{Op: "GET /v1/processes/{process_id}/validations", Args: []string{processID}})
}

// ProcessVariables are the variables of a process.
type ProcessVariables struct {
	Variables Variables `json:"variables" contract:"required"`
	apitype.Raw
}

// GetVariables returns the variables of the flow of a process.
func (s *Service) GetVariables(ctx context.Context, processID string) (*ProcessVariables, error) {
	return rest.Do[ProcessVariables](ctx, s.c, rest.Call{Op: "GET /v1/processes/{process_id}/variables", Args: []string{processID}})
}
