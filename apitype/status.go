package apitype

// Status is the state of a process, a validation, an enrollment or a part of one. The
// set is open.
type Status string

// Statuses. A validation has also ended once it has a [FailureStatus].
const (
	StatusPending Status = "pending"
	StatusSuccess Status = "success"
	StatusFailure Status = "failure" // FailureStatus says how
)

// FailureStatus is how a process or a validation failed. The set is open.
type FailureStatus string

// Ways to fail.
const (
	FailureStatusDeclined    FailureStatus = "declined"     // decided against the person
	FailureStatusExpired     FailureStatus = "expired"      // not finished in time: see ExpiredReason
	FailureStatusSystemError FailureStatus = "system_error" // a fault of Truora's, not the person's
	FailureStatusCanceled    FailureStatus = "canceled"     // given up, by the person or by you
)

// ExpiredReason is what was missing when the time ran out. The set is open.
type ExpiredReason string

// Reasons of expiry.
const (
	ExpiredReasonInputFileNotUploaded         ExpiredReason = "input_file_not_uploaded"
	ExpiredReasonManualReview                 ExpiredReason = "manual_review_expired" // no reviewer in time
	ExpiredReasonPendingValidationMethods     ExpiredReason = "pending_validation_methods"
	ExpiredReasonValidationNotPerformed       ExpiredReason = "validation_not_performed" // the code was not given
	ExpiredReasonDocumentValidationNotStarted ExpiredReason = "document_validation_not_started"
	ExpiredReasonInvoiceValidationNotStarted  ExpiredReason = "invoice_validation_not_started"
	ExpiredReasonFaceValidationNotStarted     ExpiredReason = "face_validation_not_started"
	ExpiredReasonEmailValidationNotStarted    ExpiredReason = "email_validation_not_started"
	ExpiredReasonPhoneValidationNotStarted    ExpiredReason = "phone_validation_not_started"
)
