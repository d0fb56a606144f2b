package identity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Step is a step of a process: something that the person is asked to do.
type Step struct {
	StepID             string   `json:"step_id,omitzero" contract:"required"`
	ProcessID          string   `json:"process_id,omitzero"`
	Type               StepType `json:"type,omitzero"`
	VerificationID     string   `json:"verification_id,omitzero"` // the block it is part of
	VerificationType   string   `json:"verification_type,omitzero"`
	Title              string   `json:"title,omitzero"`
	Description        string   `json:"description,omitzero"`
	IsProcessFirstStep bool     `json:"is_process_first_step,omitzero"`
	IsProcessFinalStep bool     `json:"is_process_final_step,omitzero"`
	ValidationIndex    int      `json:"validation_index,omitzero"` // seen in Truora's mobile SDK only
	// AsyncStep means that the process may continue while the step is still
	// pending.
	AsyncStep bool `json:"async_step,omitzero"`
	// RemainingRetries is the number of retries left. A failure is final if there
	// are none.
	RemainingRetries int          `json:"remaining_retries,omitzero"`
	RedirectURL      string       `json:"redirect_url,omitzero"`
	Config           *StepConfig  `json:"config,omitzero"` // nil if the step has none
	ExpectedInputs   []Input      `json:"expected_inputs,omitzero"`
	FilesUploadURLs  []FileUpload `json:"files_upload_urls,omitzero"`
	// VerificationOutput is nil until the step was tried.
	VerificationOutput *Output   `json:"verification_output,omitzero"`
	StartDate          time.Time `json:"start_date,omitzero"`
	FinishDate         time.Time `json:"finish_date,omitzero"`
	apitype.Raw
}

// Input is a value that a step asks for. Truora silently ignores an input
// unless its Type and Name are exactly those of the step: use [Step.Answer].
type Input struct {
	Type InputType `json:"type"`
	Name InputName `json:"name"`
	// Value is a string; a yes is "true". It may be a one-time code.
	Value            apitype.Secret `json:"value"`
	Description      string         `json:"description,omitzero"`
	Placeholder      string         `json:"placeholder,omitzero"`
	Length           int            `json:"length,omitzero"` // 0: any
	ReadOnly         bool           `json:"read_only,omitzero"`
	Optional         bool           `json:"optional,omitzero"`
	Options          []string       `json:"options,omitzero"`
	FileUploadURL    string         `json:"file_upload_url,omitzero"`
	MediaURL         string         `json:"media_url,omitzero"`
	MediaName        string         `json:"media_name,omitzero"`
	MediaType        string         `json:"media_type,omitzero"`
	MessageMediaType string         `json:"message_media_type,omitzero"`
	MediaID          string         `json:"media_id,omitzero"`
}

// FileUpload says where to upload a photo or video: PUT the bytes with their
// Content-Type and without Truora's header, before the step is verified.
type FileUpload struct {
	Name FileName `json:"name"`
	// URL is empty until the previous step is done, and works only once. For an
	// electronic_signature it is a page for the person instead.
	URL              string `json:"url"`
	Description      string `json:"description,omitzero"`
	Placeholder      string `json:"placeholder,omitzero"`
	MediaURL         string `json:"media_url,omitzero"`
	MediaType        string `json:"media_type,omitzero"`
	MessageMediaType string `json:"message_media_type,omitzero"`
	MediaID          string `json:"media_id,omitzero"`
}

// Output is the result of trying a step.
type Output struct {
	Status        apitype.Status        `json:"status,omitzero"` // empty until decided
	FailureStatus apitype.FailureStatus `json:"failure_status,omitzero"`
	// DeclinedReason can be set on success too, as with waiting_file_upload.
	DeclinedReason        apitype.DeclinedReason         `json:"declined_reason,omitzero"`
	Message               string                         `json:"message,omitzero"`
	MediaUploaded         bool                           `json:"media_uploaded,omitzero"`
	StepDataReceived      bool                           `json:"step_data_received,omitzero"`
	AttachmentStatus      apitype.Finding                `json:"attachment_status,omitzero"`
	AttachmentValidations []apitype.AttachmentValidation `json:"attachment_validations,omitzero"`
	Outputs               []OutputValue                  `json:"outputs,omitzero"`
}

// OutputValue is a value that a step returned.
type OutputValue struct {
	Name  OutputName `json:"name"`
	Value string     `json:"value"`
}

// VerifyStepParams is a step with the person's input: see [Step.Answer].
type VerifyStepParams struct {
	Type           StepType `json:"type"`
	StepID         string   `json:"step_id"`
	VerificationID string   `json:"verification_id"`
	// ExpectedInputs is nil for a step without inputs.
	ExpectedInputs []Input `json:"expected_inputs,omitzero"`
	// RemainingRetries is that of the step.
	RemainingRetries int `json:"remaining_retries,omitzero"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p VerifyStepParams) Validate() error {
	if p.Type == "" || p.StepID == "" || p.VerificationID == "" {
		return errors.New("type, step_id and verification_id are required")
	}
	return nil
}

// Answer fills the inputs of a step by name. A name that the step does not ask
// for is an error, as is a read-only one: Truora would silently ignore the
// first and refuse the second.
func (s *Step) Answer(values map[string]string) (VerifyStepParams, error) {
	p := VerifyStepParams{Type: s.Type, StepID: s.StepID, VerificationID: s.VerificationID, RemainingRetries: s.RemainingRetries}
	used := 0
	for _, in := range s.ExpectedInputs {
		value, given := values[string(in.Name)]
		if given {
			if in.ReadOnly {
				return p, fmt.Errorf("identity: the input %q is read-only", in.Name)
			}
			used++
			in.Value = apitype.NewSecret(value)
		}
		p.ExpectedInputs = append(p.ExpectedInputs, Input{Type: in.Type, Name: in.Name, Value: in.Value})
	}
	if used < len(values) {
		return p, fmt.Errorf("identity: step %s does not ask for all of the given inputs", s.Type)
	}
	return p, nil
}

// VerifyStep submits the current step and returns before it is decided: read the
// process until the step has an Output.Status or CurrentStep has changed. The call
// may use up a retry or a one-time password, so after truora.ErrOutcomeUnknown
// read the process before you try again. The files of the step must have been
// uploaded before.
//
// A step that is not the current one gives truora.ErrConflict, and an expired
// process gives truora.ErrExpired.
func (s *Service) VerifyStep(ctx context.Context, processID string, params VerifyStepParams) (*Process, error) {
	return rest.Do[Process](ctx, s.c, rest.Call{Op: "POST /v1/processes/{process_id}", Args: []string{processID}, JSON: params})
}

// VerifyStepByIDParams is the step as it was read, with its inputs filled in.
type VerifyStepByIDParams = Step

// VerifyStepByID is [Service.VerifyStep] as Truora's mobile SDK does it: it sends
// the whole step, with its inputs filled in, and returns a step.
func (s *Service) VerifyStepByID(ctx context.Context, stepID string, params VerifyStepByIDParams) (*Step, error) {
	return rest.Do[Step](ctx, s.c, rest.Call{Op: "POST /v1/processes/steps/{step_id}", Args: []string{stepID}, JSON: params})
}

// BackParams configures [Service.Back].
type BackParams struct {
	// RetryStep submits the previous step once more, with the same inputs.
	RetryStep bool `url:"retry_step,omitempty"`
	// DeleteAll is a field of [BackByIDParams]. unverified: that this call accepts
	// it too is inferred.
	DeleteAll bool `url:"delete_all,omitempty"`
}

// Back goes back one step. The results of later steps are discarded. A process
// that has ended, or is at its first step, gives truora.ErrConflict.
func (s *Service) Back(ctx context.Context, processID string, params BackParams) (*Process, error) {
	return rest.Do[Process](ctx, s.c, rest.Call{Op: "POST /v1/processes/{process_id}/back", Args: []string{processID}, Form: params})
}

// BackByIDParams configures [Service.BackByID].
type BackByIDParams struct {
	RetryStep bool `json:"retry_step,omitzero"`
	DeleteAll bool `json:"delete_all,omitzero"` // what it deletes is not documented
}

// BackByID is [Service.Back] as Truora's mobile SDK does it: it goes back from
// the step with that id, and returns a step.
func (s *Service) BackByID(ctx context.Context, stepID string, params BackByIDParams) (*Step, error) {
	return rest.Do[Step](ctx, s.c, rest.Call{Op: "POST /v1/processes/steps/{step_id}/back", Args: []string{stepID}, JSON: params})
}

// AddVerificationParams is the block that [Service.AddVerification] adds.
type AddVerificationParams struct {
	Verification VerificationInput `json:"verification"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p AddVerificationParams) Validate() error {
	if p.Verification.Type == "" {
		return errors.New("verification.type is required")
	}
	return nil
}

// AddedVerification is a block that was added.
type AddedVerification struct {
	VerificationID string                    `json:"verification_id" contract:"required"`
	StepID         string                    `json:"step_id"` // its first step
	StepType       StepType                  `json:"step_type"`
	Verifications  map[string]apitype.Status `json:"verifications"` // by <name>:<verification_id>
	apitype.Raw
}

// AddVerification adds a block to a dynamic process. Truora's mobile SDK no
// longer creates such processes.
func (s *Service) AddVerification(ctx context.Context, processID string, params AddVerificationParams) (*AddedVerification, error) {
	return rest.Do[AddedVerification](ctx, s.c, rest.Call{Op: "POST /v1/processes/{process_id}/verifications", Args: []string{processID}, JSON: params})
}
