package validators_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/validators"
)

func isValidation(id string) func(*testing.T, any) {
	return func(t *testing.T, got any) { assert.Equal(t, id, got.(*validators.Validation).ValidationID) }
}

func accountRows() map[string]areatest.Row {
	return map[string]areatest.Row{
		"CreateAccount, empty": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.CreateAccount(ctx, validators.CreateAccountParams{})
			},
			Method: "POST", URL: areatest.Validations + "/v1/accounts", Answer: `{"account_id":"ACC1"}`,
			Want: func(t *testing.T, got any) { assert.Equal(t, "ACC1", got.(*validators.Account).AccountID) },
		},
		"ListAccounts, as Truora's sample spells it": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.ListAccounts(ctx, validators.ListAccountsParams{})
			},
			Method: "GET", URL: areatest.Validations + "/v1/accounts", Answer: `{"Accounts":[{"account_id":"a"},{"account_id":"b"}],"next":""}`,
			Want: func(t *testing.T, got any) { assert.Len(t, got.(*apitype.Page[validators.Account]).Items, 2) },
		},
		"CreateEnrollment": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.CreateEnrollment(ctx, validators.CreateEnrollmentParams{
					Type: validators.TypePhoneValidation, UserAuthorized: true, AccountID: "a", PhoneNumber: "+573000000001", PhoneType: validators.PhoneTypeHome,
				})
			},
			Method: "POST", URL: areatest.Validations + "/v1/enrollments",
			Form:   "account_id=a&phone_number=%2B573000000001&phone_type=home&type=phone-verification&user_authorized=true",
			Answer: `{"enrollment_id":"ENR1","account_id":"a","status":"failure","reason":"phone_number_out_of_coverage","validator_data":{"phone_trust_score":{"phone_behavior_score":1}}}`,
			Want: func(t *testing.T, got any) {
				e := got.(*validators.Enrollment)
				assert.True(t, e.Failed(), "with HTTP success")
				assert.Equal(t, validators.EnrollmentReasonPhoneNumberOutOfCoverage, e.Reason)
				assert.InDelta(t, 1, *e.ValidatorData.PhoneTrustScore.PhoneBehaviorScore, 0)
			},
		},
	}
}

func validationRows() map[string]areatest.Row {
	history := func(t *testing.T, got any) {
		page := got.(*apitype.Page[validators.Validation])
		require.Len(t, page.Items, 1)
		assert.Equal(t, "VLD1", page.Items[0].ValidationID)
	}
	list := func(ctx context.Context, c *truora.Client) (any, error) {
		return c.Validators.List(ctx, validators.ListParams{})
	}
	perform := validators.PerformParams{Type: validators.TypeEmailValidation, Token: apitype.NewSecret("012345")}
	return map[string]areatest.Row{
		"Create": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.Create(ctx, validators.CreateParams{
					Type: validators.TypeFaceRecognition, UserAuthorized: true, AccountID: "a", Timeout: 600, Threshold: new(0.0), CheckManualReviewAvailability: true,
					Subvalidations: []validators.Subvalidation{validators.SubvalidationPassiveLiveness, validators.SubvalidationSpeechMatch}, MinimumPrecision: validators.PrecisionVeryHigh,
					CustomInput: "ref 1", RetryOfID: "VLD0",
				})
			},
			Method: "POST", URL: areatest.Validations + "/v1/validations",
			Form: "account_id=a&check_manual_review_availability=true&custom_input=ref+1&minimum_precision=very_high&retry_of_id=VLD0" +
				"&subvalidations=passive_liveness&subvalidations=speech_match&threshold=0&timeout=600&type=face-recognition&user_authorized=true",
			Answer: `{"validation_id":"VLD1","validation_status":"pending","instructions":{"file_upload_link":"https://files.truora.com/f?x=1\u0026y=2","front_url":null}}`,
			Want: func(t *testing.T, got any) {
				v := got.(*validators.Validation)
				assert.Equal(t, &validators.Instructions{FileUploadLink: "https://files.truora.com/f?x=1&y=2"}, v.Instructions)
				assert.Nil(t, v.Threshold)
				assert.False(t, v.Final())
			},
		},
		"Perform": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.Perform(ctx, "VLD1", perform)
			},
			Method: "POST", URL: areatest.Validations + "/v1/validations/VLD1", Form: "token=012345&type=email-verification",
			Answer: `{"validation_id":"VLD1","remaining_retries":1}`, Want: isValidation("VLD1"),
		},
		"List, under another name": {Call: list, Method: "GET", URL: areatest.Validations + "/v1/validations", Answer: `{"validations":[{"validation_id":"VLD1"}]}`, Want: history},
		"List, an array":           {Call: list, Method: "GET", URL: areatest.Validations + "/v1/validations", Answer: `[{"validation_id":"VLD1"}]`, Want: history},
		"List, one bare object": {
			Call: list, Method: "GET", URL: areatest.Validations + "/v1/validations", Answer: `{"validation_id":"VLD1","details":{"x":[1]},"validation_inputs":{}}`,
			Want: func(t *testing.T, got any) {
				history(t, got)
				assert.Contains(t, string(got.(*apitype.Page[validators.Validation]).Items[0].RawJSON()), `"x":[1]`)
			},
		},
		"CreateAccountValidation": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.CreateAccountValidation(ctx, "a", validators.CreateParams{Type: validators.TypeEmailVerification, UserAuthorized: true, Language: validators.LocaleEnglish})
			},
			Method: "POST", URL: areatest.Validations + "/v1/accounts/a/validations", Form: "account_id=a&language=en&type=email-verification&user_authorized=true",
			Answer: `{"validation_id":"VLD1"}`, Want: isValidation("VLD1"),
		},
		"Upload": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.Upload(ctx, "https://files.truora.com/a~b?max-size=9&Signature=x-y~z%3D", strings.NewReader("\x89PNG\r\n\x1a\nx"), validators.UploadParams{})
			},
			Method: "PUT", URL: "https://files.truora.com/a~b?max-size=9&Signature=x-y~z%3D", NoKey: true, Body: "\x89PNG\r\n\x1a\nx",
			Header: map[string]string{"Content-Type": "image/png"},
			Answer: `{"fileId":"f1","message":"File was successfully uploaded","timestamp":"2025-03-04T15:20:31Z"}`,
			Want: func(t *testing.T, got any) {
				r := got.(*validators.UploadResult)
				assert.Equal(t, "f1", r.FileID)
				assert.Equal(t, 2025, r.Timestamp.Year())
			},
		},
	}
}

func TestWire(t *testing.T) {
	t.Parallel()
	for _, table := range []map[string]areatest.Row{accountRows(), validationRows(), configRows()} {
		areatest.Run(t, table)
	}
}
