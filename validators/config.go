package validators

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"unicode/utf8"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Config has the settings of the account by validator. They apply to all its
// validations, including those of other users and programs. Flows of digital
// identity override them.
type Config struct {
	Validators map[Type]ValidatorConfig `json:",embed" contract:"required"`
	apitype.Raw
}

// ValidatorConfig has the settings of one validator. Settings that the
// validator does not have are zero.
type ValidatorConfig struct {
	Timeout        int `json:"timeout"` // seconds
	AllowedRetries int `json:"allowed_retries"`
	RetryTTL       int `json:"retry_ttl"` // seconds in which a retry can be created
	// Threshold is how similar faces must be, from 0 to 1. It is nil if absent.
	Threshold         *float64 `json:"threshold"`
	EnrollmentTimeout int      `json:"enrollment_timeout"` // seconds
	IncludeFaceSearch bool     `json:"include_face_search"`
	UseManualReview   bool     `json:"use_manual_review"`

	CustomName   string `json:"custom_name"` // in the message to a number
	EmailSubject string `json:"email_subject"`
	EmailTitle   string `json:"email_title"`
	EmailText1   string `json:"email_text_1"`
	EmailText2   string `json:"email_text_2"`
	SupportEmail string `json:"support_email"`

	FaceValidationConfig     map[string]FaceValidationConfig `json:"face_validation_config"`     // similarity, government_mx
	DocumentValidationConfig map[string]any                  `json:"document_validation_config"` // empty in samples
	// DocumentConfig holds the methods by country, kind and version of document.
	DocumentConfig map[apitype.Country]map[apitype.DocumentType]map[apitype.DocumentVersion][]Method `json:"document_config"`
}

// FaceValidationConfig configures how faces are compared with one kind of
// picture.
type FaceValidationConfig struct {
	Threshold *float64 `json:"threshold"` // 0 to 1; nil if absent
}

// Method is a way to examine documents. The set is open.
type Method string

// Methods.
const (
	MethodDataConsistency    Method = "data-consistency"
	MethodPhotoOfPhoto       Method = "photo-of-photo"
	MethodPhotocopyAnalysis  Method = "photocopy-analysis"
	MethodImageAnalysis      Method = "image-analysis"
	MethodGovernmentDatabase Method = "government-database-validation"
	MethodManualReview       Method = "manual-review"
)

// Switch turns a method on or off.
type Switch string

// Switches.
const (
	SwitchEnabled  Switch = "enabled"
	SwitchDisabled Switch = "disabled"
)

// MethodSettings are the settings of a method.
type MethodSettings struct {
	// Status is the only property that Truora documents.
	Status Switch
	// Other are further properties by name.
	Other map[string]string
}

// Methods are settings by method. They are sent as
// validation_method.<method>.<property>.
type Methods map[Method]MethodSettings

// EncodeValues writes a key for each property.
func (m Methods) EncodeValues(key string, values *url.Values) error {
	for method, settings := range m {
		if method == "" {
			return errors.New(key + " names no method")
		}
		prefix := key + "." + string(method) + "."
		if settings.Status != "" {
			values.Set(prefix+"status", string(settings.Status))
		}
		for property, value := range settings.Other {
			values.Set(prefix+property, value)
		}
	}
	return nil
}

// GetConfig returns the settings of all validators.
func (s *Service) GetConfig(ctx context.Context) (*Config, error) {
	return rest.Do[Config](ctx, s.c, rest.Call{Op: "GET /v1/config"})
}

// UpdateConfigParams has the settings of one validator to change; empty fields
// leave a setting unchanged.
type UpdateConfigParams struct {
	Validator Type `url:"validator"`
	// Timeout is in seconds: 1 to 600 for numbers and addresses, 1 to 21600 for the
	// others.
	Timeout int `url:"timeout,omitempty"`
	// AllowedRetries is at most 3 for documents, 2 for faces, and 4 for numbers
	// and addresses; 0 allows none, nil leaves it unchanged.
	AllowedRetries *int `url:"allowed_retries,omitempty"`
	// RetryTTL is in seconds: at most 1800 for documents and 300 for faces.
	RetryTTL int `url:"retry_ttl,omitempty"`
	// Threshold is that of faces, from 0 to 1; 0 accepts anyone, nil leaves it
	// unchanged.
	Threshold *float64 `url:"threshold,omitempty"`
	// IncludeFaceSearch also looks faces up in the lists of blocked ones.
	IncludeFaceSearch *bool `url:"include_face_search,omitempty"`
	// UseManualReview has people review faces that failed; it must be part of your
	// contract.
	UseManualReview *bool `url:"use_manual_review,omitempty"`

	// Documents: which kind, which version (all if empty), of which country, and
	// the methods. Methods need DocumentType.

	Country         apitype.Country         `url:"country,omitempty"`
	DocumentType    apitype.DocumentType    `url:"document_type,omitempty"`
	DocumentVersion apitype.DocumentVersion `url:"document_version,omitempty"`
	Methods         Methods                 `url:"validation_method,omitempty"`

	// Messages: CustomName, up to 30 characters, in those to numbers; the rest in
	// those to addresses.

	CustomName   string `url:"custom_name,omitempty"`
	EmailSubject string `url:"email_subject,omitempty"`
	EmailTitle   string `url:"email_title,omitempty"`
	EmailText1   string `url:"email_text_1,omitempty"` // before the code
	EmailText2   string `url:"email_text_2,omitempty"` // after it
	SupportEmail string `url:"support_email,omitempty"`
}

const maxCustomName = 30

// limits are the documented maxima of the validators that have them.
var limits = map[Type]struct{ retries, retryTTL int }{
	TypeDocumentValidation: {3, 1800},
	TypeFaceRecognition:    {2, 300},
	TypePhoneVerification:  {4, 0},
	TypeEmailVerification:  {4, 0},
}

// Validate returns an error for input that Truora would certainly refuse.
func (p UpdateConfigParams) Validate() error {
	limit, limited := limits[p.Validator]
	switch {
	case p.Validator == "":
		return errors.New("validator is required")
	case p.Timeout < 0 || p.Timeout > p.Validator.longest():
		return fmt.Errorf("timeout must be 1 to %d seconds", p.Validator.longest())
	case p.RetryTTL < 0 || p.AllowedRetries != nil && *p.AllowedRetries < 0:
		return errors.New("allowed_retries and retry_ttl must not be negative")
	case p.AllowedRetries != nil && limited && *p.AllowedRetries > limit.retries:
		return fmt.Errorf("allowed_retries must be 0 to %d", limit.retries)
	case limit.retryTTL > 0 && p.RetryTTL > limit.retryTTL:
		return fmt.Errorf("retry_ttl must be 1 to %d seconds", limit.retryTTL)
	case p.Threshold != nil && !(*p.Threshold >= 0 && *p.Threshold <= 1):
		return errThreshold
	case len(p.Methods) > 0 && p.DocumentType == "":
		return errors.New("methods need document_type")
	case utf8.RuneCountInString(p.CustomName) > maxCustomName:
		return fmt.Errorf("custom_name is longer than %d characters", maxCustomName)
	default:
		return nil
	}
}

// UpdateConfig changes settings of a validator and returns all settings. They
// apply to the whole account. Setting a value that is already set may give
// truora.ErrUnchanged.
func (s *Service) UpdateConfig(ctx context.Context, params UpdateConfigParams) (*Config, error) {
	return rest.Do[Config](ctx, s.c, rest.Call{Op: "PUT /v1/config", Form: params})
}

// DeleteConfigParams says what is reset to Truora's default.
type DeleteConfigParams struct {
	// Validator is TypeDocumentValidation, TypeFaceRecognition, TypeEmailVerification or
	// TypePhoneVerification.
	Validator Type `url:"validator"`
	// Setting is one of its settings by its JSON name, such as timeout or
	// document_config; empty means all.
	Setting string `url:"type,omitempty"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p DeleteConfigParams) Validate() error {
	if p.Validator == "" {
		return errors.New("validator is required")
	}
	return nil
}

// DeleteConfig resets a validator to Truora's defaults and returns all
// settings. If there is nothing to reset, the error is truora.ErrUnchanged;
// that is also the case when the SDK sends a call again whose answer was lost.
func (s *Service) DeleteConfig(ctx context.Context, params DeleteConfigParams) (*Config, error) {
	return rest.Do[Config](ctx, s.c, rest.Call{Op: "DELETE /v1/config", Query: params})
}
