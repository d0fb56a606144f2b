package identity

// InputType is what kind of value an [Input] is.
type InputType string

// Types of inputs.
const (
	InputTypeText        InputType = "text"
	InputTypeEmail       InputType = "email"
	InputTypePhone       InputType = "phone"
	InputTypeCountryCode InputType = "country_code"
	InputTypeToken       InputType = "token" // a one-time code
	InputTypeSelect      InputType = "select"
	InputTypeHidden      InputType = "hidden"
	InputTypeCheckbox    InputType = "checkbox"
	InputTypeNumber      InputType = "number"
	InputTypeFile        InputType = "file"
)

// InputName is the name of an [Input].
type InputName string

// Names of inputs.
const (
	InputNameAuthorization       InputName = "authorization"
	InputNameClientAuthorization InputName = "client_authorization"
	InputNameEmail               InputName = "email"
	InputNameToken               InputName = "token" // the one-time code
	InputNameCountryCode         InputName = "country_code"
	InputNamePhoneNumber         InputName = "phone_number"
	InputNamePhoneType           InputName = "phone_type"
	InputNamePhoneLocale         InputName = "phone_locale"
	InputNameCountry             InputName = "country"
	InputNameDocumentType        InputName = "document_type"
	InputNameGeolocation         InputName = "geolocation"
	InputNameIP                  InputName = "ip"
	InputNameActionsFaceLiveness InputName = "actions_face_liveness" // the movements that were asked for
	InputNameSpeechToken         InputName = "speech_token"          // the text to say
)

// FileName is which file a step asks for.
type FileName string

// Names of files.
const (
	FileNameDocumentFront       FileName = "document_front"
	FileNameDocumentBack        FileName = "document_back"
	FileNameFaceVideo           FileName = "face_video"
	FileNameElectronicSignature FileName = "electronic_signature" // its URL is a page for the person
)

// OutputName is the name of an [OutputValue].
type OutputName string

// Names of outputs.
const (
	OutputNameValidationType      OutputName = "validation_type"
	OutputNameValidationID        OutputName = "validation_id"
	OutputNameAccountID           OutputName = "account_id"
	OutputNameEnrollmentID        OutputName = "enrollment_id"
	OutputNameEmail               OutputName = "email"
	OutputNamePhone               OutputName = "phone"
	OutputNameAuthorization       OutputName = "authorization"
	OutputNameFrontDocumentPhoto  OutputName = "front_document_photo"
	OutputNameBackDocumentPhoto   OutputName = "back_document_photo"
	OutputNameRecordFacePhoto     OutputName = "record_face_photo"
	OutputNameFaceVideo           OutputName = "face_video"
	OutputNameActionsFaceLiveness OutputName = "actions_face_liveness"
	OutputNameGeolocation         OutputName = "geolocation"
	OutputNameIP                  OutputName = "ip"
)
