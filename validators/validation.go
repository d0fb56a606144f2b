package validators

import (
	"time"

	"github.com/truora/truora-go/apitype"
)

// Validation is one attempt to validate a document, a face, a number, an
// address or a signature.
type Validation struct {
	ValidationID string `json:"validation_id" contract:"required"`
	AccountID    string `json:"account_id"`
	Type         Type   `json:"type"`
	// ValidationStatus alone does not say whether the validation has ended: see
	// [Validation.Final].
	ValidationStatus apitype.Status `json:"validation_status"`
	// FailureStatus means failure, whatever ValidationStatus says.
	FailureStatus  apitype.FailureStatus  `json:"failure_status"`
	DeclinedReason apitype.DeclinedReason `json:"declined_reason"` // with FailureStatusDeclined
	ExpiredReason  apitype.ExpiredReason  `json:"expired_reason"`  // with FailureStatusExpired
	// Threshold is the score that a face had to reach, from 0 to 1. It is nil
	// if absent.
	Threshold *float64 `json:"threshold"`
	// AllowedRetries and RemainingRetries count retries. Retry a document or a face
	// with a new validation ([CreateParams.RetryOf]), and a code with another
	// Perform.
	AllowedRetries   int `json:"allowed_retries"`
	RemainingRetries int `json:"remaining_retries"`

	CreationDate         time.Time `json:"creation_date"`
	ProcessingStartDate  time.Time `json:"processing_start_date"`
	ProcessingFinishDate time.Time `json:"processing_finish_date"`
	IPAddress            string    `json:"ip_address"` // of the caller

	// Instructions say what to do next. Only the answer to the creation is certain
	// to have them; they are nil if absent, as for numbers and addresses.
	Instructions *Instructions `json:"instructions"`
	// Details are the findings; nil until there are any, and for numbers and
	// addresses.
	Details *apitype.ValidationDetails `json:"details"`

	IdentityProcessID string `json:"identity_process_id"` // of a digital identity process
	FlowID            string `json:"flow_id"`

	// FrontImage, ReverseImage, FacePhoto and FacePhotoWatermark are links that are
	// valid for 15 minutes. The images are set only with GetParams.ShowDetails.
	FrontImage         string `json:"front_image"` // of the document; or the face
	ReverseImage       string `json:"reverse_image"`
	FacePhoto          string `json:"face_photo"`
	FacePhotoWatermark string `json:"face_photo_watermark"`

	AttachmentStatus      apitype.Finding                `json:"attachment_status"` // of the pictures
	AttachmentValidations []apitype.AttachmentValidation `json:"attachment_validations"`
	ValidationInputs      *ValidationInputs              `json:"validation_inputs"` // with ShowDetails
	UserResponse          *UserResponse                  `json:"user_response"`     // with ShowDetails
	// LifecycleStatus is empty unless the validation has been deleted or restored.
	LifecycleStatus LifecycleStatus `json:"lifecycle_status"`
	apitype.Raw
}

// Final reports whether the validation will not change any more: on success, on
// failure, and as soon as there is a failure status, which Truora may set while
// the status still says pending.
func (v *Validation) Final() bool {
	return v.ValidationStatus == apitype.StatusSuccess || v.Failed()
}

// Succeeded reports whether the validation has ended and found nothing wrong.
func (v *Validation) Succeeded() bool {
	return v.ValidationStatus == apitype.StatusSuccess && !v.Failed()
}

// Failed reports whether the validation has ended without success.
func (v *Validation) Failed() bool {
	// Truora's own SDK treats failed as a synonym of failure.
	return v.FailureStatus != "" || v.ValidationStatus == apitype.StatusFailure || v.ValidationStatus == "failed"
}

// FailureReason returns why the validation failed: Truora's declined or expired
// reason or, if there is neither, the failure status. It is empty if the
// validation has not failed.
func (v *Validation) FailureReason() string {
	switch {
	case !v.Failed():
		return ""
	case v.DeclinedReason != "":
		return string(v.DeclinedReason)
	case v.ExpiredReason != "":
		return string(v.ExpiredReason)
	case v.FailureStatus != "":
		return string(v.FailureStatus)
	default:
		return string(v.ValidationStatus)
	}
}

// Instructions say what to do next. Pass upload links to [Service.Upload]. They
// are valid for the timeout of the validation (300 s by default) and accept one
// file each. Whoever has a link can use it: keep them out of logs.
type Instructions struct {
	FrontURL string `json:"front_url"` // front of the document
	// ReverseURL is the back of the document; empty for documents with one side.
	ReverseURL string `json:"reverse_url"`
	// FileUploadLink accepts the picture or video of a face.
	FileUploadLink string `json:"file_upload_link"`
	// SignerLink is where the person signs.
	SignerLink string `json:"signer_link"`
	UploadLink string `json:"upload_link"` // voices, in documents of 2024
}

// ValidationInputs are the inputs of a validation.
type ValidationInputs struct {
	Country              apitype.Country      `json:"country"`
	DocumentType         apitype.DocumentType `json:"document_type"`
	LivenessActions      []string             `json:"liveness_actions"`
	ValidationInputFiles []string             `json:"validation_input_files"`
}

// UserResponse is the file or code that the person sent.
type UserResponse struct {
	InputFiles []string `json:"input_files"` // links that live 15 minutes
}

// Lifecycle is the answer to a deletion or a restoring.
type Lifecycle struct {
	ValidationID    string          `json:"validation_id" contract:"required"`
	LifecycleStatus LifecycleStatus `json:"lifecycle_status"`
	apitype.Raw
}
