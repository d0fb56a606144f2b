package validators_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/validators"
)

const host = "https://api.validations.truora.com"

// mocked returns a client whose requests end in a mock of its own.
func mocked(t *testing.T) (*truora.Client, *httpmock.MockTransport) {
	t.Helper()
	mock := httpmock.NewMockTransport()
	client, err := truora.New("not-a-real-key", truora.WithHTTPClient(&http.Client{Transport: mock}), truora.WithRetries(0))
	require.NoError(t, err)
	return client, mock
}

// answered returns a service to which everything is answered with body.
func answered(t *testing.T, status int, body string) *validators.Service {
	t.Helper()
	client, mock := mocked(t)
	mock.RegisterNoResponder(httpmock.NewStringResponder(status, body))
	return client.Validators
}

// A row calls one method and says what must go out and what comes of the answer.
type row struct {
	call   func(context.Context, *validators.Service) (any, error)
	method string
	url    string // without the host if it is the area's
	form   string // canonical; or
	json   string
	header map[string]string
	answer string
	want   func(*testing.T, any)
}

func isValidation(id string) func(*testing.T, any) {
	return func(t *testing.T, got any) { assert.Equal(t, id, got.(*validators.Validation).ValidationID) }
}

func accountRows() map[string]row {
	return map[string]row{
		"CreateAccount": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.CreateAccount(ctx, validators.CreateAccountParams{
					AccountID: "acct_1.demo-X", Country: apitype.Colombia, DocumentType: validators.PEP, DocumentNumber: "1",
					DocumentIssueDate: apitype.Date{Year: 2008, Month: 2, Day: 3}, Email: "a@example.com", FirstName: "Ñandú", LastName: "B",
					PhoneNumber: "+573000000001", FacebookUser: "f", TwitterUser: "t",
				})
			},
			method: "POST", url: "/v1/accounts",
			form:   "account_id=acct_1.demo-X&country=CO&document_issue_date=2008-02-03&document_number=1&document_type=pep&email=a%40example.com&facebook_user=f&first_name=%C3%91and%C3%BA&last_name=B&phone_number=%2B573000000001&twitter_user=t",
			answer: `{"account_id":"acct_1.demo-X","first_name":"ÑANDÚ","national_id":"1","document_issue_date":"2008-02-03","creation_date":"2025-03-04T15:20:31.123456789Z","validators_prepared":{"face-recognition":true,"authenticate":false}}`,
			want: func(t *testing.T, got any) {
				a := got.(*validators.Account)
				assert.Equal(t, "1", a.NationalID)
				assert.Equal(t, 123456789, a.CreationDate.Nanosecond())
				assert.Equal(t, apitype.Date{Year: 2008, Month: 2, Day: 3}, a.DocumentIssueDate)
				assert.True(t, a.ValidatorsPrepared[validators.FaceRecognition])
			},
		},
		"CreateAccount, empty": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.CreateAccount(ctx, validators.CreateAccountParams{})
			},
			method: "POST", url: "/v1/accounts", form: "", answer: `{"account_id":"ACC1"}`,
			want: func(t *testing.T, got any) { assert.Equal(t, "ACC1", got.(*validators.Account).AccountID) },
		},
		"GetAccount": {
			call:   func(ctx context.Context, s *validators.Service) (any, error) { return s.GetAccount(ctx, "a.b_c-1") },
			method: "GET", url: "/v1/accounts/a.b_c-1", answer: `{"account_id":"a.b_c-1"}`,
			want: func(t *testing.T, got any) { assert.Equal(t, "a.b_c-1", got.(*validators.Account).AccountID) },
		},
		"ListAccounts": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.ListAccounts(ctx, validators.ListAccountsParams{StartKey: "a.b", Limit: 2})
			},
			method: "GET", url: "/v1/accounts?limit=2&start_key=a.b",
			answer: `{"accounts":[{"account_id":"a"}],"next":"/v1/accounts?start_key=a","self":"/v1/accounts"}`,
			want: func(t *testing.T, got any) {
				page := got.(*apitype.Page[validators.Account])
				assert.Equal(t, "a", page.Items[0].AccountID)
				assert.Equal(t, "a", page.Next)
				assert.JSONEq(t, `{"account_id":"a"}`, string(page.Items[0].RawJSON()))
			},
		},
		"ListAccounts, as Truora's sample spells it": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.ListAccounts(ctx, validators.ListAccountsParams{})
			},
			method: "GET", url: "/v1/accounts", answer: `{"Accounts":[{"account_id":"a"},{"account_id":"b"}],"next":""}`,
			want: func(t *testing.T, got any) { assert.Len(t, got.(*apitype.Page[validators.Account]).Items, 2) },
		},
		"CreateEnrollment": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.CreateEnrollment(ctx, validators.CreateEnrollmentParams{
					Type: validators.PhoneValidation, UserAuthorized: true, AccountID: "a", PhoneNumber: "+573000000001", PhoneType: validators.HomePhone,
				})
			},
			method: "POST", url: "/v1/enrollments",
			form:   "account_id=a&phone_number=%2B573000000001&phone_type=home&type=phone-verification&user_authorized=true",
			answer: `{"enrollment_id":"ENR1","account_id":"a","status":"failure","reason":"phone_number_out_of_coverage","validator_data":{"phone_trust_score":{"phone_behavior_score":1}}}`,
			want: func(t *testing.T, got any) {
				e := got.(*validators.Enrollment)
				assert.True(t, e.Failed(), "with HTTP success")
				assert.Equal(t, validators.PhoneNumberOutOfCoverage, e.Reason)
				assert.InDelta(t, 1, *e.ValidatorData.PhoneTrustScore.PhoneBehaviorScore, 0)
			},
		},
		"CreateEnrollment of a face": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.CreateEnrollment(ctx, validators.CreateEnrollmentParams{
					Type: validators.FaceSearch, UserAuthorized: true, FraudReason: validators.Fraudster, Country: apitype.AllCountries, Confirmation: "none",
				})
			},
			method: "POST", url: "/v1/enrollments", form: "confirmation=none&country=ALL&fraud_reason=fraudster&type=face-search&user_authorized=true",
			answer: `{"enrollment_id":"ENR1","status":"pending","reason":"waiting_file_upload","file_upload_link":"https://files.truora.com/x?a=1\u0026b=2~","instructions":null}`,
			want: func(t *testing.T, got any) {
				e := got.(*validators.Enrollment)
				assert.False(t, e.Failed())
				assert.Equal(t, "https://files.truora.com/x?a=1&b=2~", e.FileUploadLink)
			},
		},
		"GetEnrollment": {
			call:   func(ctx context.Context, s *validators.Service) (any, error) { return s.GetEnrollment(ctx, "ENR1") },
			method: "GET", url: "/v1/enrollments/ENR1", answer: `{"enrollment_id":"ENR1","enrollment_status":"successfully enrolled","instructions":{"phrase":"x"}}`,
			want: func(t *testing.T, got any) {
				assert.Equal(t, map[string]string{"phrase": "x"}, got.(*validators.Enrollment).Instructions)
			},
		},
		"DeleteEnrollment": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.DeleteEnrollment(ctx, "ENR1", validators.DeleteEnrollmentParams{FraudReason: validators.NonPayment})
			},
			method: "DELETE", url: "/v1/enrollments/ENR1?fraud_reason=non_payment", answer: `{"message":"Enrollment was deleted"}`,
			want: func(t *testing.T, got any) { assert.NotEmpty(t, got.(*apitype.Message).Message) },
		},
		"ListEnrollments": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.ListEnrollments(ctx, "a", validators.ListEnrollmentsParams{StartKey: "k=="})
			},
			method: "GET", url: "/v1/accounts/a/enrollments?start_key=k%3D%3D", answer: `{"enrollments":[{"enrollment_id":"ENR1"}],"next":""}`,
			want: func(t *testing.T, got any) {
				assert.Equal(t, "ENR1", got.(*apitype.Page[validators.Enrollment]).Items[0].EnrollmentID)
			},
		},
	}
}

func validationRows() map[string]row {
	history := func(t *testing.T, got any) {
		page := got.(*apitype.Page[validators.Validation])
		require.Len(t, page.Items, 1)
		assert.Equal(t, "VLD1", page.Items[0].ValidationID)
	}
	list := func(ctx context.Context, s *validators.Service) (any, error) {
		return s.List(ctx, validators.ListParams{})
	}
	perform := validators.PerformParams{Type: validators.EmailValidation, Token: "012345"}
	return map[string]row{
		"Create": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.Create(ctx, validators.CreateParams{
					Type: validators.FaceRecognition, UserAuthorized: true, AccountID: "a", Timeout: 600, Threshold: new(0.0), CheckManualReviewAvailability: true,
					Subvalidations: []validators.Subvalidation{validators.PassiveLiveness, validators.SpeechMatch}, MinimumPrecision: validators.PrecisionVeryHigh,
					CustomInput: "ref 1", RetryOfID: "VLD0",
				})
			},
			method: "POST", url: "/v1/validations", header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
			form: "account_id=a&check_manual_review_availability=true&custom_input=ref+1&minimum_precision=very_high&retry_of_id=VLD0" +
				"&subvalidations=passive_liveness&subvalidations=speech_match&threshold=0&timeout=600&type=face-recognition&user_authorized=true",
			answer: `{"validation_id":"VLD1","validation_status":"pending","instructions":{"file_upload_link":"https://files.truora.com/f?x=1\u0026y=2","front_url":null}}`,
			want: func(t *testing.T, got any) {
				v := got.(*validators.Validation)
				assert.Equal(t, &validators.Instructions{FileUploadLink: "https://files.truora.com/f?x=1&y=2"}, v.Instructions)
				assert.Nil(t, v.Threshold)
				assert.False(t, v.Final())
			},
		},
		"Create, the least": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.Create(ctx, validators.CreateParams{
					Type: validators.DocumentValidation, UserAuthorized: true, Country: apitype.Chile, DocumentType: validators.NationalID,
				})
			},
			method: "POST", url: "/v1/validations", form: "country=CL&document_type=national-id&type=document-validation&user_authorized=true",
			answer: `{"validation_id":"VLD1"}`, want: isValidation("VLD1"),
		},
		"Create of a code": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.Create(ctx, validators.CreateParams{
					Type: validators.PhoneVerification, UserAuthorized: true, AccountID: "a", PhoneType: validators.RecoverPhone,
					VerifyChannel: validators.WhatsApp, PhoneLocale: validators.LocalePortuguese,
				})
			},
			method: "POST", url: "/v1/validations",
			form:   "account_id=a&phone_locale=pt-BR&phone_type=recover&type=phone-verification&user_authorized=true&verify_channel=whatsapp",
			answer: `{"validation_id":"VLD1","allowed_retries":2,"remaining_retries":2}`, want: isValidation("VLD1"),
		},
		"Get": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.Get(ctx, "VLD1", validators.GetParams{ShowDetails: true})
			},
			method: "GET", url: "/v1/validations/VLD1?show_details=true", answer: `{"validation_id":"VLD1"}`, want: isValidation("VLD1"),
		},
		"Perform": {
			call:   func(ctx context.Context, s *validators.Service) (any, error) { return s.Perform(ctx, "VLD1", perform) },
			method: "POST", url: "/v1/validations/VLD1", form: "token=012345&type=email-verification",
			answer: `{"validation_id":"VLD1","remaining_retries":1}`, want: isValidation("VLD1"),
		},
		"Delete": {
			call:   func(ctx context.Context, s *validators.Service) (any, error) { return s.Delete(ctx, "VLD1") },
			method: "DELETE", url: "/v1/validations/VLD1", answer: `{"validation_id":"VLD1","lifecycle_status":"deleting"}`,
			want: func(t *testing.T, got any) {
				assert.Equal(t, validators.LifecycleDeleting, got.(*validators.Lifecycle).LifecycleStatus)
			},
		},
		"Restore": {
			call:   func(ctx context.Context, s *validators.Service) (any, error) { return s.Restore(ctx, "VLD1") },
			method: "POST", url: "/v1/validations/VLD1/restore", answer: `{"validation_id":"VLD1","lifecycle_status":"restoring"}`,
			want: func(t *testing.T, got any) {
				assert.Equal(t, validators.LifecycleRestoring, got.(*validators.Lifecycle).LifecycleStatus)
			},
		},
		"List": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.List(ctx, validators.ListParams{AccountID: "a", StartKey: "k"})
			},
			method: "GET", url: "/v1/validations?account_id=a&start_key=k", answer: `{"history":[{"validation_id":"VLD1"}],"next":""}`, want: history,
		},
		"List, under another name": {call: list, method: "GET", url: "/v1/validations", answer: `{"validations":[{"validation_id":"VLD1"}]}`, want: history},
		"List, an array":           {call: list, method: "GET", url: "/v1/validations", answer: `[{"validation_id":"VLD1"}]`, want: history},
		"List, one bare object": {
			call: list, method: "GET", url: "/v1/validations", answer: `{"validation_id":"VLD1","details":{"x":[1]},"validation_inputs":{}}`,
			want: func(t *testing.T, got any) {
				history(t, got)
				assert.Contains(t, string(got.(*apitype.Page[validators.Validation]).Items[0].RawJSON()), `"x":[1]`)
			},
		},
		"ListAccountValidations": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.ListAccountValidations(ctx, "a", validators.ListAccountValidationsParams{StartKey: "k"})
			},
			method: "GET", url: "/v1/accounts/a/validations?start_key=k", answer: `{"history":[{"validation_id":"VLD1"}],"next":""}`, want: history,
		},
		"CreateAccountValidation": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.CreateAccountValidation(ctx, "a", validators.CreateParams{Type: validators.EmailVerification, UserAuthorized: true, Language: validators.LocaleEnglish})
			},
			method: "POST", url: "/v1/accounts/a/validations", form: "account_id=a&language=en&type=email-verification&user_authorized=true",
			answer: `{"validation_id":"VLD1"}`, want: isValidation("VLD1"),
		},
		"GetAccountValidation": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.GetAccountValidation(ctx, "a", "VLD1", validators.GetParams{})
			},
			method: "GET", url: "/v1/accounts/a/validations/VLD1", answer: `{"validation_id":"VLD1"}`, want: isValidation("VLD1"),
		},
		"PerformAccountValidation": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.PerformAccountValidation(ctx, "a", "VLD1", perform)
			},
			method: "POST", url: "/v1/accounts/a/validations/VLD1", form: "token=012345&type=email-verification",
			answer: `{"validation_id":"VLD1"}`, want: isValidation("VLD1"),
		},
		"Upload": {
			call: func(ctx context.Context, s *validators.Service) (any, error) {
				return s.Upload(ctx, "https://files.truora.com/a~b?max-size=9&Signature=x-y~z%3D", strings.NewReader("\x89PNG\r\n\x1a\nx"), validators.UploadParams{})
			},
			method: "PUT", url: "https://files.truora.com/a~b?max-size=9&Signature=x-y~z%3D", form: "\x89PNG\r\n\x1a\nx",
			header: map[string]string{"Content-Type": "image/png", "Truora-API-Key": ""},
			answer: `{"fileId":"f1","message":"File was successfully uploaded","timestamp":"2025-03-04T15:20:31Z"}`,
			want: func(t *testing.T, got any) {
				r := got.(*validators.UploadResult)
				assert.Equal(t, "f1", r.FileID)
				assert.Equal(t, 2025, r.Timestamp.Year())
			},
		},
	}
}

func TestWire(t *testing.T) {
	t.Parallel()
	for _, table := range []map[string]row{accountRows(), validationRows(), otherRows()} {
		for name, r := range table {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				client, mock := mocked(t)
				calls := 0
				mock.RegisterNoResponder(func(req *http.Request) (*http.Response, error) {
					calls++
					r.assertSent(t, req)
					resp := httpmock.NewStringResponse(200, r.answer)
					resp.Request = req
					return resp, nil
				})
				got, err := r.call(t.Context(), client.Validators)
				require.NoError(t, err)
				assert.Equal(t, 1, calls)
				r.want(t, got)
			})
		}
	}
}

func (r *row) assertSent(t *testing.T, req *http.Request) {
	t.Helper()
	assert.Equal(t, r.method, req.Method)
	if strings.HasPrefix(r.url, "/") {
		assert.Equal(t, host+r.url, req.URL.String())
		assert.Equal(t, "not-a-real-key", req.Header.Get("Truora-API-Key"))
	} else {
		assert.Equal(t, r.url, req.URL.String())
	}
	for name, value := range r.header {
		assert.Equal(t, value, req.Header.Get(name), name)
	}
	var body []byte
	if req.Body != nil {
		var err error
		body, err = io.ReadAll(req.Body)
		require.NoError(t, err)
	}
	if r.json != "" {
		assert.JSONEq(t, r.json, string(body))
	} else {
		assert.Equal(t, r.form, string(body))
	}
}
