package validators

import (
	"maps"
	"slices"
	"time"

	"github.com/truora/truora-go/apitype"
)

// Details are the findings of a validation. Which field is set depends on the
// type.
type Details struct {
	DocumentDetails            *DocumentDetails            `json:"document_details"`
	DocumentValidations        *DocumentValidations        `json:"document_validations"`
	FaceRecognitionValidations *FaceRecognitionValidations `json:"face_recognition_validations"`
	BackgroundCheck            *apitype.BackgroundCheck    `json:"background_check"` // with CreateParams.CustomType
	ElectronicSignatureDetails *ElectronicSignatureDetails `json:"electronic_signature_details"`
	// Other are members that this version does not know.
	Other map[string]any `json:",embed"`
}

// DocumentDetails is the data read from a document. Which fields are set
// depends on the country and the document.
type DocumentDetails struct {
	DocID           string               `json:"doc_id"`      // see [DocumentDetails.ID]
	DocumentID      string               `json:"document_id"` // its name in Truora's table
	ClientID        string               `json:"client_id"`
	Country         apitype.Country      `json:"country"`
	DocumentType    apitype.DocumentType `json:"document_type"`
	DocumentVersion string               `json:"document_version"` // e.g. co_national-id-2000
	DocumentNumber  string               `json:"document_number"`
	Name            string               `json:"name"` // given names
	LastName        string               `json:"last_name"`
	FirstLastName   string               `json:"first_last_name"`  // Mexico
	SecondLastName  string               `json:"second_last_name"` // Mexico
	DateOfBirth     apitype.Date         `json:"date_of_birth"`
	Gender          string               `json:"gender"` // male, female

	IssueDate        apitype.Date `json:"issue_date"`
	ExpirationDate   apitype.Date `json:"expiration_date"`
	RegistrationDate apitype.Date `json:"registration_date"`
	ExpeditionPlace  string       `json:"expedition_place"`
	BirthPlace       string       `json:"birth_place"`
	Height           string       `json:"height"` // in metres
	RH               string       `json:"rh"`     // blood group

	NationalRegistrar string `json:"national_registrar"` // Colombia
	ProductionData    string `json:"production_data"`    // Colombia
	MachineReadable   string `json:"machine_readable"`   // the MRZ
	ResidenceAddress  string `json:"residence_address"`
	Street            string `json:"street"`
	PostalCode        string `json:"postal_code"`

	MIMEType     string    `json:"mime_type"`
	FrontURL     string    `json:"front_url"`
	ReverseURL   string    `json:"reverse_url"`
	CreationDate time.Time `json:"creation_date"`
	UpdateDate   time.Time `json:"update_date"`

	// StateName and Locality are of Mexican documents. unverified: they are seen in
	// integrations only, and may stand within MexicoDocument instead.
	StateName string `json:"state_name"`
	Locality  string `json:"locality"`
	// MexicoDocument holds cic, citizen_id, elector_key, issue_number, neighborhood,
	// ocr, and section, which is a number.
	MexicoDocument map[string]any `json:"mexico_document"`
	// Other are fields of the document that this version does not know.
	Other map[string]any `json:",embed"`
}

// ID returns the id of the document, whichever name Truora gave it.
func (d *DocumentDetails) ID() string {
	if d.DocID != "" {
		return d.DocID
	}
	return d.DocumentID
}

// DocumentValidations are the examinations of a document by kind. Two kinds have
// a second name: Truora's samples have manual_analysis and photocopy_analysis, its
// table has manual_review and photocopy-analysis.
type DocumentValidations struct {
	DataConsistency    []ExaminationResult `json:"data_consistency"`
	GovernmentDatabase []ExaminationResult `json:"government_database"`
	ImageAnalysis      []ExaminationResult `json:"image_analysis"`
	PhotocopyAnalysis  []ExaminationResult `json:"photocopy_analysis"`
	PhotoOfPhoto       []ExaminationResult `json:"photo_of_photo"`
	ManualAnalysis     []ExaminationResult `json:"manual_analysis"`

	PhotocopyAnalysisHyphened []ExaminationResult `json:"photocopy-analysis"`
	ManualReview              []ExaminationResult `json:"manual_review"`
	// Other are kinds that this version does not know.
	Other map[string][]ExaminationResult `json:",embed"`
}

// Invalid returns the examinations that the document did not pass, of every kind,
// whether this version knows it or not.
func (d *DocumentValidations) Invalid() []ExaminationResult {
	if d == nil {
		return nil
	}
	kinds := [][]ExaminationResult{
		d.DataConsistency, d.GovernmentDatabase, d.ImageAnalysis, d.PhotocopyAnalysis, d.PhotocopyAnalysisHyphened,
		d.PhotoOfPhoto, d.ManualAnalysis, d.ManualReview,
	}
	for _, name := range slices.Sorted(maps.Keys(d.Other)) {
		kinds = append(kinds, d.Other[name])
	}
	var failed []ExaminationResult
	for _, kind := range kinds {
		for _, v := range kind {
			if v.Result == apitype.FindingInvalid {
				failed = append(failed, v)
			}
		}
	}
	return failed
}

// ExaminationResult is one examination of a document.
type ExaminationResult struct {
	ValidationName   string            `json:"validation_name"` // for display
	ValidationType   Examination       `json:"validation_type"`
	Result           apitype.Finding   `json:"result"`
	Message          string            `json:"message"`
	ManuallyReviewed bool              `json:"manually_reviewed"` // by a person
	CreatedAt        time.Time         `json:"created_at"`
	DataValidations  map[string]string `json:"data_validations"` // result by field
}

// FaceRecognitionValidations are the findings about a face.
type FaceRecognitionValidations struct {
	EnrollmentID          string                 `json:"enrollment_id"` // of the picture it was compared with
	SimilarityStatus      apitype.Status         `json:"similarity_status"`
	PassiveLivenessStatus apitype.Status         `json:"passive_liveness_status"` // if it was asked for
	LivenessStatus        apitype.Status         `json:"liveness_status"`         // of older, active liveness
	ActionsStatus         []apitype.ActionStatus `json:"actions_status"`          // of older, active liveness
	// ConfidenceScore is how similar the faces are, from 0 to 1. It is nil if
	// absent.
	ConfidenceScore *float64          `json:"confidence_score"`
	AgeRange        *apitype.AgeRange `json:"age_range"`
	FaceSearch      *FaceSearchResult `json:"face_search"` // if the config includes it
}

// FaceSearchResult is the result of a search in the lists of blocked faces.
type FaceSearchResult struct {
	// Status is success if the face is not on the lists.
	Status apitype.Status `json:"status"`
	// ConfidenceScore is that of the match, from 0 to 1. It is nil if absent.
	ConfidenceScore *float64 `json:"confidence_score"`
}

// ElectronicSignatureDetails are links to what was signed.
type ElectronicSignatureDetails struct {
	OriginalDocumentURL string `json:"original_document_url"`
	SignatureImageURL   string `json:"signature_image_url"`
	SignedDocumentURL   string `json:"signed_document_url"`
}
