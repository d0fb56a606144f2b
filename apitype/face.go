package apitype

// FaceRecognitionValidations are the findings about a face.
type FaceRecognitionValidations struct {
	EnrollmentID          string         `json:"enrollment_id"` // of the picture it was compared with
	SimilarityStatus      Status         `json:"similarity_status"`
	PassiveLivenessStatus Status         `json:"passive_liveness_status"` // if it was asked for
	LivenessStatus        Status         `json:"liveness_status"`         // of older, active liveness
	ActionsStatus         []ActionStatus `json:"actions_status"`          // of older, active liveness
	// ConfidenceScore is how similar the faces are, from 0 to 1. It is nil if
	// absent.
	ConfidenceScore *float64          `json:"confidence_score"`
	AgeRange        *AgeRange         `json:"age_range"`
	FaceSearch      *FaceSearchResult `json:"face_search"` // if the config includes it
}

// FaceSearchResult is the result of a search in the lists of blocked faces.
type FaceSearchResult struct {
	// Status is success if the face is not on the lists.
	Status Status `json:"status"`
	// ConfidenceScore is that of the match, from 0 to 1. It is nil if absent.
	ConfidenceScore *float64 `json:"confidence_score"`
}

// ElectronicSignatureDetails says what was signed, and by whom.
type ElectronicSignatureDetails struct {
	// The links need no key.

	OriginalDocumentURL string `json:"original_document_url"`
	SignatureImageURL   string `json:"signature_image_url"`
	SignedDocumentURL   string `json:"signed_document_url"`

	DocumentID string `json:"document_id"`
	SignerID   string `json:"signer_id"`
	Name       string `json:"name"`
	Email      string `json:"email"`
}
