package validators_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/validators"
)

const fullValidation = `{
 "validation_id":"VLD1","account_id":"a","type":"document-validation","validation_status":"failure","failure_status":"declined",
 "declined_reason":"made_up_reason","expired_reason":null,"threshold":1,"allowed_retries":2,"remaining_retries":1,
 "creation_date":"2025-03-04T15:20:31.123456789Z","processing_start_date":"2025-03-04T10:20:31-05:00","processing_finish_date":"2025-03-04T15:20:31",
 "ip_address":"203.0.113.7","instructions":{"front_url":"https://files.truora.com/f","reverse_url":null},
 "details":{
  "background_check":{"check_id":"CHK1","check_url":"https://api.checks.truora.com/v1/checks/CHK1"},
  "document_details":{"doc_id":"DCR1","country":"MX","document_type":"national-id","date_of_birth":"1990-01-31T00:00:00-05:00","issue_date":"",
   "mexico_document":{"cic":"1","section":1234},"state_name":"JALISCO","locality":"GUADALAJARA","foot_size":42,"tattoos":["anchor"]},
  "document_validations":{"data_consistency":[{"validation_type":"mrz-validation","result":"invalid","manually_reviewed":true,"created_at":"2025-03-04T15:21:02Z","data_validations":{"name":"valid"}}],
   "manual_analysis":[{"result":"skipped"}],"manual_review":[{"result":"invalid"}],"photocopy-analysis":[{"result":"invalid","message":"m"}],"hologram_analysis":[{"result":"invalid"}]},
  "face_recognition_validations":{"confidence_score":0.97,"age_range":{"low":28,"high":36},"face_search":{"status":"success","confidence_score":0},"actions_status":[{"action":"look-left","status":"success"}]},
  "electronic_signature_details":{"signed_document_url":"https://zapsign.example/s.pdf"},
  "iris_details":{"colour":"green"}},
 "attachment_status":"valid","attachment_validations":[{"attachment_type":"document-front","result":"valid"}],
 "validation_inputs":{"country":"MX","liveness_actions":["x"]},"user_response":{"input_files":["https://files.truora.com/u"]},
 "lifecycle_status":"restored","mood":"good"}`

func TestAWholeValidation(t *testing.T) {
	t.Parallel()
	v, err := areatest.Answering(t, 200, fullValidation).Validators.Get(t.Context(), "VLD1", validators.GetParams{})
	require.NoError(t, err)
	assert.Equal(t, apitype.DeclinedReason("made_up_reason"), v.DeclinedReason, "enums are open")
	assert.Equal(t, "made_up_reason", v.FailureReason())
	assert.InDelta(t, 1, *v.Threshold, 0)
	assert.Equal(t, 123456789, v.CreationDate.Nanosecond())
	assert.True(t, v.ProcessingStartDate.Equal(time.Date(2025, 3, 4, 15, 20, 31, 0, time.UTC)))
	assert.Equal(t, 31, v.ProcessingFinishDate.Second(), "a time without zone")
	assert.Empty(t, v.Instructions.ReverseURL)

	read := v.Details.DocumentDetails
	assert.Equal(t, apitype.Date{Year: 1990, Month: time.January, Day: 31}, read.DateOfBirth)
	assert.True(t, read.IssueDate.IsZero())
	assert.Equal(t, &apitype.MexicoDocument{CIC: "1", Section: "1234"}, read.MexicoDocument)
	assert.Equal(t, map[string]any{"foot_size": 42.0, "tattoos": []any{"anchor"}}, read.Other)
	assert.Equal(t, "JALISCO GUADALAJARA", read.StateName+" "+read.Locality)
	assert.Equal(t, "DCR1", read.ID())
	assert.Contains(t, v.Details.Other, "iris_details")

	examined := v.Details.DocumentValidations
	require.Len(t, examined.Invalid(), 4, "one failed examination of every kind, known or not, under either name")
	assert.Equal(t, apitype.ExaminationMRZ, examined.Invalid()[0].ValidationType)
	assert.Equal(t, map[string]string{"name": "valid"}, examined.Invalid()[0].DataValidations)
	assert.Equal(t, apitype.FindingSkipped, examined.ManualAnalysis[0].Result)
	assert.Equal(t, "m", examined.PhotocopyAnalysisHyphened[0].Message)
	assert.Equal(t, apitype.FindingInvalid, examined.ManualReview[0].Result)
	assert.Len(t, examined.Other, 1, "unknown")
	assert.Empty(t, (*apitype.DocumentValidations)(nil).Invalid())

	face := v.Details.FaceRecognitionValidations
	assert.InDelta(t, 0.97, *face.ConfidenceScore, 0)
	assert.InDelta(t, 0, *face.FaceSearch.ConfidenceScore, 0)
	assert.Equal(t, 36, face.AgeRange.High)
	assert.Equal(t, "CHK1", v.Details.BackgroundCheck.CheckID)
	assert.Equal(t, "https://zapsign.example/s.pdf", v.Details.ElectronicSignatureDetails.SignedDocumentURL)
	assert.Equal(t, validators.LifecycleStatusRestored, v.LifecycleStatus)
	assert.Contains(t, string(v.RawJSON()), `"mood":"good"`)
}

func TestScoresAreNumbersOfAnyKind(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{"1": 1, "0": 0, "0.97": 0.97} {
		v, err := areatest.Answering(t, 200, `{"validation_id":"VLD1","details":{"face_recognition_validations":{"confidence_score":`+text+`}}}`).Validators.Get(t.Context(), "VLD1", validators.GetParams{})
		require.NoError(t, err)
		assert.InDelta(t, want, *v.Details.FaceRecognitionValidations.ConfidenceScore, 0)
	}
	v, err := areatest.Answering(t, 200, `{"validation_id":"VLD1","details":{"face_recognition_validations":{}}}`).Validators.Get(t.Context(), "VLD1", validators.GetParams{})
	require.NoError(t, err)
	assert.Nil(t, v.Details.FaceRecognitionValidations.ConfidenceScore, "an absent score is not 0")
}

func TestWhenAValidationIsOver(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]struct {
		final, succeeded bool
		reason           string
	}{
		`{"validation_id":"VLD1","validation_status":"pending"}`:                                                                       {},
		`{"validation_id":"VLD1","validation_status":"waiting_for_godot"}`:                                                             {},
		`{"validation_id":"VLD1"}`:                                                                                                     {},
		`{"validation_id":"VLD1","validation_status":"success","failure_status":null}`:                                                 {final: true, succeeded: true},
		`{"validation_id":"VLD1","validation_status":"failure"}`:                                                                       {final: true, reason: "failure"},
		`{"validation_id":"VLD1","validation_status":"failed"}`:                                                                        {final: true, reason: "failed"},
		`{"validation_id":"VLD1","validation_status":"pending","failure_status":"system_error"}`:                                       {final: true, reason: "system_error"},
		`{"validation_id":"VLD1","validation_status":"pending","failure_status":"expired","expired_reason":"input_file_not_uploaded"}`: {final: true, reason: "input_file_not_uploaded"},
		`{"validation_id":"VLD1","validation_status":"success","failure_status":"declined","declined_reason":"blurry_image"}`:          {final: true, reason: "blurry_image"},
		`{"validation_id":"VLD1","validation_status":"failure","failure_status":"struck_by_lightning","declined_reason":null}`:         {final: true, reason: "struck_by_lightning"},
	} {
		v, err := areatest.Answering(t, 200, body).Validators.Get(t.Context(), "VLD1", validators.GetParams{})
		require.NoError(t, err)
		assert.Equal(t, want.final, v.Final(), body)
		assert.Equal(t, want.succeeded, v.Succeeded(), body)
		assert.Equal(t, want.final && !want.succeeded, v.Failed(), body)
		assert.Equal(t, want.reason, v.FailureReason(), body)
	}
}

// A failure status ends a wait even while the status says pending.
func TestWaitEndsAtAFailureStatus(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	mock.RegisterNoResponder(httpmock.NewStringResponder(200, `{"validation_id":"VLD1","validation_status":"pending","failure_status":"expired","expired_reason":"manual_review_expired"}`))
	v, err := client.Validators.Wait(t.Context(), "VLD1", validators.WaitParams{})
	require.NoError(t, err)
	assert.Equal(t, apitype.ExpiredReasonManualReview, v.ExpiredReason)
	assert.Equal(t, 1, mock.GetTotalCallCount())
}

func TestAliases(t *testing.T) {
	t.Parallel()
	assert.EqualValues(t, "email-verification", validators.TypeEmailValidation)
	assert.EqualValues(t, "phone-verification", validators.TypePhoneValidation)
}

// What Truora would certainly refuse is not sent.
func TestRefusedHere(t *testing.T) {
	t.Parallel()
	document := validators.CreateParams{Type: validators.TypeDocumentValidation, UserAuthorized: true, Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypeNationalID}
	with := func(change func(*validators.CreateParams)) func(context.Context, *validators.Service) error {
		p := document
		change(&p)
		return func(ctx context.Context, s *validators.Service) error { _, err := s.Create(ctx, p); return err }
	}
	enroll := func(p validators.CreateEnrollmentParams) func(context.Context, *validators.Service) error {
		return func(ctx context.Context, s *validators.Service) error {
			_, err := s.CreateEnrollment(ctx, p)
			return err
		}
	}
	config := func(p validators.UpdateConfigParams) func(context.Context, *validators.Service) error {
		return func(ctx context.Context, s *validators.Service) error { _, err := s.UpdateConfig(ctx, p); return err }
	}
	for name, call := range map[string]func(context.Context, *validators.Service) error{
		"no type":                  with(func(p *validators.CreateParams) { p.Type = "" }),
		"no consent":               with(func(p *validators.CreateParams) { p.UserAuthorized = false }),
		"no country":               with(func(p *validators.CreateParams) { p.Country = "" }),
		"no document type":         with(func(p *validators.CreateParams) { p.DocumentType = "" }),
		"a face without account":   with(func(p *validators.CreateParams) { p.Type = validators.TypeFaceRecognition }),
		"a search without country": with(func(p *validators.CreateParams) { p.Type, p.AccountID, p.Country = validators.TypeFaceSearch, "a", "" }),
		"a number without channel": with(func(p *validators.CreateParams) {
			p.Type, p.AccountID, p.PhoneType = validators.TypePhoneVerification, "a", validators.PhoneTypeHome
		}),
		"retry without account":      with(func(p *validators.CreateParams) { p.RetryOfID = "VLD0" }),
		"account with a slash":       with(func(p *validators.CreateParams) { p.AccountID = "a/b" }),
		"account with a line break":  with(func(p *validators.CreateParams) { p.AccountID = "a\n" }),
		"account with a letter of ñ": with(func(p *validators.CreateParams) { p.AccountID = "ñ" }),
		"negative timeout":           with(func(p *validators.CreateParams) { p.Timeout = -1 }),
		"long timeout":               with(func(p *validators.CreateParams) { p.Timeout = 21601 }),
		"long timeout of a code": with(func(p *validators.CreateParams) {
			p.Type, p.AccountID, p.Timeout = validators.TypeEmailVerification, "a", 601
		}),
		"high threshold": with(func(p *validators.CreateParams) { p.Threshold = new(1.01) }),
		"no threshold":   with(func(p *validators.CreateParams) { p.Threshold = new(math.NaN()) }),
		"long reference": with(func(p *validators.CreateParams) { p.CustomInput = strings.Repeat("ñ", 129) }),

		"enroll nothing":          enroll(validators.CreateEnrollmentParams{UserAuthorized: true}),
		"enroll without consent":  enroll(validators.CreateEnrollmentParams{Type: validators.TypeFaceRecognition}),
		"enroll no address":       enroll(validators.CreateEnrollmentParams{Type: validators.TypeEmailVerification, UserAuthorized: true}),
		"enroll no label":         enroll(validators.CreateEnrollmentParams{Type: validators.TypePhoneVerification, UserAuthorized: true, PhoneNumber: "+1"}),
		"block for no reason":     enroll(validators.CreateEnrollmentParams{Type: validators.TypeFaceSearch, UserAuthorized: true, Country: apitype.CountryPeru}),
		"enroll into bad account": enroll(validators.CreateEnrollmentParams{Type: validators.TypeFaceRecognition, UserAuthorized: true, AccountID: "a b"}),

		"config of nothing":        config(validators.UpdateConfigParams{}),
		"config timeout":           config(validators.UpdateConfigParams{Validator: validators.TypePhoneVerification, Timeout: 601}),
		"config retries":           config(validators.UpdateConfigParams{Validator: validators.TypeFaceRecognition, AllowedRetries: new(3)}),
		"config negative retries":  config(validators.UpdateConfigParams{Validator: "new", AllowedRetries: new(-1)}),
		"config retry ttl":         config(validators.UpdateConfigParams{Validator: validators.TypeDocumentValidation, RetryTTL: 1801}),
		"config threshold":         config(validators.UpdateConfigParams{Validator: validators.TypeFaceRecognition, Threshold: new(-0.1)}),
		"methods without document": config(validators.UpdateConfigParams{Validator: validators.TypeDocumentValidation, Methods: validators.Methods{"x": {Status: validators.SwitchEnabled}}}),
		"method without name": config(validators.UpdateConfigParams{
			Validator: validators.TypeDocumentValidation, DocumentType: apitype.DocumentTypeNationalID, Methods: validators.Methods{"": {Status: validators.SwitchEnabled}},
		}),
		"long name": config(validators.UpdateConfigParams{Validator: validators.TypePhoneVerification, CustomName: strings.Repeat("ñ", 31)}),
		"reset nothing": func(ctx context.Context, s *validators.Service) error {
			_, err := s.DeleteConfig(ctx, validators.DeleteConfigParams{})
			return err
		},

		"perform a document": func(ctx context.Context, s *validators.Service) error {
			_, err := s.Perform(ctx, "VLD1", validators.PerformParams{Type: validators.TypeDocumentValidation, Token: apitype.NewSecret("1")})
			return err
		},
		"no code": func(ctx context.Context, s *validators.Service) error {
			_, err := s.Perform(ctx, "VLD1", validators.PerformParams{Type: validators.TypePhoneVerification})
			return err
		},
		"no version": func(ctx context.Context, s *validators.Service) error {
			_, err := s.GetDocumentInfographic(ctx, validators.GetDocumentInfographicParams{Country: apitype.CountryPeru})
			return err
		},
		"no image": func(ctx context.Context, s *validators.Service) error {
			_, err := s.EvaluateImage(ctx, validators.EvaluateImageParams{Country: apitype.CountryPeru})
			return err
		},
	} {
		client, mock := areatest.Client(t)
		err := call(t.Context(), client.Validators)
		require.ErrorIs(t, err, truora.ErrInvalid, name)
		assert.Zero(t, mock.GetTotalCallCount(), name)
	}
	assert.NoError(t, document.Validate())
}

func TestRetryOf(t *testing.T) {
	t.Parallel()
	failed := &validators.Validation{ValidationID: "VLD1", AccountID: "ACC1", Type: validators.TypeDocumentValidation}
	first := validators.CreateParams{Type: validators.TypeDocumentValidation, UserAuthorized: true, Country: apitype.CountryPeru, DocumentType: apitype.DocumentTypeNationalID}
	again := first.RetryOf(failed)
	assert.Equal(t, "VLD1", again.RetryOfID)
	assert.Equal(t, "ACC1", again.AccountID)
	assert.Equal(t, apitype.CountryPeru, again.Country)
	assert.NoError(t, again.Validate())
	assert.Empty(t, first.RetryOfID, "the params are not changed")
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	perform := validators.PerformParams{Type: validators.TypePhoneVerification, Token: apitype.NewSecret("473829")}
	failed := &validators.EnrollmentError{Enrollment: &validators.Enrollment{
		AccountID: "ana@example", ValidationType: validators.TypePhoneVerification, Reason: validators.EnrollmentReasonPhoneNumberNotFound,
	}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d"} {
		assert.NotContains(t, fmt.Sprintf(verb, perform), "473829", verb)
		assert.NotContains(t, fmt.Sprintf(verb, failed), "ana", verb)
	}
	assert.Contains(t, failed.Error(), "phone_number_not_found")

	echo := areatest.Answering(t, 400, `{"code":10400,"message":"Invalid request: token 473829 of +573000000001 at https://files.truora.com/x?Signature=s"}`).Validators
	_, err := echo.Perform(t.Context(), "VLD1", perform)
	require.ErrorIs(t, err, truora.ErrInvalid)
	assert.NotContains(t, err.Error(), "473829")
	assert.NotContains(t, err.Error(), "Signature")
	_, err = echo.CreateEnrollment(t.Context(), validators.CreateEnrollmentParams{
		Type: validators.TypePhoneVerification, UserAuthorized: true, PhoneNumber: "+573000000001", PhoneType: validators.PhoneTypeHome,
	})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "3000000001")
}

func TestErrorsOfTheHost(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status int
		body   string
		is     error
		code   int
		says   string
	}{
		{400, `{"code":10404,"http_code":400,"message":"Invalid request: requested validation is no longer available"}`, truora.ErrInvalid, 10404, "no longer available"},
		{400, `{"code":"10400","message":"x"}`, truora.ErrInvalid, 10400, "400: x"},
		{401, `{"message":"Unauthorized"}`, truora.ErrUnauthorized, 0, "401: Unauthorized"},
		{403, `{"message":"Missing Authentication Token","hint":"The HTTP Method, endpoint or resources may not be supported"}`, truora.ErrForbidden, 0, "may not be supported"},
		{404, `{"code":10404,"message":"Validation not found"}`, truora.ErrNotFound, 10404, "Validation not found"},
	} {
		_, err := areatest.Answering(t, tt.status, tt.body).Validators.Get(t.Context(), "VLD1", validators.GetParams{})
		require.ErrorIs(t, err, tt.is)
		e, ok := errors.AsType[*truora.Error](err)
		require.True(t, ok)
		assert.Equal(t, tt.code, e.Code)
		assert.Contains(t, err.Error(), tt.says)
		assert.False(t, tt.status != http.StatusNotFound && errors.Is(err, truora.ErrNotFound), "the status decides, not the code")
	}
}
