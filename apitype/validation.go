package apitype

// Finding is the result of one test of a document or a picture. The set is open.
type Finding string

// Findings.
const (
	FindingValid   Finding = "valid"
	FindingInvalid Finding = "invalid"
	FindingSkipped Finding = "skipped" // was not needed, or could not be done
)

// AttachmentValidation is the result of a test of one uploaded picture.
type AttachmentValidation struct {
	ValidationName string         `json:"validation_name"`
	ValidationType AttachmentTest `json:"validation_type"`
	AttachmentType AttachmentType `json:"attachment_type"`
	Result         Finding        `json:"result"`
}

// AttachmentTest is what an uploaded picture is tested for. The set is open.
type AttachmentTest string

// Tests of pictures.
const (
	AttachmentTestFaceDetection AttachmentTest = "face-detection-validation"
	AttachmentTestOCR           AttachmentTest = "ocr-validation"
)

// AttachmentType is which picture was uploaded. The set is open.
type AttachmentType string

// Pictures.
const (
	AttachmentTypeDocumentFront   AttachmentType = "document-front"
	AttachmentTypeDocumentReverse AttachmentType = "document-reverse"
)

// ActionStatus is the result of a movement that the person was asked for.
type ActionStatus struct {
	Action string `json:"action"` // look-left, open-mouth, look-down …
	Status Status `json:"status"`
}

// AgeRange is how old a face looks, in years.
type AgeRange struct {
	Low  int `json:"low"`
	High int `json:"high"`
}

// BackgroundCheck is the check that was run on the person of a document: see
// package checks.
type BackgroundCheck struct {
	CheckID  string `json:"check_id"`
	CheckURL string `json:"check_url"`
}

// DeviceType is a kind of device. The set is open.
type DeviceType string

// Kinds of devices.
const (
	DeviceTypeMobile   DeviceType = "mobile"
	DeviceTypeComputer DeviceType = "computer"
)

// Device is the device on which a process was done.
type Device struct {
	Type           DeviceType `json:"type"`
	OS             string     `json:"os"`
	OSVersion      string     `json:"os_version"`
	Model          string     `json:"model"`
	Manufacturer   string     `json:"manufacturer"`
	Browser        string     `json:"browser"`
	BrowserVersion string     `json:"browser_version"`
}
