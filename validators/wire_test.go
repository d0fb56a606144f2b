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
		"CreateAccount": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.CreateAccount(ctx, validators.CreateAccountParams{
					AccountID: "acct_1.demo-X", Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypePEP, DocumentNumber: "1",
					DocumentIssueDate: apitype.Date{Year: 2008, Month: 2, Day: 3}, Email: "a@example.com", FirstName: "Ñandú", LastName: "B",
					PhoneNumber: "+573000000001", FacebookUser: "f", TwitterUser: "t",
				})
			},
			Method: "POST", URL: areatest.Validations + "/v1/accounts",
			Form:   "account_id=acct_1.demo-X&country=CO&document_issue_date=2008-02-03&document_number=1&document_type=pep&email=a%40example.com&facebook_user=f&first_name=%C3%91and%C3%BA&last_name=B&phone_number=%2B573000000001&twitter_user=t",
			Answer: `{"account_id":"acct_1.demo-X","first_name":"ÑANDÚ","national_id":"1","document_issue_date":"2008-02-03","creation_date":"2025-03-04T15:20:31.123456789Z","validators_prepared":{"face-recognition":true,"authenticate":false}}`,
			Want: func(t *testing.T, got any) {
				a := got.(*validators.Account)
				assert.Equal(t, "1", a.NationalID)
				assert.Equal(t, 123456789, a.CreationDate.Nanosecond())
				assert.Equal(t, apitype.Date{Year: 2008, Month: 2, Day: 3}, a.DocumentIssueDate)
				assert.True(t, a.ValidatorsPrepared[validators.TypeFaceRecognition])
			},
		},
		"CreateAccount, empty": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.CreateAccount(ctx, validators.CreateAccountParams{})
			},
			Method: "POST", URL: areatest.Validations + "/v1/accounts", Answer: `{"account_id":"ACC1"}`,
			Want: func(t *testing.T, got any) { assert.Equal(t, "ACC1", got.(*validators.Account).AccountID) },
		},
		"GetAccount": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.GetAccount(ctx, "a.b_c-1")
			},
			Method: "GET", URL: areatest.Validations + "/v1/accounts/a.b_c-1", Answer: `{"account_id":"a.b_c-1"}`,
			Want: func(t *testing.T, got any) { assert.Equal(t, "a.b_c-1", got.(*validators.Account).AccountID) },
		},
		"ListAccounts": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.ListAccounts(ctx, validators.ListAccountsParams{StartKey: "a.b", Limit: 2})
			},
			Method: "GET", URL: areatest.Validations + "/v1/accounts?limit=2&start_key=a.b",
			Answer: `{"accounts":[{"account_id":"a"}],"next":"/v1/accounts?start_key=a","self":"/v1/accounts"}`,
			Want: func(t *testing.T, got any) {
				page := got.(*apitype.Page[validators.Account])
				assert.Equal(t, "a", page.Items[0].AccountID)
				assert.Equal(t, "a", page.Next)
				assert.JSONEq(t, `{"account_id":"a"}`, string(page.Items[0].RawJSON()))
			},
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
		"CreateEnrollment of a face": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.CreateEnrollment(ctx, validators.CreateEnrollmentParams{
					Type: validators.TypeFaceSearch, UserAuthorized: true, FraudReason: validators.FraudReasonFraudster, Country: apitype.CountryAll, Confirmation: "none",
				})
			},
			Method: "POST", URL: areatest.Validations + "/v1/enrollments", Form: "confirmation=none&country=ALL&fraud_reason=fraudster&type=face-search&user_authorized=true",
			Answer: `{"enrollment_id":"ENR1","status":"pending","reason":"waiting_file_upload","file_upload_link":"https://files.truora.com/x?a=1\u0026b=2~","instructions":null}`,
			Want: func(t *testing.T, got any) {
				e := got.(*validators.Enrollment)
				assert.False(t, e.Failed())
				assert.Equal(t, "https://files.truora.com/x?a=1&b=2~", e.FileUploadLink)
			},
		},
		"GetEnrollment": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.GetEnrollment(ctx, "ENR1")
			},
			Method: "GET", URL: areatest.Validations + "/v1/enrollments/ENR1", Answer: `{"enrollment_id":"ENR1","enrollment_status":"successfully enrolled","instructions":{"phrase":"x"}}`,
			Want: func(t *testing.T, got any) {
				assert.Equal(t, map[string]string{"phrase": "x"}, got.(*validators.Enrollment).Instructions)
			},
		},
		"DeleteEnrollment": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return nil, c.Validators.DeleteEnrollment(ctx, "ENR1", validators.DeleteEnrollmentParams{FraudReason: validators.FraudReasonNonPayment})
			},
			Method: "DELETE", URL: areatest.Validations + "/v1/enrollments/ENR1?fraud_reason=non_payment", Answer: `{"message":"Enrollment was deleted"}`,
		},
		"ListEnrollments": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.ListEnrollments(ctx, "a", validators.ListEnrollmentsParams{StartKey: "k=="})
			},
			Method: "GET", URL: areatest.Validations + "/v1/accounts/a/enrollments?start_key=k%3D%3D", Answer: `{"enrollments":[{"enrollment_id":"ENR1"}],"next":""}`,
			Want: func(t *testing.T, got any) {
				assert.Equal(t, "ENR1", got.(*apitype.Page[validators.Enrollment]).Items[0].EnrollmentID)
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
		"Create, the least": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.Create(ctx, validators.CreateParams{
					Type: validators.TypeDocumentValidation, UserAuthorized: true, Country: apitype.CountryChile, DocumentType: apitype.DocumentTypeNationalID,
				})
			},
			Method: "POST", URL: areatest.Validations + "/v1/validations", Form: "country=CL&document_type=national-id&type=document-validation&user_authorized=true",
			Answer: `{"validation_id":"VLD1"}`, Want: isValidation("VLD1"),
		},
		"Create of a code": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.Create(ctx, validators.CreateParams{
					Type: validators.TypePhoneVerification, UserAuthorized: true, AccountID: "a", PhoneType: validators.PhoneTypeRecover,
					VerifyChannel: validators.ChannelWhatsApp, PhoneLocale: validators.LocalePortuguese,
				})
			},
			Method: "POST", URL: areatest.Validations + "/v1/validations",
			Form:   "account_id=a&phone_locale=pt-BR&phone_type=recover&type=phone-verification&user_authorized=true&verify_channel=whatsapp",
			Answer: `{"validation_id":"VLD1","allowed_retries":2,"remaining_retries":2}`, Want: isValidation("VLD1"),
		},
		"Get": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.Get(ctx, "VLD1", validators.GetParams{ShowDetails: true})
			},
			Method: "GET", URL: areatest.Validations + "/v1/validations/VLD1?show_details=true", Answer: `{"validation_id":"VLD1"}`, Want: isValidation("VLD1"),
		},
		"Perform": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.Perform(ctx, "VLD1", perform)
			},
			Method: "POST", URL: areatest.Validations + "/v1/validations/VLD1", Form: "token=012345&type=email-verification",
			Answer: `{"validation_id":"VLD1","remaining_retries":1}`, Want: isValidation("VLD1"),
		},
		"Delete": {
			Call:   func(ctx context.Context, c *truora.Client) (any, error) { return c.Validators.Delete(ctx, "VLD1") },
			Method: "DELETE", URL: areatest.Validations + "/v1/validations/VLD1", Answer: `{"validation_id":"VLD1","lifecycle_status":"deleting"}`,
			Want: func(t *testing.T, got any) {
				assert.Equal(t, validators.LifecycleStatusDeleting, got.(*validators.Lifecycle).LifecycleStatus)
			},
		},
		"Restore": {
			Call:   func(ctx context.Context, c *truora.Client) (any, error) { return c.Validators.Restore(ctx, "VLD1") },
			Method: "POST", URL: areatest.Validations + "/v1/validations/VLD1/restore", Answer: `{"validation_id":"VLD1","lifecycle_status":"restoring"}`,
			Want: func(t *testing.T, got any) {
				assert.Equal(t, validators.LifecycleStatusRestoring, got.(*validators.Lifecycle).LifecycleStatus)
			},
		},
		"List": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.List(ctx, validators.ListParams{AccountID: "a", StartKey: "k"})
			},
			Method: "GET", URL: areatest.Validations + "/v1/validations?account_id=a&start_key=k", Answer: `{"history":[{"validation_id":"VLD1"}],"next":""}`, Want: history,
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
		"ListAccountValidations": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.ListAccountValidations(ctx, "a", validators.ListAccountValidationsParams{StartKey: "k"})
			},
			Method: "GET", URL: areatest.Validations + "/v1/accounts/a/validations?start_key=k", Answer: `{"history":[{"validation_id":"VLD1"}],"next":""}`, Want: history,
		},
		"CreateAccountValidation": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.CreateAccountValidation(ctx, "a", validators.CreateParams{Type: validators.TypeEmailVerification, UserAuthorized: true, Language: validators.LocaleEnglish})
			},
			Method: "POST", URL: areatest.Validations + "/v1/accounts/a/validations", Form: "account_id=a&language=en&type=email-verification&user_authorized=true",
			Answer: `{"validation_id":"VLD1"}`, Want: isValidation("VLD1"),
		},
		"GetAccountValidation": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.GetAccountValidation(ctx, "a", "VLD1", validators.GetParams{})
			},
			Method: "GET", URL: areatest.Validations + "/v1/accounts/a/validations/VLD1", Answer: `{"validation_id":"VLD1"}`, Want: isValidation("VLD1"),
		},
		"PerformAccountValidation": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Validators.PerformAccountValidation(ctx, "a", "VLD1", perform)
			},
			Method: "POST", URL: areatest.Validations + "/v1/accounts/a/validations/VLD1", Form: "token=012345&type=email-verification",
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
	for _, table := range []map[string]areatest.Row{accountRows(), validationRows(), otherRows()} {
		areatest.Run(t, table)
	}
}
