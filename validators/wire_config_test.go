package validators_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/validators"
)

func configRows() map[string]areatest.Row {
	const config = `{"face-recognition":{"threshold":1,"timeout":300,"face_validation_config":{"similarity":{"threshold":0.65}}},"new-validator":{"x":1},` +
		`"document-validation":{"allowed_retries":0,"document_config":{"CO":{"national-id":{"co_national-id-2020":["data-consistency","new-method"]}}}}}`
	isConfig := func(t *testing.T, got any) {
		c := got.(*validators.Config)
		assert.InDelta(t, 1, *c.Validators[validators.TypeFaceRecognition].Threshold, 0)
		assert.Nil(t, c.Validators[validators.TypeDocumentValidation].Threshold)
		assert.Equal(t, []validators.Method{validators.MethodDataConsistency, "new-method"},
			c.Validators[validators.TypeDocumentValidation].DocumentConfig[apitype.CountryColombia][apitype.DocumentTypeNationalID]["co_national-id-2020"])
		assert.Contains(t, c.Validators, validators.Type("new-validator"))
		assert.JSONEq(t, config, string(c.RawJSON()))
	}
	return map[string]areatest.Row{
		"UpdateConfig": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.UpdateConfig(ctx, validators.UpdateConfigParams{
					Validator: validators.TypeDocumentValidation, AllowedRetries: new(0), Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypeNationalID,
					DocumentVersion: "co_national-id-2020", UseManualReview: new(false),
					Methods: validators.Methods{
						validators.MethodDataConsistency: {Status: validators.SwitchDisabled},
						validators.MethodPhotoOfPhoto:    {Status: validators.SwitchEnabled, Other: map[string]string{"level": "2"}},
					},
				})
			},
			Method: "PUT", URL: areatest.Validations + "/v1/config",
			Form: "allowed_retries=0&country=CO&document_type=national-id&document_version=co_national-id-2020&use_manual_review=false&validation_method.data-consistency.status=disabled" +
				"&validation_method.photo-of-photo.level=2&validation_method.photo-of-photo.status=enabled&validator=document-validation",
			Answer: config, Want: isConfig,
		},
		"EvaluateImage": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.EvaluateImage(ctx, validators.EvaluateImageParams{
					Image: []byte("abc"), Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypeNationalID, DocumentSide: validators.SideReverse,
					EvaluationType: validators.EvaluationTypeDocument,
				})
			},
			Method: "POST", URL: areatest.Validations + "/v1/evaluate-image",
			JSON:   `{"image":"YWJj","country":"CO","document_type":"national-id","document_side":"reverse","evaluation_type":"document"}`,
			Answer: `{"status":"failure","feedback":{"reason":"blurry_image","hints":["h"]}}`,
			Want: func(t *testing.T, got any) {
				e := got.(*validators.ImageEvaluation)
				assert.Equal(t, apitype.StatusFailure, e.Status)
				assert.Equal(t, validators.ImageReasonBlurry, e.Feedback.Reason)
			},
		},
	}
}
