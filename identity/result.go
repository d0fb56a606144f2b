package identity

import (
	"context"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Result is the result of a process. While the process is pending, more fields
// are set as the person proceeds.
type Result struct {
	ProcessID    string      `json:"process_id" contract:"required"`
	AccountID    string      `json:"account_id"`
	ClientID     string      `json:"client_id"`
	ClientUserID string      `json:"client_user_id"`
	FlowID       string      `json:"flow_id"`
	FlowVersion  FlowVersion `json:"flow_version"`
	CreatedVia   Channel     `json:"created_via"`

	Country        apitype.Country       `json:"country"` // either case, or ALL
	Status         apitype.Status        `json:"status"`
	FailureStatus  apitype.FailureStatus `json:"failure_status"`
	DeclinedReason DeclinedReason        `json:"declined_reason"`
	ExpiredReason  apitype.ExpiredReason `json:"expired_reason"`
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
	Metadata map[string]any `json:"metadata"`

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

// FlowVersion is a number, which Truora sends as a JSON number or as a string.
type FlowVersion string

// UnmarshalJSONFrom accepts both forms.
func (v *FlowVersion) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	token, err := dec.ReadToken()
	if err != nil {
		return err
	}
	*v = ""
	if kind := token.Kind(); kind == '"' || kind == '0' {
		*v = FlowVersion(token.String())
	}
	return nil
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
	ValidationStatus apitype.Status        `json:"validation_status"`
	FailureStatus    apitype.FailureStatus `json:"failure_status"`
	DeclinedReason   DeclinedReason        `json:"declined_reason"`
	ExpiredReason    apitype.ExpiredReason `json:"expired_reason"`

	// Threshold is the minimum that the ConfidenceScore of a face had to reach;
	// nil for other types.
	Threshold *float64 `json:"threshold"`
	// AllowedRetries and RemainingRetries are nil for types without retries.
	AllowedRetries   *int `json:"allowed_retries"`
	RemainingRetries *int `json:"remaining_retries"`

	AttachmentStatus      apitype.Finding                `json:"attachment_status"`
	AttachmentValidations []apitype.AttachmentValidation `json:"attachment_validations"`
	Email                 string                         `json:"email"`
	Details               *Details                       `json:"details"`

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

// Details are the findings of a validation. Which field is set depends on its
// type; e-mail and phone validations have none.
type Details struct {
	BackgroundCheck *apitype.BackgroundCheck `json:"background_check"`
	DocumentDetails *DocumentDetails         `json:"document_details"`
	// DocumentValidations are tests by group: data_consistency,
	// government_database, image_analysis, photocopy_analysis (in Truora's table
	// photocopy-analysis), photo_of_photo, manual_analysis, manual_review, and others.
	DocumentValidations        map[string][]Test           `json:"document_validations"`
	FaceRecognitionValidations *FaceRecognitionValidations `json:"face_recognition_validations"`
	ElectronicSignatureDetails *SignatureDetails           `json:"electronic_signature_details"`
}

// DocumentDetails is the data read from a document. It differs by country and
// document; data without a field of its own is in Other.
type DocumentDetails struct {
	DocID             string          `json:"doc_id"` // see [DocumentDetails.ID]
	DocumentID        string          `json:"document_id"`
	ClientID          string          `json:"client_id"`
	Country           apitype.Country `json:"country"`
	DocumentType      string          `json:"document_type"`
	DocumentVersion   string          `json:"document_version"`
	DocumentNumber    string          `json:"document_number"`
	Name              string          `json:"name"`
	LastName          string          `json:"last_name"`
	FirstLastName     string          `json:"first_last_name"`
	SecondLastName    string          `json:"second_last_name"`
	Gender            string          `json:"gender"`
	DateOfBirth       apitype.Date    `json:"date_of_birth"`
	IssueDate         apitype.Date    `json:"issue_date"`
	ExpirationDate    apitype.Date    `json:"expiration_date"`
	RegistrationDate  apitype.Date    `json:"registration_date"`
	BirthPlace        string          `json:"birth_place"`
	ExpeditionPlace   string          `json:"expedition_place"`
	Height            string          `json:"height"` // metres, as text
	RH                string          `json:"rh"`     // blood group
	NationalRegistrar string          `json:"national_registrar"`
	ProductionData    string          `json:"production_data"`
	MachineReadable   string          `json:"machine_readable"`
	ResidenceAddress  string          `json:"residence_address"`
	Street            string          `json:"street"`
	PostalCode        string          `json:"postal_code"`
	StateName         string          `json:"state_name"`      // unverified: or within MexicoDocument
	Locality          string          `json:"locality"`        // unverified: or within MexicoDocument
	MexicoDocument    map[string]any  `json:"mexico_document"` // cic, elector_key, ocr, section, …
	MIMEType          string          `json:"mime_type"`
	CreationDate      time.Time       `json:"creation_date"`
	UpdateDate        time.Time       `json:"update_date"`
	Other             map[string]any  `json:",embed"`
}

// ID returns the id of the document, which Truora sends under one of two names.
func (d *DocumentDetails) ID() string {
	if d.DocID != "" {
		return d.DocID
	}
	return d.DocumentID
}

// Test is one test of a document.
type Test struct {
	ValidationName   string          `json:"validation_name"`
	ValidationType   string          `json:"validation_type"`
	Result           apitype.Finding `json:"result"`
	Message          string          `json:"message"`
	ManuallyReviewed bool            `json:"manually_reviewed"`
	CreatedAt        time.Time       `json:"created_at"` // zero if skipped
}

// FaceRecognitionValidations are the findings about a face. Scores range from 0
// to 1 and are nil if absent.
type FaceRecognitionValidations struct {
	EnrollmentID          string                 `json:"enrollment_id"`
	SimilarityStatus      apitype.Status         `json:"similarity_status"`
	ConfidenceScore       *float64               `json:"confidence_score"`
	PassiveLivenessStatus apitype.Status         `json:"passive_liveness_status"`
	LivenessStatus        apitype.Status         `json:"liveness_status"`
	ActionsStatus         []apitype.ActionStatus `json:"actions_status"`
	AgeRange              *apitype.AgeRange      `json:"age_range"`
	FaceSearch            *FaceSearch            `json:"face_search"`
}

// FaceSearch says whether the face is among the known ones.
type FaceSearch struct {
	Status          apitype.Status `json:"status"`
	ConfidenceScore *float64       `json:"confidence_score"`
}

// SignatureDetails says what was signed, and by whom.
type SignatureDetails struct {
	OriginalDocumentURL string `json:"original_document_url"`
	SignedDocumentURL   string `json:"signed_document_url"`
	SignatureImageURL   string `json:"signature_image_url"`
	DocumentID          string `json:"document_id"`
	SignerID            string `json:"signer_id"`
	Name                string `json:"name"`
	Email               string `json:"email"`
}

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
