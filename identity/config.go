package identity

import (
	"github.com/truora/truora-go/apitype"
)

// StepConfig is the configuration of a step. Which members are set depends on the
// type of the step, and most are of one kind of steps. Truora publishes no list.
type StepConfig struct {
	Retries *int `json:"retries,omitzero"` // allowed after a failure; nil if absent
	Timeout *int `json:"timeout,omitzero"` // seconds; 0: none; nil if absent

	// FormMessageText and FormMessageButtonText are what the hosted page shows.
	FormMessageText       string `json:"form_message_text,omitzero"`
	FormMessageButtonText string `json:"form_message_button_text,omitzero"`

	// AllowedDocumentTypes and SupportedCountries are of steps about documents.
	AllowedDocumentTypes []AllowedDocuments `json:"allowed_document_types,omitzero"`
	SupportedCountries   []apitype.Country  `json:"supported_countries,omitzero"` // unverified: as codes

	// LivenessType, FaceThreshold and SubValidations are of steps about faces.

	LivenessType   string   `json:"liveness_type,omitzero"`
	FaceThreshold  *float64 `json:"face_threshold,omitzero"`  // 0 to 1; nil if absent
	SubValidations []string `json:"sub_validations,omitzero"` // unverified: as names

	OTPType string `json:"otp_type,omitzero"` // of steps about a telephone or an e-mail address

	// Other are the members of which only the name is known, manual_review,
	// otp_fallback and custom_inputs, and those that this version does not know.
	Other map[string]any `json:",embed"`
}

// AllowedDocuments are the documents of a country that a step takes.
type AllowedDocuments struct {
	Country   apitype.Country   `json:"country"`
	Documents []AllowedDocument `json:"documents"`
}

// AllowedDocument is a kind of document that a step takes.
type AllowedDocument struct {
	DocumentType apitype.DocumentType `json:"document_type"`
	Other        map[string]any       `json:",embed"`
}

// StepData is the current step, as Truora's mobile SDK reads it: most of a [Step].
type StepData struct {
	Type               StepType    `json:"type"`
	Config             *StepConfig `json:"config"`
	ExpectedInputs     []Input     `json:"expected_inputs"`
	VerificationOutput *Output     `json:"verification_output"`
	AsyncStep          bool        `json:"async_step"`
	RetryStatus        RetryStatus `json:"retry_status"`
	RetryReason        string      `json:"retry_reason"`

	Other map[string]any `json:",embed"`
}

// RetryStatus says whether a step can be tried again.
type RetryStatus string

// Statuses of retries.
const (
	RetryStatusAvailable   RetryStatus = "available"
	RetryStatusUnavailable RetryStatus = "unavailable"
)

// VerificationConfig is the configuration of a block of a dynamic process.
type VerificationConfig struct {
	Country      apitype.Country      `json:"country,omitzero"`
	DocumentType apitype.DocumentType `json:"document_type,omitzero"`
	// Other are more members to send. Truora publishes no list.
	Other map[string]any `json:",embed"`
}
