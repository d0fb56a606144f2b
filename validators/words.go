package validators

// Type is a validator: what is validated, and how.
type Type string

// Validators. The last three exist in older documents only.
const (
	DocumentValidation  Type = "document-validation"
	FaceRecognition     Type = "face-recognition"
	EmailVerification   Type = "email-verification"
	PhoneVerification   Type = "phone-verification"
	FaceSearch          Type = "face-search" // succeeds if the face is NOT on the lists
	ElectronicSignature Type = "electronic-signature"
	IdentityQuestions   Type = "identity-questions"
	VoiceRecognition    Type = "voice-recognition"
	EnterpriseData      Type = "enterprise-data"
)

// Names that Truora's reference of 2024 has for two validators. Its own guides,
// answers and settings spell them -verification, and so does what is sent.
const (
	EmailValidation = EmailVerification
	PhoneValidation = PhoneVerification
)

// Status is where a validation or an enrollment stands, and what came out of a
// part of a validation.
type Status string

// Statuses. A validation is also over as soon as it has a [FailureStatus]: see
// [Validation.Final].
const (
	StatusPending Status = "pending"
	StatusSuccess Status = "success"
	StatusFailure Status = "failure"
)

// FailureStatus is the way in which a validation failed.
type FailureStatus string

// Ways to fail.
const (
	FailureDeclined    FailureStatus = "declined"     // see DeclinedReason
	FailureExpired     FailureStatus = "expired"      // see ExpiredReason
	FailureSystemError FailureStatus = "system_error" // of Truora's; says nothing about the person
	FailureCanceled    FailureStatus = "canceled"
)

// EnrollmentReason is why an enrollment is pending or has failed.
type EnrollmentReason string

// Reasons of enrollments.
const (
	WaitingFileUpload        EnrollmentReason = "waiting_file_upload"
	PhoneNumberOutOfCoverage EnrollmentReason = "phone_number_out_of_coverage"
	PhoneNumberNotFound      EnrollmentReason = "phone_number_not_found"
)

// LifecycleStatus is how far the deletion or restoring of a validation is.
type LifecycleStatus string

// Stages of deletion and restoring.
const (
	LifecycleDeleting  LifecycleStatus = "deleting"
	LifecycleDeleted   LifecycleStatus = "deleted"
	LifecycleRestoring LifecycleStatus = "restoring"
	LifecycleRestored  LifecycleStatus = "restored"
)

// DocumentType is a kind of document.
type DocumentType string

// Kinds of document. Which a country has is in [Service.GetConfig].
const (
	NationalID          DocumentType = "national-id"
	ForeignID           DocumentType = "foreign-id"
	DriverLicense       DocumentType = "driver-license"
	Passport            DocumentType = "passport"
	IdentityCard        DocumentType = "identity-card"
	RUT                 DocumentType = "rut"
	PPT                 DocumentType = "ppt"
	Invoice             DocumentType = "invoice"
	PictureID           DocumentType = "picture-id"
	Record              DocumentType = "record"
	CNH                 DocumentType = "cnh"
	PEP                 DocumentType = "pep"
	GeneralRegistration DocumentType = "general-registration"
	TemporaryNationalID DocumentType = "temporary-national-id"
	TaxID               DocumentType = "tax-id"
	PTP                 DocumentType = "ptp"
	NativeNationalID    DocumentType = "native-national-id"
)

// Subvalidation is a part of a face validation.
type Subvalidation string

// Parts of a face validation.
const (
	PassiveLiveness Subvalidation = "passive_liveness" // is a living person in front of the camera?
	Similarity      Subvalidation = "similarity"       // is it the face that was enrolled?
	SpeechMatch     Subvalidation = "speech_match"     // was the right text said? needs MinimumPrecision
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
	HomePhone    PhoneType = "home"
	OfficePhone  PhoneType = "office"
	RecoverPhone PhoneType = "recover"
)

// Channel is how a code travels to a telephone.
type Channel string

// Channels. WhatsApp needs a line of your own, and an outbound for codes that
// Truora knows.
const (
	SMS      Channel = "sms"
	Call     Channel = "call"
	WhatsApp Channel = "whatsapp"
)

// Locale is the language of a message with a code. It is not apitype.Language:
// Portuguese is pt-BR here.
type Locale string

// Locales. E-mails come in Spanish and English only.
const (
	LocaleEnglish    Locale = "en"
	LocaleSpanish    Locale = "es"
	LocalePortuguese Locale = "pt-BR"
)

// FraudReason is why a face is put on the account's block list.
type FraudReason string

// Reasons to block a face.
const (
	ManipulatedDocument      FraudReason = "manipulated_document"
	ManipulatedPhoto         FraudReason = "manipulated_photo"
	NonPayment               FraudReason = "non_payment"
	CriminalRecordsInCompany FraudReason = "criminal_records_in_company"
	Fraudster                FraudReason = "fraudster"
)

// ConfirmationNone lets a face enrollment succeed without a first validation.
// Truora has to authorize the account for it.
const ConfirmationNone = "none"

// Result is what came out of one examination of a document.
type Result string

// Results of examinations.
const (
	ResultValid   Result = "valid"
	ResultInvalid Result = "invalid"
	ResultSkipped Result = "skipped" // was not needed, or could not be done
)

// Examination is one look at a document. The set is open.
type Examination string

// Examinations seen in answers.
const (
	ExaminationMRZ                   Examination = "mrz-validation"
	ExaminationExpirationDate        Examination = "expiration-date-validation"
	ExaminationDateOfBirth           Examination = "date-of-birth-validation"
	ExaminationDocumentNumber        Examination = "document-number-validation"
	ExaminationNationalRegistrar     Examination = "data-validation-national-registrar"
	ExaminationDataDocumentNumber    Examination = "data-validation-document-number"
	ExaminationGovernmentINE         Examination = "government-database-digital-validation-ine"
	ExaminationGovernmentRENAPO      Examination = "government-database-digital-validation-renapo"
	ExaminationGovernmentCertificate Examination = "government-database-digital-validation-certificate-cedula"
	ExaminationSecurityElements      Examination = "security-elements-validation"
	ExaminationFakeText              Examination = "fake-text-validation"
	ExaminationFakePicture           Examination = "fake-picture-validation"
	ExaminationPhotocopy             Examination = "photocopy-validation"
	ExaminationPhotoOfPhoto          Examination = "photo-of-photo-validation"
	ExaminationManual                Examination = "manual-validation"
)
