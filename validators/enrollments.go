package validators

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Enrollment is a face, a number or an address that an account is validated by.
type Enrollment struct {
	EnrollmentID   string `json:"enrollment_id" contract:"required"`
	AccountID      string `json:"account_id"`
	ValidationType Type   `json:"validation_type"`
	// Ping of a face stays pending until its first successful validation, of a
	// number or an address is success or failure at once.
	Status apitype.Status   `json:"status"`
	Reason EnrollmentReason `json:"reason"` // why it is pending or failed
	// FileUploadLink is where a face goes: see [Service.Upload]. Only the answer to
	// the creation has it. Who has the link can upload: keep it out of logs.
	FileUploadLink string         `json:"file_upload_link"`
	Confirmation   string         `json:"confirmation"`
	FraudReason    FraudReason    `json:"fraud_reason"` // of a face search
	ValidatorData  *ValidatorData `json:"validator_data"`
	CreationDate   time.Time      `json:"creation_date"`
	UpdateDate     time.Time      `json:"update_date"`

	// EnrollmentStatus and Instructions come with voices only, which newer
	// documents do not name.
	EnrollmentStatus string            `json:"enrollment_status"`
	Instructions     map[string]string `json:"instructions"`
	apitype.Raw
}

// Failed reports whether the enrollment has failed, which comes with an HTTP
// status of success: a number that cannot be reached, for example.
func (e *Enrollment) Failed() bool { return e.Status == apitype.StatusFailure }

// ValidatorData is what a validator adds to an enrollment.
type ValidatorData struct {
	PhoneTrustScore *PhoneTrustScore `json:"phone_trust_score"`
	CheckID         string           `json:"check_id"` // of identity questions
}

// PhoneTrustScore is how a number behaves.
type PhoneTrustScore struct {
	// PhoneBehaviorScore is 1 in Truora's samples; its range is not published. nil
	// if absent.
	PhoneBehaviorScore *float64 `json:"phone_behavior_score"`
}

// CreateEnrollmentParams are what is enrolled. Type and UserAuthorized are
// required; a number also needs PhoneNumber and PhoneType, an address Email, a
// face search FraudReason and Country.
type CreateEnrollmentParams struct {
	// Type is TypeFaceRecognition, TypePhoneVerification, TypeEmailVerification or
	// TypeFaceSearch.
	Type Type `url:"type"`
	// UserAuthorized states that the person has consented. CreateEnrollment refuses
	// to send anything else than true.
	UserAuthorized bool `url:"user_authorized"`
	// AccountID is the account; empty makes a new one.
	AccountID string `url:"account_id,omitempty"`
	// Confirmation is empty or ConfirmationNone. For faces only.
	Confirmation string `url:"confirmation,omitempty"`
	// Country of the number, if the account has none; of the lists of a face search.
	Country     apitype.Country `url:"country,omitempty"`
	Email       string          `url:"email,omitempty"`
	PhoneNumber string          `url:"phone_number,omitempty"` // with + and country code
	PhoneType   PhoneType       `url:"phone_type,omitempty"`
	// VerifyChannel is in the reference of 2024; newer ones have it in CreateParams.
	VerifyChannel Channel `url:"verify_channel,omitempty"`
	// FraudReason is why the face is blocked.
	FraudReason FraudReason `url:"fraud_reason,omitempty"`
}

// Validate reports what Truora would certainly refuse.
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
	return checkOwnAccount(p.AccountID)
}

var errNoConsent = errors.New("user_authorized must be true: the person has to consent")

// CreateEnrollment enrols a face, a number or an address. Each call makes
// another enrollment.
//
// A face comes back pending, with the link that its picture goes to
// ([Service.EnrollFace] does both), and stays pending until the first validation
// succeeds: do not wait for it. A number or an address is enrolled at once, or
// has failed: see [Enrollment.Failed].
func (s *Service) CreateEnrollment(ctx context.Context, params CreateEnrollmentParams) (*Enrollment, error) {
	return rest.Do[Enrollment](ctx, s.c, rest.Call{Op: "POST /v1/enrollments", Form: params})
}

// GetEnrollment returns an enrollment.
func (s *Service) GetEnrollment(ctx context.Context, enrollmentID string) (*Enrollment, error) {
	return rest.Do[Enrollment](ctx, s.c, rest.Call{Op: "GET /v1/enrollments/{enrollment_id}", Args: []string{enrollmentID}})
}

// DeleteEnrollmentParams say how an enrollment is deleted.
type DeleteEnrollmentParams struct {
	// FraudReason goes with face searches. unverified: an error text says that it
	// can be missing, but not where it belongs.
	FraudReason FraudReason `url:"fraud_reason,omitempty"`
}

// DeleteEnrollment deletes an enrollment. Not every one can be deleted: those
// that cannot give truora.ErrInvalid. If the answer is lost and the second try
// finds none, that counts as deleted.
func (s *Service) DeleteEnrollment(ctx context.Context, enrollmentID string, params DeleteEnrollmentParams) error {
	return rest.Run(ctx, s.c, rest.Call{
		Op: "DELETE /v1/enrollments/{enrollment_id}", Args: []string{enrollmentID}, Query: params,
	})
}

// ListEnrollmentsParams select enrollments.
type ListEnrollmentsParams struct {
	// StartKey is Page.Next of the page before; empty for the first page.
	// unverified: Truora's answer has a next, its parameters have no start_key.
	StartKey string `url:"start_key,omitempty"`
}

// ListEnrollments returns a page of the enrollments of an account, newest first.
func (s *Service) ListEnrollments(ctx context.Context, accountID string, params ListEnrollmentsParams) (*apitype.Page[Enrollment], error) {
	return rest.List[Enrollment](ctx, s.c, rest.Call{
		Op: "GET /v1/accounts/{account_id}/enrollments", Args: []string{accountID}, Query: params, Key: "enrollments",
		Invalid: checkAccount(accountID),
	})
}

// AllEnrollments walks over all pages of [Service.ListEnrollments].
func (s *Service) AllEnrollments(ctx context.Context, accountID string, params ListEnrollmentsParams) iter.Seq2[Enrollment, error] {
	return rest.AllOf(ctx, accountID, params, s.ListEnrollments, func(p *ListEnrollmentsParams) *string { return &p.StartKey })
}

// EnrollmentError is an enrollment that failed, where a flow needed it.
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

// Format prints the text of the error under every verb: the enrollment names a
// person.
func (e EnrollmentError) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(e.Error())) }

// MarshalText is the text of the error, for encoding/json and its like.
func (e EnrollmentError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }
