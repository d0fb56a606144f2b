package validators

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/inputs"
	"github.com/truora/truora-go/internal/rest"
)

// Enrollment is a face, a number or an address by which an account is
// validated.
type Enrollment struct {
	EnrollmentID   string `json:"enrollment_id" contract:"required"`
	AccountID      string `json:"account_id"`
	ValidationType Type   `json:"validation_type"`
	// Status stays pending for a face until its first successful validation.
	// For a number or an address it is success or failure at once.
	Status apitype.Status   `json:"status"`
	Reason EnrollmentReason `json:"reason"` // why it is pending or failed
	// FileUploadLink is where to upload the picture of a face: see
	// [Service.Upload]. Only the answer to the creation has it. Whoever has the
	// link can upload a file: keep it out of logs.
	FileUploadLink string         `json:"file_upload_link"`
	Confirmation   Confirmation   `json:"confirmation"`
	FraudReason    FraudReason    `json:"fraud_reason"` // of a face search
	ValidatorData  *ValidatorData `json:"validator_data"`
	CreationDate   time.Time      `json:"creation_date"`
	UpdateDate     time.Time      `json:"update_date"`

	// EnrollmentStatus and Instructions are set only for voices, which newer
	// documents no longer mention.
	EnrollmentStatus string            `json:"enrollment_status"`
	Instructions     map[string]string `json:"instructions"`
	apitype.Raw
}

// Failed reports whether the enrollment has failed, for example because a
// number cannot be reached. Truora sends such an enrollment with an HTTP status
// of success.
func (e *Enrollment) Failed() bool { return e.Status == apitype.StatusFailure }

// ValidatorData is what a validator adds to an enrollment.
type ValidatorData struct {
	PhoneTrustScore *PhoneTrustScore `json:"phone_trust_score"`
	CheckID         string           `json:"check_id"` // of identity questions
}

// PhoneTrustScore is a score of the behavior of a number.
type PhoneTrustScore struct {
	// PhoneBehaviorScore is 1 in Truora's samples; its range is not published. nil
	// if absent.
	PhoneBehaviorScore *float64 `json:"phone_behavior_score"`
}

// CreateEnrollmentParams says what to enroll. Type and UserAuthorized are
// required. A number also needs PhoneNumber and PhoneType, an address needs
// Email, and a face search needs FraudReason and Country.
type CreateEnrollmentParams struct {
	// Type is TypeFaceRecognition, TypePhoneVerification, TypeEmailVerification or
	// TypeFaceSearch.
	Type Type `url:"type"`
	// UserAuthorized states that the person has consented. CreateEnrollment refuses
	// to send anything but true.
	UserAuthorized bool `url:"user_authorized"`
	// AccountID is the account; if it is empty, Truora creates one.
	AccountID    string       `url:"account_id,omitempty"`
	Confirmation Confirmation `url:"confirmation,omitempty"`
	// Country is that of the number, if the account has none, or of the lists of a
	// face search.
	Country     apitype.Country `url:"country,omitempty"`
	Email       string          `url:"email,omitempty"`
	PhoneNumber string          `url:"phone_number,omitempty"` // with + and country code: apitype.Phone.E164
	PhoneType   PhoneType       `url:"phone_type,omitempty"`
	// VerifyChannel is in the reference of 2024; newer references have it in
	// CreateParams.
	VerifyChannel Channel `url:"verify_channel,omitempty"`
	// FraudReason is why the face is blocked.
	FraudReason FraudReason `url:"fraud_reason,omitempty"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p CreateEnrollmentParams) Validate() error {
	switch {
	case p.Type == "":
		return errors.New("type is required")
	case !p.UserAuthorized:
		return errNoConsent
	case p.Type == TypeEmailVerification && p.Email == "":
		return errors.New("email-verification needs email")
	case p.Type == TypePhoneVerification && (p.PhoneNumber == "" || p.PhoneType == ""):
		return errors.New("phone-verification needs phone_number and phone_type")
	case p.Type == TypeFaceSearch && (p.FraudReason == "" || p.Country == ""):
		return errors.New("face-search needs fraud_reason and country")
	}
	return inputs.AccountID(p.AccountID)
}

var errNoConsent = errors.New("user_authorized must be true: the person has to consent")

// CreateEnrollment enrolls a face, a number or an address. Each call creates
// another enrollment.
//
// The enrollment of a face is pending and has the upload link for the picture
// ([Service.EnrollFace] does both steps). It stays pending until the first
// validation succeeds: do not wait for it. A number or an address is enrolled at
// once, or has failed: see [Enrollment.Failed].
func (s *Service) CreateEnrollment(ctx context.Context, params CreateEnrollmentParams) (*Enrollment, error) {
	return rest.Do[Enrollment](ctx, s.c, rest.Call{Op: "POST /v1/enrollments", Form: params})
}

// GetEnrollment returns an enrollment.
func (s *Service) GetEnrollment(ctx context.Context, enrollmentID string) (*Enrollment, error) {
	return rest.Do[Enrollment](ctx, s.c, rest.Call{Op: "GET /v1/enrollments/{enrollment_id}", Args: []string{enrollmentID}})
}

// DeleteEnrollmentParams configures [Service.DeleteEnrollment].
type DeleteEnrollmentParams struct {
	// FraudReason is for face searches. unverified: an error text says that it
	// can be missing, but not where it belongs.
	FraudReason FraudReason `url:"fraud_reason,omitempty"`
}

// DeleteEnrollment deletes an enrollment. Some cannot be deleted: they give
// truora.ErrInvalid. If the answer is lost and the second attempt finds no
// enrollment, it counts as deleted.
func (s *Service) DeleteEnrollment(ctx context.Context, enrollmentID string, params DeleteEnrollmentParams) error {
	return rest.Run(ctx, s.c, rest.Call{
		Op: "DELETE /v1/enrollments/{enrollment_id}", Args: []string{enrollmentID}, Query: params,
	})
}

// ListEnrollmentsParams selects enrollments.
type ListEnrollmentsParams struct {
	// StartKey is Page.Next of the previous page; empty for the first page.
	// unverified: Truora's answer has a next, its parameters have no start_key.
	StartKey string `url:"start_key,omitempty"`
}

// ListEnrollments returns a page of the enrollments of an account, newest first.
func (s *Service) ListEnrollments(ctx context.Context, accountID string, params ListEnrollmentsParams) (*apitype.Page[Enrollment], error) {
	return rest.List[Enrollment](ctx, s.c, rest.Call{
		Op: "GET /v1/accounts/{account_id}/enrollments", Args: []string{accountID}, Query: params, Key: "enrollments",
		Invalid: inputs.AccountID(accountID),
	})
}

// AllEnrollments walks over all pages of [Service.ListEnrollments].
func (s *Service) AllEnrollments(ctx context.Context, accountID string, params ListEnrollmentsParams) iter.Seq2[Enrollment, error] {
	return rest.AllOf(ctx, accountID, params, s.ListEnrollments, func(p *ListEnrollmentsParams) *string { return &p.StartKey })
}

// EnrollmentError reports that an enrollment that a flow needed has failed.
//
//nolint:recvcheck // what prints covers the value too, the error is the pointer
type EnrollmentError struct {
	Enrollment *Enrollment
}

// Error returns, for example, "validators: the enrollment for phone-verification
// failed: phone_number_out_of_coverage".
func (e *EnrollmentError) Error() string {
	return fmt.Sprintf("validators: the enrollment for %s failed: %s", e.Enrollment.ValidationType, e.Enrollment.Reason)
}

// Format prints the text of the error under every verb: the enrollment holds
// personal data.
func (e EnrollmentError) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(e.Error())) }

// MarshalText returns the text of the error, for encoding/json and similar
// packages.
func (e EnrollmentError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }
