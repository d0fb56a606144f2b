package identity_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/internal/areatest"
)

// Made up after the shapes of the contract: nulls, an impossible date, unknown words.
const fullProcess = `{"process_id":"IDP1","account_id":"user-001","status":"failure","failure_status":"declined","declined_reason":"brand_new",
"override_status":"success","override_status_history":[{"who":"somebody"}],"country":"mx","created_via":"web","current_step_index":0,
"date_of_birth":"0000-00-00T00:00:00Z","documents":[{"document_id":"DCR1","extra":1}],"config":{"lang":"en","time_to_live":60,"new":true},
"verifications":{"a:b":"pending"},"trigger_info":{"options":null},"variables":{"start":{"now":{"value":"x"},"metadata":{"age":42,"vip":true,"cart":{"a":1}}}},
"current_step_data":{"type":"take_document_photo","config":{"retries":1},"retry_status":"available","brand_new":1},
"steps":[{"step_id":"IPS1","type":"brand_new_step","async_step":null,"config":null,"expected_inputs":null,"files_upload_urls":null,"verification_output":null},
{"step_id":"IPS2","type":"take_document_photo","async_step":true,"remaining_retries":1,"config":{"retries":3,"timeout":0,"face_threshold":0,"supported_countries":["co"],"otp_type":{"odd":1},"manual_review":true,"brand_new":[1],
"allowed_document_types":[{"country":"CO","documents":[{"document_type":"national-id","side":"both"}]}]},
"files_upload_urls":[{"name":"document_front","url":""}],"verification_output":{"status":"success","declined_reason":"waiting_file_upload","outputs":[{"name":"email","value":"x"}]}}],
"time_to_live":60,"creation_date":"2024-11-20T18:36:56.67751125Z","update_date":"2024-11-20 18:36:56.000000000 ","unheard_of":{"a":1}}`

func wantFullProcess(t *testing.T, got any) {
	t.Helper()
	p := got.(*identity.Process)
	assert.Equal(t, apitype.DeclinedReason("brand_new"), p.DeclinedReason)
	assert.Equal(t, identity.Verdict{Outcome: identity.OutcomeApproved, Overridden: true}, p.Verdict())
	assert.Zero(t, p.CurrentStep, "absent is the first")
	assert.Nil(t, p.Step(), "there is no current step once it has ended")
	assert.True(t, p.DateOfBirth.IsZero())
	assert.Equal(t, map[string]any{"extra": 1.0}, p.Documents[0].Other)
	assert.Equal(t, 60, p.Config.TimeToLive)
	assert.Nil(t, p.TriggerInfo.Options)
	require.Len(t, p.Steps, 2)
	assert.Equal(t, identity.StepType("brand_new_step"), p.Steps[0].Type)
	assert.False(t, p.Steps[0].AsyncStep)
	assert.Nil(t, p.Steps[0].VerificationOutput)
	assert.Nil(t, p.Steps[0].ExpectedInputs)
	assert.True(t, p.Steps[1].AsyncStep)
	assert.Equal(t, apitype.DeclinedReason("waiting_file_upload"), p.Steps[1].VerificationOutput.DeclinedReason)
	assert.Empty(t, p.Steps[1].FilesUploadURLs[0].URL)
	assert.Nil(t, p.Steps[0].Config)
	assert.Equal(t, &identity.StepConfig{
		Retries: new(3), Timeout: new(0), FaceThreshold: new(0.0), SupportedCountries: []apitype.Country{apitype.CountryColombia},
		AllowedDocumentTypes: []identity.AllowedDocuments{{Country: apitype.CountryColombia, Documents: []identity.AllowedDocument{
			{DocumentType: apitype.DocumentTypeNationalID, Other: map[string]any{"side": "both"}},
		}}},
		Other: map[string]any{"manual_review": true, "brand_new": []any{1.0}},
	}, p.Steps[1].Config)
	assert.Contains(t, p.Problems(), apitype.Problem{Pointer: "/steps/1/config/otp_type", Want: "string", Got: "object"})
	assert.Equal(t, identity.StepTypeTakeDocumentPhoto, p.CurrentStepData.Type)
	assert.Equal(t, identity.RetryStatusAvailable, p.CurrentStepData.RetryStatus)
	assert.Equal(t, map[string]any{"brand_new": 1.0}, p.CurrentStepData.Other)
	assert.Equal(t, map[string]apitype.Value{"age": "42", "vip": "true", "cart": `{"a":1}`}, p.Variables["start"]["metadata"])
	assert.Equal(t, time.Date(2024, 11, 20, 18, 36, 56, 0, time.UTC), p.UpdateDate, "whatever way it is written")
	assert.Equal(t, p.CreationDate.Add(75*time.Minute), p.LatestVerdict())
	assert.Contains(t, string(p.RawJSON()), `"unheard_of":{"a":1}`)
}

const fullResult = `{"process_id":"IDP1","account_id":"user-001","flow_version":2,"country":"CO","status":"success","first_name":"ANA",
"check_id":"CHK1","metadata":{"order_id":"A-77"},"current_step_index":6,"time_to_live":120,"creation_date":"2024-12-10T14:37:25.716472356Z",
"validations":[{"validation_id":"VLD1","type":"document-validation","validation_status":"success","allowed_retries":2,"remaining_retries":0,
"details":{"background_check":{"check_id":"CHK1"},"document_details":{"document_id":"DCR1","date_of_birth":"1990-01-02T00:00:00Z","expiration_date":"2030-01-01T00:00:00-05:00","new":"x"},
"document_validations":{"brand_new_group":[{"result":"unheard_of"}],"manual_analysis":[{"validation_name":"m","result":"skipped"}]}},
"front_image":"https://files.example.com/front?a=1&b=2"},
{"validation_id":"VLD2","type":"face-recognition","threshold":0.65,"details":{"face_recognition_validations":{"similarity_status":"success","confidence_score":0,
"age_range":{"low":23,"high":29},"face_search":{"status":"success","confidence_score":0},"actions_status":[{"action":"smile","status":"success"}]}}},
{"validation_id":"VLD3","type":"electronic-signature","details":{"electronic_signature_details":{"signed_document_url":"https://files.example.com/s"}}}],
"last_finished_step":{"step_id":"IPS9","config":null,"verification_output":{"status":"success"}},"devices_info":[{"type":"mobile"}],"unheard_of":1}`

func wantFullResult(t *testing.T, got any) {
	t.Helper()
	r := got.(*identity.Result)
	assert.Equal(t, apitype.FlowVersion("2"), r.FlowVersion)
	assert.Equal(t, identity.Verdict{Outcome: identity.OutcomeApproved}, r.Verdict())
	assert.Equal(t, apitype.Value("A-77"), r.Metadata["order_id"])
	require.Len(t, r.Validations, 3)
	doc := r.Validations[0]
	assert.Zero(t, *doc.RemainingRetries, "none left is not none known")
	assert.Equal(t, "DCR1", doc.Details.DocumentDetails.ID())
	assert.Equal(t, apitype.Date{Year: 1990, Month: 1, Day: 2}, doc.Details.DocumentDetails.DateOfBirth)
	assert.Equal(t, 2030, doc.Details.DocumentDetails.ExpirationDate.Year)
	assert.Equal(t, map[string]any{"new": "x"}, doc.Details.DocumentDetails.Other)
	assert.Equal(t, apitype.Finding("unheard_of"), doc.Details.DocumentValidations.Other["brand_new_group"][0].Result)
	assert.True(t, doc.Details.DocumentValidations.ManualAnalysis[0].CreatedAt.IsZero())
	assert.Equal(t, "https://files.example.com/front?a=1&b=2", doc.FrontImage)
	face := r.Validations[1].Details.FaceRecognitionValidations
	assert.InDelta(t, 0, *face.ConfidenceScore, 0)
	assert.Equal(t, 29, face.AgeRange.High)
	assert.InDelta(t, 0.65, *r.Validations[1].Threshold, 0)
	assert.Nil(t, r.Validations[2].Threshold)
	assert.Nil(t, r.Validations[2].RemainingRetries)
	assert.Equal(t, "https://files.example.com/s", r.Validations[2].Details.ElectronicSignatureDetails.SignedDocumentURL)
	assert.Equal(t, "IPS9", r.LastFinishedStep.StepID)
	assert.Contains(t, string(r.RawJSON()), `"unheard_of":1`)
	assert.Equal(t, r.CreationDate.Add(135*time.Minute), r.LatestVerdict())
}

func TestShapesThatVary(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]apitype.FlowVersion{`2`: "2", `"2"`: "2", `null`: "", `""`: "", `2.5`: "2.5"} {
		r, err := areatest.Answering(t, 200, `{"process_id":"IDP1","flow_version":`+text+`,"status":"success"}`).Identity.GetResult(t.Context(), "IDP1")
		require.NoError(t, err, text)
		assert.Equal(t, want, r.FlowVersion)
	}
	r, err := areatest.Answering(t, 200, `{"process_id":"IDP1","status":"pending"}`).Identity.GetResult(t.Context(), "IDP1")
	require.NoError(t, err)
	assert.Nil(t, r.Validations, "a pending process has none")
	assert.True(t, r.LatestVerdict().IsZero())

	r, err = areatest.Answering(t, 200, `{"process_id":"IDP1","creation_date":"2024-01-01T00:00:00Z"}`).Identity.GetResult(t.Context(), "IDP1")
	require.NoError(t, err)
	assert.Equal(t, time.Date(2024, 1, 1, 2, 15, 0, 0, time.UTC), r.LatestVerdict(), "two hours unless it says otherwise")
	both := apitype.DocumentDetails{DocID: "A", DocumentID: "B"}
	assert.Equal(t, "A", both.ID())
}
