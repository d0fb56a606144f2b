package apitype

import (
	"maps"
	"slices"
	"time"
)

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
			if v.Result == FindingInvalid {
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
	Result           Finding           `json:"result"`
	Message          string            `json:"message"`
	ManuallyReviewed bool              `json:"manually_reviewed"` // by a person
	CreatedAt        time.Time         `json:"created_at"`
	DataValidations  map[string]string `json:"data_validations"` // result by field
}

// Examination is one examination of a document. The set is open.
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
