package identity

// Status is where a process, a validation or a step stands.
type Status string

// Statuses.
const (
	StatusPending Status = "pending"
	StatusSuccess Status = "success"
	StatusFailure Status = "failure" // FailureStatus says how
)

// FailureStatus is how something failed.
type FailureStatus string

// Ways to fail.
const (
	Declined    FailureStatus = "declined"     // decided against the person
	Expired     FailureStatus = "expired"      // not finished in time
	SystemError FailureStatus = "system_error" // a fault on Truora's side
	Canceled    FailureStatus = "canceled"     // given up, by the person or by you
)

// DeclinedReason is why something was declined, or why it expired. The set is
// open: validations know about a hundred more.
type DeclinedReason string

// Reasons of processes.
const (
	ReasonNotUsed               DeclinedReason = "not_used"                        // the link was never opened
	ReasonNoDocumentMedia       DeclinedReason = "no_document_media_uploaded"      // no photo of the document
	ReasonNoFaceMedia           DeclinedReason = "no_face_media_uploaded"          // no photo or video of the face
	ReasonNoMedia               DeclinedReason = "no_media_uploaded"               // neither
	ReasonStartedLate           DeclinedReason = "process_started_late"            // too little time was left
	ReasonNotAnsweredQuestion   DeclinedReason = "not_answered_question"           // a question was left open
	ReasonManualReviewNotDone   DeclinedReason = "manual_review_not_performed"     // nobody reviewed it
	ReasonAbandonedWithRetries  DeclinedReason = "abandoned_without_using_retries" // left after a failed try
	ReasonValidationNotFinished DeclinedReason = "validation_not_finished"         // left half-way
	ReasonValidationExpired     DeclinedReason = "validation_expired"              // a validation ran out of time
	ReasonPostponed             DeclinedReason = "user_process_postponed"          // the person put it off
	ReasonGeolocationDenied     DeclinedReason = "geolocation_denied"              // the place was not shared
	ReasonVPNDetected           DeclinedReason = "vpn_detected"                    // a VPN was in use
	ReasonNoFaceDetected        DeclinedReason = "no_face_detected"                // no face to be seen
	ReasonCanceled              DeclinedReason = "canceled"                        // canceled
	ReasonNoAuthorization       DeclinedReason = "data_authorization_not_provided" // consent was refused
	ReasonCameraDenied          DeclinedReason = "unwanted_camera_permissions"     // the camera was refused
)

// ExpiredReason is what was missing when time ran out.
type ExpiredReason string

// Reasons of expiry.
const (
	ExpiredFileNotUploaded    ExpiredReason = "input_file_not_uploaded"         // a file was not uploaded
	ExpiredManualReview       ExpiredReason = "manual_review_expired"           // a review came too late
	ExpiredPendingMethods     ExpiredReason = "pending_validation_methods"      // validations were open
	ExpiredNotPerformed       ExpiredReason = "validation_not_performed"        // a validation was not done
	ExpiredDocumentNotStarted ExpiredReason = "document_validation_not_started" // the document was not begun
	ExpiredInvoiceNotStarted  ExpiredReason = "invoice_validation_not_started"  // the invoice was not begun
	ExpiredFaceNotStarted     ExpiredReason = "face_validation_not_started"     // the face was not begun
	ExpiredEmailNotStarted    ExpiredReason = "email_validation_not_started"    // the e-mail was not begun
	ExpiredPhoneNotStarted    ExpiredReason = "phone_validation_not_started"    // the phone was not begun
)

// Channel is where a process was begun.
type Channel string

// Channels.
const (
	ViaWeb      Channel = "web"
	ViaWhatsApp Channel = "whatsapp"
	ViaUnknown  Channel = "unknown"
)

// ProcessType is empty for processes of a flow.
type ProcessType string

// Dynamic processes have no flow; Truora's mobile SDK no longer makes them.
const Dynamic ProcessType = "dynamic"

// StepType is what a step asks of the person.
type StepType string

// Types of steps.
const (
	EnterAuthorization          StepType = "enter_authorization"
	EnterCaptcha                StepType = "enter_captcha"
	EnterEmail                  StepType = "enter_email"
	EnterEmailCode              StepType = "enter_email_verification_code"
	EnterPhone                  StepType = "enter_phone"
	EnterPhoneCode              StepType = "enter_phone_verification_code"
	EnterDocumentType           StepType = "enter_document_type"
	TakeDocumentPhoto           StepType = "take_document_photo"
	RecordFacePhoto             StepType = "record_face_photo"
	RecordFaceVideo             StepType = "record_face_video"
	RecordFacePhotoLiveness     StepType = "record_face_photo_liveness"
	RecordFaceVideoLiveness     StepType = "record_face_video_liveness"
	EnterFaceVerification       StepType = "enter_face_verification"
	EnterFaceLiveness           StepType = "enter_face_verification_liveness"
	EnterGeolocationPermissions StepType = "enter_geolocation_permissions"
	EnterInvoiceCountry         StepType = "enter_invoice_country"
	TakeInvoicePhoto            StepType = "take_invoice_photo"
	EnterResponse               StepType = "enter_response"
	GetSignature                StepType = "get_signature"
	GetValidationsResult        StepType = "get_validations_result" // nothing is asked: Truora decides
)

// VerificationType is a block of a dynamic process.
type VerificationType string

// Blocks.
const (
	VerifyDocument         VerificationType = "document_verification"
	VerifyDocumentAndFace  VerificationType = "document_verification_with_face_recognition"
	VerifyDocumentLiveness VerificationType = "document_verification_with_liveness"
	VerifyAuthorization    VerificationType = "enter_authorization"
	VerifyInvoice          VerificationType = "invoice_verification"
	VerifyFace             VerificationType = "face_recognition"
	VerifyQuestion         VerificationType = "custom_question"
	VerifyResult           VerificationType = "get_validations_result"
)

// ValidationType is what a validation was about.
type ValidationType string

// Types of validations.
const (
	DocumentValidation  ValidationType = "document-validation"
	FaceRecognition     ValidationType = "face-recognition"
	EmailVerification   ValidationType = "email-verification"
	PhoneVerification   ValidationType = "phone-verification"
	ElectronicSignature ValidationType = "electronic-signature"
)

// Finding is what one test of a validation came to.
type Finding string

// Findings.
const (
	Valid   Finding = "valid"
	Invalid Finding = "invalid"
	Skipped Finding = "skipped" // not tested
)

// MessageChannel is how a link is sent.
type MessageChannel string

// Channels of messages. [Service.SendLink] takes WhatsApp only.
const (
	WhatsApp MessageChannel = "whatsapp"
	Email    MessageChannel = "email"
	SMS      MessageChannel = "sms"
)
