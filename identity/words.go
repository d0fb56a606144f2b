package identity

// Channel is where a process was started.
type Channel string

// Channels.
const (
	ChannelWeb      Channel = "web"
	ChannelWhatsApp Channel = "whatsapp"
	ChannelUnknown  Channel = "unknown"
)

// ProcessType is empty for processes of a flow.
type ProcessType string

// ProcessTypeDynamic processes have no flow; Truora's mobile SDK no longer makes them.
const ProcessTypeDynamic ProcessType = "dynamic"

// StepType is what a step asks of the person.
type StepType string

// Types of steps.
const (
	StepTypeEnterAuthorization          StepType = "enter_authorization"
	StepTypeEnterCaptcha                StepType = "enter_captcha"
	StepTypeEnterEmail                  StepType = "enter_email"
	StepTypeEnterEmailCode              StepType = "enter_email_verification_code"
	StepTypeEnterPhone                  StepType = "enter_phone"
	StepTypeEnterPhoneCode              StepType = "enter_phone_verification_code"
	StepTypeEnterDocumentType           StepType = "enter_document_type"
	StepTypeTakeDocumentPhoto           StepType = "take_document_photo"
	StepTypeRecordFacePhoto             StepType = "record_face_photo"
	StepTypeRecordFaceVideo             StepType = "record_face_video"
	StepTypeRecordFacePhotoLiveness     StepType = "record_face_photo_liveness"
	StepTypeRecordFaceVideoLiveness     StepType = "record_face_video_liveness"
	StepTypeEnterFaceVerification       StepType = "enter_face_verification"
	StepTypeEnterFaceLiveness           StepType = "enter_face_verification_liveness"
	StepTypeEnterGeolocationPermissions StepType = "enter_geolocation_permissions"
	StepTypeEnterInvoiceCountry         StepType = "enter_invoice_country"
	StepTypeTakeInvoicePhoto            StepType = "take_invoice_photo"
	StepTypeEnterResponse               StepType = "enter_response"
	StepTypeGetSignature                StepType = "get_signature"
	StepTypeGetValidationsResult        StepType = "get_validations_result" // nothing is asked: Truora decides
)

// VerificationType is a block of a dynamic process.
type VerificationType string

// Blocks.
const (
	VerificationTypeDocument         VerificationType = "document_verification"
	VerificationTypeDocumentAndFace  VerificationType = "document_verification_with_face_recognition"
	VerificationTypeDocumentLiveness VerificationType = "document_verification_with_liveness"
	VerificationTypeAuthorization    VerificationType = "enter_authorization"
	VerificationTypeInvoice          VerificationType = "invoice_verification"
	VerificationTypeFace             VerificationType = "face_recognition"
	VerificationTypeQuestion         VerificationType = "custom_question"
	VerificationTypeResult           VerificationType = "get_validations_result"
)

// ValidationType is what a validation was about.
type ValidationType string

// Types of validations.
const (
	ValidationTypeDocumentValidation  ValidationType = "document-validation"
	ValidationTypeFaceRecognition     ValidationType = "face-recognition"
	ValidationTypeEmailVerification   ValidationType = "email-verification"
	ValidationTypePhoneVerification   ValidationType = "phone-verification"
	ValidationTypeElectronicSignature ValidationType = "electronic-signature"
)

// MessageChannel is how a link is sent.
type MessageChannel string

// Channels of messages. [Service.SendLink] takes WhatsApp only.
const (
	MessageChannelWhatsApp MessageChannel = "whatsapp"
	MessageChannelEmail    MessageChannel = "email"
	MessageChannelSMS      MessageChannel = "sms"
)
