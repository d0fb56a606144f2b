package validators

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/inputs"
)

// CreateParams says what to validate. Type and UserAuthorized are required, and
// so is AccountID for all types but documents.
type CreateParams struct {
	Type Type `url:"type"`
	// UserAuthorized states that the person has consented. Create refuses to send
	// anything but true.
	UserAuthorized bool `url:"user_authorized"`
	// AccountID is the account of the enrollment. If it is empty, a document
	// validation creates one.
	AccountID string `url:"account_id,omitempty"`
	// CustomInput is a reference of your own, at most 128 characters.
	CustomInput string `url:"custom_input,omitempty"`
	// Timeout is how many seconds the person has; 0 means the account's setting,
	// which is 300 by default. It is at most 600 for numbers and addresses, and
	// 21600 for documents and faces. The upload links are valid for the same time.
	Timeout int `url:"timeout,omitempty"`
	// RetryOfID is the failed validation that this one repeats, of the same
	// account: see [CreateParams.RetryOf].
	RetryOfID string `url:"retry_of_id,omitempty"`

	// Documents, and face searches.

	// Country is the country of the document (apitype.CountryAll for a passport),
	// or of the lists to search. Both types need it.
	Country      apitype.Country      `url:"country,omitempty"`
	DocumentType apitype.DocumentType `url:"document_type,omitempty"` // documents need it
	// CustomType is the type of a background check to run on the document's holder.
	CustomType string `url:"custom_type,omitempty"`
	// CheckManualReviewAvailability skips the manual review if no reviewer is
	// available.
	CheckManualReviewAvailability bool `url:"check_manual_review_availability,omitempty"`

	// Faces.

	// Subvalidations are the parts to validate; none means similarity only.
	Subvalidations []Subvalidation `url:"subvalidations,omitempty"`
	// Threshold is how similar faces must be, from 0 to 1; nil means the
	// account's setting, which is 0.65 by default, and 0 accepts anyone.
	Threshold        *float64  `url:"threshold,omitempty"`
	MinimumPrecision Precision `url:"minimum_precision,omitempty"` // with SubvalidationSpeechMatch
	Phrase           string    `url:"phrase,omitempty"`            // voices, in documents of 2024

	// Numbers and addresses. A number needs the first three.

	PhoneType     PhoneType `url:"phone_type,omitempty"` // which of the enrolled numbers
	VerifyChannel Channel   `url:"verify_channel,omitempty"`
	PhoneLocale   Locale    `url:"phone_locale,omitempty"`
	Language      Locale    `url:"language,omitempty"` // of the e-mail: es or en
}

const (
	maxCustomInput = 128
	maxTimeout     = 21600 // seconds; of documents and faces
	maxCodeTimeout = 600   // seconds; of numbers and addresses
)

// longest is the longest timeout of a validator, in seconds.
func (t Type) longest() int {
	if t == TypePhoneVerification || t == TypeEmailVerification {
		return maxCodeTimeout
	}
	return maxTimeout
}

// Validate returns an error for input that Truora would certainly refuse.
// Create calls it before anything is sent.
func (p CreateParams) Validate() error {
	switch {
	case p.Type == "":
		return errors.New("type is required")
	case !p.UserAuthorized:
		return errNoConsent
	case p.AccountID == "" && p.RetryOfID != "":
		return errors.New("retry_of_id needs the account_id of the validation it repeats")
	case p.AccountID == "" && p.Type != TypeDocumentValidation:
		return errors.New("account_id is required: the account of the enrollment")
	case p.Timeout < 0 || p.Timeout > p.Type.longest():
		return fmt.Errorf("timeout must be 1 to %d seconds", p.Type.longest())
	case p.Threshold != nil && !(*p.Threshold >= 0 && *p.Threshold <= 1):
		return errThreshold
	case utf8.RuneCountInString(p.CustomInput) > maxCustomInput:
		return fmt.Errorf("custom_input is longer than %d characters", maxCustomInput)
	}
	if err := p.needs(); err != nil {
		return err
	}
	return inputs.AccountID(p.AccountID)
}

var errThreshold = errors.New("threshold must be 0 to 1")

// needs reports what the type requires beyond the rest.
func (p CreateParams) needs() error {
	switch {
	case p.Type == TypeDocumentValidation && (p.Country == "" || p.DocumentType == ""):
		return errors.New("document-validation needs country and document_type")
	case p.Type == TypeFaceSearch && p.Country == "":
		return errors.New("face-search needs country")
	case p.Type == TypePhoneVerification && (p.PhoneType == "" || p.VerifyChannel == "" || p.PhoneLocale == ""):
		return errors.New("phone-verification needs phone_type, verify_channel and phone_locale")
	default:
		return nil
	}
}

// RetryOf returns p as a retry of a failed document or face validation, with its
// id, account and type. Truora accepts a retry within the account's retry_ttl
// (300 s by default) while RemainingRetries is above 0; for faces, only with
// passive liveness.
func (p CreateParams) RetryOf(failed *Validation) CreateParams {
	p.RetryOfID, p.AccountID, p.Type = failed.ValidationID, failed.AccountID, failed.Type
	return p
}

// of is p for an operation that has the account in its path: the reference of
// 2024 wants it in both places.
func (p CreateParams) of(accountID string) CreateParams {
	p.AccountID = accountID
	return p
}

// PerformParams has the code that a person received.
type PerformParams struct {
	// Type is that of the validation: TypePhoneVerification or TypeEmailVerification.
	Type Type `url:"type"`
	// Token is the code; leading zeros count.
	Token apitype.Secret `url:"token"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p PerformParams) Validate() error {
	switch {
	case p.Type != TypePhoneVerification && p.Type != TypeEmailVerification:
		return errors.New("type must be phone-verification or email-verification: the others are performed by uploading")
	case p.Token.IsZero():
		return errors.New("token is required")
	default:
		return nil
	}
}
