package validators_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/validators"
)

func otherRows() map[string]row {
	const config = `{"face-recognition":{"threshold":1,"timeout":300,"face_validation_config":{"similarity":{"threshold":0.65}}},"new-validator":{"x":1},` +
		`"document-validation":{"allowed_retries":0,"document_config":{"CO":{"national-id":{"co_national-id-2020":["data-consistency","new-method"]}}}}}`
	isConfig := func(t *testing.T, got any) {
		c := got.(*validators.Config)
		assert.InDelta(t, 1, *c.Validators[validators.FaceRecognition].Threshold, 0)
		assert.Nil(t, c.Validators[validators.DocumentValidation].Threshold)
		assert.Equal(t, []validators.Method{validators.MethodDataConsistency, "new-method"},
			c.Validators[validators.DocumentValidation].DocumentConfig[apitype.Colombia][validators.NationalID]["co_national-id-2020"])
		assert.Contains(t, c.Validators, validators.Type("new-validator"))
		assert.JSONEq(t, config, string(c.RawJSON()))
	}
	return map[string]row{
		"GetConfig": {
			call:   func(ctx context.Context, s *validators.Service) (any, error) { return s.GetConfig(ctx) },
			method: "GET", url: "/v1/config", answer: config, want: isConfig,
		},
		"UpdateConfig": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.UpdateConfig(ctx, validators.UpdateConfigParams{
					Validator: validators.DocumentValidation, AllowedRetries: new(0), Country: apitype.Colombia, DocumentType: validators.NationalID,
					DocumentVersion: "co_national-id-2020", UseManualReview: new(false),
					Methods: validators.Methods{
						validators.MethodDataConsistency: {Status: validators.Disabled},
						validators.MethodPhotoOfPhoto:    {Status: validators.Enabled, Other: map[string]string{"level": "2"}},
					},
				})
			},
			method: "PUT", url: "/v1/config",
			form: "allowed_retries=0&country=CO&document_type=national-id&document_version=co_national-id-2020&use_manual_review=false&validation_method.data-consistency.status=disabled" +
				"&validation_method.photo-of-photo.level=2&validation_method.photo-of-photo.status=enabled&validator=document-validation",
			answer: config, want: isConfig,
		},
		"DeleteConfig": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.DeleteConfig(ctx, validators.DeleteConfigParams{Validator: validators.FaceRecognition, Setting: "threshold"})
			},
			method: "DELETE", url: "/v1/config?type=threshold&validator=face-recognition", answer: config, want: isConfig,
		},
		"GetDocumentSelection": {
			call:   func(ctx context.Context, s *validators.Service) (any, error) { return s.GetDocumentSelection(ctx) },
			method: "GET", url: "/v1/config/document-selection",
			answer: `{"countries":[{"country":"CO","flag":{"url":"u"},"document_types":[{"document_type":"national-id","examples":[{"asset_id":"A1"}]}]}]}`,
			want: func(t *testing.T, got any) {
				assert.Equal(t, "A1", got.(*validators.DocumentSelection).Countries[0].DocumentTypes[0].Examples[0].AssetID)
			},
		},
		"GetDocumentInfographic": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.GetDocumentInfographic(ctx, validators.GetDocumentInfographicParams{Country: apitype.Colombia, DocumentVersion: "v"})
			},
			method: "GET", url: "/v1/document-infographic?country=CO&document_version=v", answer: `{"infographics":[{"name":"n","slides":[{"name":"front"}]}]}`,
			want: func(t *testing.T, got any) {
				assert.Equal(t, "front", got.(*validators.DocumentInfographics).Infographics[0].Slides[0].Name)
			},
		},
		"EvaluateImage": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.EvaluateImage(ctx, validators.EvaluateImageParams{
					Image: []byte("abc"), Country: apitype.Colombia, DocumentType: validators.NationalID, DocumentSide: validators.Reverse,
					EvaluationType: validators.EvaluationDocument,
				})
			},
			method: "POST", url: "/v1/evaluate-image",
			json:   `{"image":"YWJj","country":"CO","document_type":"national-id","document_side":"reverse","evaluation_type":"document"}`,
			answer: `{"status":"failure","feedback":{"reason":"blurry_image","hints":["h"]}}`,
			want: func(t *testing.T, got any) {
				e := got.(*validators.ImageEvaluation)
				assert.Equal(t, validators.StatusFailure, e.Status)
				assert.Equal(t, validators.ImageBlurry, e.Feedback.Reason)
			},
		},
		"Status": {
			call:   func(ctx context.Context, s *validators.Service) (any, error) { return nil, s.Status(ctx) },
			method: "GET", url: "/v1/status", answer: `{}`, want: func(t *testing.T, got any) { assert.Nil(t, got) },
		},
	}
}
