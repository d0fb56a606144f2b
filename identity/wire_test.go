package identity_test

import (
	"context"
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/internal/areatest"
)

const (
	host     = "https://api.identity.truora.com"
	formType = "application/x-www-form-urlencoded"
	pending  = `{"process_id":"IDP1","status":"pending"}`
)

type ctx = context.Context

// isProcess expects the process of the answer pending.
func isProcess(t *testing.T, got any) {
	t.Helper()
	p := got.(*identity.Process)
	assert.Equal(t, "IDP1", p.ProcessID)
	assert.JSONEq(t, pending, string(p.RawJSON()))
}

func TestWire(t *testing.T) {
	t.Parallel()
	rows := processRows()
	maps.Copy(rows, stepRows())
	areatest.Run(t, rows)
}

func processRows() map[string]areatest.Row {
	dynamic := identity.CreateParams{
		ProcessType: identity.ProcessTypeDynamic, TTL: 300, Label: "l", Lang: apitype.LanguageSpanish,
		Verification: &identity.VerificationInput{Type: identity.VerificationTypeDocument, Config: identity.VerificationConfig{Country: apitype.CountryColombia, Other: map[string]any{"new": 1}}},
	}
	return map[string]areatest.Row{
		"Create": {
			Call:   func(ctx ctx, c *truora.Client) (any, error) { return c.Identity.Create(ctx, identity.CreateParams{}) },
			Method: "POST", URL: host + "/v1/processes", JSON: `{}`, Status: 201, Answer: pending, Want: isProcess,
		},
		"Create, again": {
			Call:   func(ctx ctx, c *truora.Client) (any, error) { return c.Identity.Create(ctx, dynamic) },
			Method: "POST", URL: host + "/v1/processes", Status: 200, Answer: pending, Want: isProcess,
			JSON: `{"process_type":"dynamic","ttl":300,"label":"l","lang":"es","verification":{"type":"document_verification","config":{"country":"CO","new":1}}}`,
		},
		"Get": {
			Call:   func(ctx ctx, c *truora.Client) (any, error) { return c.Identity.Get(ctx, "IDP1") },
			Method: "GET", URL: host + "/v1/processes/IDP1", Status: 200, Answer: fullProcess, Want: wantFullProcess,
		},
		"List": {
			Call: func(ctx ctx, c *truora.Client) (any, error) {
				return c.Identity.List(ctx, identity.ListParams{
					Search: "IPF1", Status: apitype.StatusFailure, FailureStatus: apitype.FailureStatusExpired,
					DeclinedReason: []apitype.DeclinedReason{apitype.DeclinedReasonNotUsed, apitype.DeclinedReasonCanceled},
					StartDate:      time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
					EndDate:        time.Date(2026, 2, 28, 0, 0, 0, 0, time.FixedZone("", -5*3600)), StartKey: "a+b=",
				})
			},
			Method: "GET", URL: host + "/v1/processes?declined_reason=not_used&declined_reason=canceled&end_date=2026-02-28T00%3A00%3A00-05%3A00" +
				"&failure_status=expired&search=IPF1&start_date=2026-01-01T00%3A00%3A00%2B00%3A00&start_key=a%2Bb%3D&status=failure",
			Status: 200, Answer: `{"identity_processes":[` + pending + `,null],"next":"/v1/processes?start_key=op%2Faque%3D","self":"/v1/processes"}`,
			Want: func(t *testing.T, got any) {
				page := got.(*apitype.Page[identity.Process])
				require.Len(t, page.Items, 1)
				assert.Equal(t, "op/aque=", page.Next)
			},
		},
		"Cancel": {
			Call: func(ctx ctx, c *truora.Client) (any, error) {
				return c.Identity.Cancel(ctx, "IDP1", identity.CancelParams{})
			},
			Method: "POST", URL: host + "/v1/processes/IDP1/status", JSON: `{"failure_status":"declined","declined_reason":"canceled"}`,
			Status: 200, Answer: pending, Want: isProcess,
		},
		"Cancel, in other words": {
			Call: func(ctx ctx, c *truora.Client) (any, error) {
				return c.Identity.Cancel(ctx, "IDP1", identity.CancelParams{FailureStatus: apitype.FailureStatusCanceled, CanceledReason: "changed <mind>"})
			},
			Method: "POST", URL: host + "/v1/processes/IDP1/status", JSON: `{"failure_status":"canceled","canceled_reason":"changed <mind>"}`,
			Status: 200, Answer: pending, Want: isProcess,
		},
		"GetResult": {
			Call:   func(ctx ctx, c *truora.Client) (any, error) { return c.Identity.GetResult(ctx, "IDP1") },
			Method: "GET", URL: host + "/v1/processes/IDP1/result", Status: 200, Answer: fullResult, Want: wantFullResult,
		},
		"SendAccessLink": {
			Call: func(ctx ctx, c *truora.Client) (any, error) {
				return c.Identity.SendAccessLink(ctx, "IPF1", identity.SendAccessLinkParams{
					MessageChannel: identity.MessageChannelWhatsApp, Lang: apitype.LanguageEnglish, PhoneNumber: "+573000000000", OutboundID: "OTB1",
					Variables: apitype.NewSecrets(map[string]string{"b": "2", "a": "1"}),
				})
			},
			Method: "POST", URL: host + "/v1/web-integration/IPF1/process-access-link",
			Form:   "lang=en&message_channel=whatsapp&outbound_id=OTB1&phone_number=%2B573000000000&var.a=1&var.b=2",
			Status: 200, Answer: `{"message":"sent"}`,
			Want: func(t *testing.T, got any) { assert.Equal(t, "sent", got.(*identity.AccessLink).Message) },
		},
	}
}

func stepRows() map[string]areatest.Row {
	step := identity.Step{
		StepID: "IPS1", Type: identity.StepTypeEnterEmail, VerificationID: "email_validation", RemainingRetries: 2,
		ExpectedInputs: []identity.Input{{Type: "email", Name: "email", Description: "Type it", Length: 3}},
	}
	answer, err := step.Answer(map[string]string{"email": "ana@example.com"})
	isStep := func(t *testing.T, got any) {
		assert.Equal(t, identity.StepTypeTakeDocumentPhoto, got.(*identity.Step).Type)
		assert.NotEmpty(t, got.(*identity.Step).RawJSON())
	}
	return map[string]areatest.Row{
		"VerifyStep": {
			Call: func(ctx ctx, c *truora.Client) (any, error) {
				if err != nil {
					return nil, err
				}
				return c.Identity.VerifyStep(ctx, "IDP1", answer)
			},
			Method: "POST", URL: host + "/v1/processes/IDP1", Status: 200, Answer: pending, Want: isProcess,
			JSON: `{"type":"enter_email","step_id":"IPS1","verification_id":"email_validation","remaining_retries":2,` +
				`"expected_inputs":[{"type":"email","name":"email","value":"ana@example.com"}]}`,
		},
		"VerifyStep, without inputs": {
			Call: func(ctx ctx, c *truora.Client) (any, error) {
				return c.Identity.VerifyStep(ctx, "IDP1", identity.VerifyStepParams{Type: identity.StepTypeGetValidationsResult, StepID: "IPS9", VerificationID: "v"})
			},
			Method: "POST", URL: host + "/v1/processes/IDP1", Status: 200, Answer: pending, Want: isProcess,
			JSON: `{"type":"get_validations_result","step_id":"IPS9","verification_id":"v"}`,
		},
		"VerifyStepByID": {
			Call:   func(ctx ctx, c *truora.Client) (any, error) { return c.Identity.VerifyStepByID(ctx, "IPS1", step) },
			Method: "POST", URL: host + "/v1/processes/steps/IPS1", Status: 200, Answer: `{"step_id":"IPS2","type":"take_document_photo"}`,
			JSON: `{"step_id":"IPS1","type":"enter_email","verification_id":"email_validation","remaining_retries":2,` +
				`"expected_inputs":[{"type":"email","name":"email","value":"","description":"Type it","length":3}]}`,
			Want: isStep,
		},
	}
}
