package validators

import (
	"context"
	"errors"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// DocumentSelection lists the documents from which a person can choose.
type DocumentSelection struct {
	Countries []SelectableCountry `json:"countries" contract:"required"`
	apitype.Raw
}

// SelectableCountry is a country with documents that can be validated.
type SelectableCountry struct {
	Country       apitype.Country      `json:"country"`
	DisplayName   string               `json:"display_name"`
	Flag          Flag                 `json:"flag"`
	DocumentTypes []SelectableDocument `json:"document_types"`
}

// Flag is the picture of a country's flag.
type Flag struct {
	URL string `json:"url"`
}

// SelectableDocument is a kind of document of a country.
type SelectableDocument struct {
	DocumentType apitype.DocumentType `json:"document_type"`
	DisplayName  string               `json:"display_name"`
	Examples     []DocumentExample    `json:"examples"`
}

// DocumentExample is a picture that shows how a document looks.
type DocumentExample struct {
	AssetID string `json:"asset_id"`
	URL     string `json:"url"`
	Caption string `json:"caption"`
}

// GetDocumentSelection returns the countries and documents that can be
// validated. unverified: it is in Truora's mobile SDK only, so a key of a backend
// may not be allowed to call it.
func (s *Service) GetDocumentSelection(ctx context.Context) (*DocumentSelection, error) {
	return rest.Do[DocumentSelection](ctx, s.c, rest.Call{Op: "GET /v1/config/document-selection"})
}

// DocumentInfographics are pictures that explain a document.
type DocumentInfographics struct {
	Infographics []Infographic `json:"infographics" contract:"required"`
	apitype.Raw
}

// Infographic is one explaining picture.
type Infographic struct {
	Name       string  `json:"name"`
	PreviewURL string  `json:"preview_url"`
	URL        string  `json:"url"`
	Slides     []Slide `json:"slides"`
}

// Slide is a part of an infographic.
type Slide struct {
	Name       string `json:"name"`
	PreviewURL string `json:"preview_url"`
	URL        string `json:"url"`
}

// GetDocumentInfographicParams names a document; both fields are required.
// unverified: the names of the parameters are inferred from error texts.
type GetDocumentInfographicParams struct {
	Country         apitype.Country         `url:"country"`
	DocumentVersion apitype.DocumentVersion `url:"document_version"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p GetDocumentInfographicParams) Validate() error {
	if p.Country == "" || p.DocumentVersion == "" {
		return errors.New("country and document_version are required")
	}
	return nil
}

// GetDocumentInfographic returns pictures that explain a version of a document.
func (s *Service) GetDocumentInfographic(ctx context.Context, params GetDocumentInfographicParams) (*DocumentInfographics, error) {
	return rest.Do[DocumentInfographics](ctx, s.c, rest.Call{Op: "GET /v1/document-infographic", Query: params})
}

// Side is a side of a document.
type Side string

// Sides.
const (
	SideFront   Side = "front"
	SideReverse Side = "reverse"
)

// EvaluationType is what a picture is evaluated as.
type EvaluationType string

// EvaluationTypeDocument is the one type of evaluation that is known.
const EvaluationTypeDocument EvaluationType = "document"

// EvaluateImageParams has a picture of a document. All fields but ValidationID
// are required; EvaluationType is EvaluationTypeDocument.
type EvaluateImageParams struct {
	// Image is a JPEG; it is sent in base64. Truora's mobile SDK limits its longer
	// side to 1024 pixels.
	Image          []byte               `json:"image"`
	Country        apitype.Country      `json:"country"` // in capitals
	DocumentType   apitype.DocumentType `json:"document_type"`
	DocumentSide   Side                 `json:"document_side"`
	EvaluationType EvaluationType       `json:"evaluation_type"`
	ValidationID   string               `json:"validation_id,omitzero"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p EvaluateImageParams) Validate() error {
	if len(p.Image) == 0 || p.Country == "" || p.DocumentType == "" || p.DocumentSide == "" || p.EvaluationType == "" {
		return errors.New("image, country, document_type, document_side and evaluation_type are required")
	}
	return nil
}

// ImageEvaluation is the evaluation of a picture.
type ImageEvaluation struct {
	Status   apitype.Status `json:"status" contract:"required"` // empty if there is no verdict
	Feedback *ImageFeedback `json:"feedback"`                   // nil if there is nothing to say
	// LLMEvaluation is what a language model thought of the picture. unverified: it is
	// seen in integrations only, and its shape is not published.
	LLMEvaluation jsontext.Value `json:"llm_evaluation"` //grammar:raw its shape is not published
	apitype.Raw
}

// ImageFeedback says how to take a better picture.
type ImageFeedback struct {
	Reason ImageReason `json:"reason"`
	Hints  []string    `json:"hints"`
}

// ImageReason is what is wrong with a picture. The set is open.
type ImageReason string

// Reasons.
const (
	ImageReasonBlurry           ImageReason = "blurry_image"
	ImageReasonWithReflection   ImageReason = "image_with_reflection"
	ImageReasonDocumentNotFound ImageReason = "document_not_found"
	ImageReasonFrontNotFound    ImageReason = "front_of_document_not_found"
	ImageReasonBackNotFound     ImageReason = "back_of_document_not_found"
	ImageReasonFaceNotFound     ImageReason = "face_not_found"
	ImageReasonLowLight         ImageReason = "low_light"
)

// EvaluateImage evaluates whether a picture is good enough to be uploaded. A bad
// picture is not an error: see Status. unverified: it is in Truora's mobile SDK
// only, so a key of a backend may not be allowed to call it.
func (s *Service) EvaluateImage(ctx context.Context, params EvaluateImageParams) (*ImageEvaluation, error) {
	return rest.Do[ImageEvaluation](ctx, s.c, rest.Call{
		Op: "POST /v1/evaluate-image", JSON: params,
		Effect: rest.Read, // it judges and keeps nothing
	})
}
