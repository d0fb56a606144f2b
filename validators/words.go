package validators

// Type is a validator: what is validated, and how.
type Type string

// Validators. The last three before TypeAuthenticate exist in older documents only.
const (
	TypeDocumentValidation  Type = "document-validation"
	TypeFaceRecognition     Type = "face-recognition"
	TypeEmailVerification   Type = "email-verification"
	TypePhoneVerification   Type = "phone-verification"
	TypeFaceSearch          Type = "face-search" // succeeds if the face is NOT on the lists
	TypeElectronicSignature Type = "electronic-signature"
	TypeIdentityQuestions   Type = "identity-questions"
	TypeVoiceRecognition    Type = "voice-recognition"
	TypeEnterpriseData      Type = "enterprise-data"
	TypeAuthenticate        Type = "authenticate" // in accounts and settings; nothing tells what it does
)

// Names of two validators in Truora's reference of 2024. Its guides, answers
// and settings spell them -verification, and so does the SDK when it sends
// them.
const (
	TypeEmailValidation = TypeEmailVerification
	TypePhoneValidation = TypePhoneVerification
)

// EnrollmentReason is why an enrollment is pending or has failed.
type EnrollmentReason string

// Reasons of enrollments.
const (
	EnrollmentReasonWaitingFileUpload        EnrollmentReason = "waiting_file_upload"
	EnrollmentReasonPhoneNumberOutOfCoverage EnrollmentReason = "phone_number_out_of_coverage"
	EnrollmentReasonPhoneNumberNotFound      EnrollmentReason = "phone_number_not_found"
)

// LifecycleStatus is the state of the deletion or restoration of a validation.
type LifecycleStatus string

// Stages of deletion and restoring.
const (
	LifecycleStatusDeleting  LifecycleStatus = "deleting"
	LifecycleStatusDeleted   LifecycleStatus = "deleted"
	LifecycleStatusRestoring LifecycleStatus = "restoring"
	LifecycleStatusRestored  LifecycleStatus = "restored"
)

// Subvalidation is a part of a face validation.
type Subvalidation string

// Parts of a face validation.
const (
	SubvalidationPassiveLiveness Subvalidation = "passive_liveness" // is a living person in front of the camera?
	SubvalidationSimilarity      Subvalidation = "similarity"       // is it the face that was enrolled?
	SubvalidationSpeechMatch     Subvalidation = "speech_match"     // was the right text said? needs MinimumPrecision
)

// Precision is how exactly a spoken text must match.
type Precision string

// Precisions.
const (
	PrecisionVeryHigh Precision = "very_high"
	PrecisionHigh     Precision = "high"
	PrecisionMedium   Precision = "medium"
	PrecisionLow      Precision = "low"
)

// PhoneType is the label of an enrolled number: an account has one of each.
type PhoneType string

// Labels of numbers.
const (
	PhoneTypeHome    PhoneType = "home"
	PhoneTypeOffice  PhoneType = "office"
	PhoneTypeRecover PhoneType = "recover"
)

// Channel is how a code is sent to a telephone.
type Channel string

// Channels. WhatsApp needs a line of your own, and a template (outbound) for
// codes that Truora knows.
const (
	ChannelSMS      Channel = "sms"
	ChannelCall     Channel = "call"
	ChannelWhatsApp Channel = "whatsapp"
)

// Locale is the language of a message with a code. It is not apitype.Language:
// Portuguese is pt-BR here.
type Locale string

// Locales. E-mails are available in Spanish and English only.
const (
	LocaleEnglish    Locale = "en"
	LocaleSpanish    Locale = "es"
	LocalePortuguese Locale = "pt-BR"
)

// FraudReason is why a face is put on the account's block list.
type FraudReason string

// Reasons to block a face.
const (
	FraudReasonManipulatedDocument      FraudReason = "manipulated_document"
	FraudReasonManipulatedPhoto         FraudReason = "manipulated_photo"
	FraudReasonNonPayment               FraudReason = "non_payment"
	FraudReasonCriminalRecordsInCompany FraudReason = "criminal_records_in_company"
	FraudReasonFraudster                FraudReason = "fraudster"
)

// Confirmation is how an enrollment is confirmed. Empty means by a first validation.
type Confirmation string

// ConfirmationNone lets a face enrollment succeed without a first validation.
// Truora has to authorize the account to use it.
const ConfirmationNone Confirmation = "none"
