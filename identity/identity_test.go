package identity_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/internal/areatest"
)

func TestVerdict(t *testing.T) {
	t.Parallel()
	const s, f, p = apitype.StatusSuccess, apitype.StatusFailure, apitype.StatusPending
	for name, tt := range map[string]struct {
		result identity.Result
		want   identity.Verdict
	}{
		"pending":                  {identity.Result{Status: p}, identity.Verdict{Outcome: identity.OutcomePending}},
		"nothing":                  {identity.Result{}, identity.Verdict{Outcome: identity.OutcomePending}},
		"unknown status":           {identity.Result{Status: "archived"}, identity.Verdict{Outcome: identity.OutcomePending}},
		"approved":                 {identity.Result{Status: s}, identity.Verdict{Outcome: identity.OutcomeApproved}},
		"success and a failure":    {identity.Result{Status: s, FailureStatus: apitype.FailureStatusDeclined, DeclinedReason: "x"}, identity.Verdict{Outcome: identity.OutcomeDeclined, Reason: "x"}},
		"success and an odd one":   {identity.Result{Status: s, FailureStatus: "eaten"}, identity.Verdict{Outcome: identity.OutcomeFailed}},
		"approved keeps no reason": {identity.Result{Status: s, DeclinedReason: "waiting_file_upload"}, identity.Verdict{Outcome: identity.OutcomeApproved}},
		"declined":                 {identity.Result{Status: f, FailureStatus: apitype.FailureStatusDeclined, DeclinedReason: apitype.DeclinedReasonVPNDetected}, identity.Verdict{Outcome: identity.OutcomeDeclined, Reason: "vpn_detected"}},
		"canceled":                 {identity.Result{Status: f, FailureStatus: apitype.FailureStatusCanceled}, identity.Verdict{Outcome: identity.OutcomeDeclined, Reason: "canceled"}},
		"expired":                  {identity.Result{Status: f, FailureStatus: apitype.FailureStatusExpired, DeclinedReason: apitype.DeclinedReasonNotUsed}, identity.Verdict{Outcome: identity.OutcomeExpired, Reason: "not_used"}},
		"expired, its own reason":  {identity.Result{Status: f, FailureStatus: apitype.FailureStatusExpired, DeclinedReason: "x", ExpiredReason: apitype.ExpiredReasonManualReview}, identity.Verdict{Outcome: identity.OutcomeExpired, Reason: "manual_review_expired"}},
		"failed":                   {identity.Result{Status: f, FailureStatus: apitype.FailureStatusSystemError}, identity.Verdict{Outcome: identity.OutcomeFailed}},
		"an unknown failure":       {identity.Result{Status: f, FailureStatus: "eaten"}, identity.Verdict{Outcome: identity.OutcomeFailed}},
		"a bare failure":           {identity.Result{Status: f}, identity.Verdict{Outcome: identity.OutcomeFailed}},
		"overridden to success":    {identity.Result{Status: f, FailureStatus: apitype.FailureStatusExpired, DeclinedReason: "x", OverrideStatus: s}, identity.Verdict{Outcome: identity.OutcomeApproved, Overridden: true}},
		"overridden to failure":    {identity.Result{Status: s, OverrideStatus: f}, identity.Verdict{Outcome: identity.OutcomeDeclined, Overridden: true}},
		"overridden while it runs": {identity.Result{Status: p, OverrideStatus: f}, identity.Verdict{Outcome: identity.OutcomeDeclined, Overridden: true}},
		"an unknown override":      {identity.Result{Status: s, OverrideStatus: "under_review"}, identity.Verdict{Outcome: identity.OutcomePending, Overridden: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := tt.result
			assert.Equal(t, tt.want, r.Verdict())
			assert.Equal(t, tt.want.Outcome != identity.OutcomePending, r.Final())
			process := identity.Process{
				Status: r.Status, OverrideStatus: r.OverrideStatus, FailureStatus: r.FailureStatus,
				DeclinedReason: r.DeclinedReason, ExpiredReason: r.ExpiredReason,
			}
			assert.Equal(t, tt.want, process.Verdict(), "both kinds agree")
			assert.Equal(t, r.Final(), process.Final())
		})
	}
}

func TestParamsAreCheckedBeforeSending(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	link := identity.SendAccessLinkParams{MessageChannel: identity.MessageChannelSMS, Lang: apitype.LanguageSpanish, PhoneNumber: "+573000000000"}
	with := func(f func(*identity.SendAccessLinkParams)) identity.SendAccessLinkParams {
		p := link
		f(&p)
		return p
	}
	require.NoError(t, link.Validate())
	require.NoError(t, identity.ListParams{StartDate: day, EndDate: day.AddDate(0, 2, 0)}.Validate())
	client, mock := areatest.Client(t)
	s := client.Identity
	for name, call := range map[string]func() (any, error){
		"one date":   func() (any, error) { return s.List(t.Context(), identity.ListParams{StartDate: day}) },
		"other date": func() (any, error) { return s.List(t.Context(), identity.ListParams{EndDate: day}) },
		"backwards": func() (any, error) {
			return s.List(t.Context(), identity.ListParams{StartDate: day, EndDate: day.Add(-1)})
		},
		"over two months": func() (any, error) {
			return s.List(t.Context(), identity.ListParams{StartDate: day, EndDate: day.AddDate(0, 2, 1)})
		},
		"nothing to update": func() (any, error) { return s.Update(t.Context(), "IDP1", identity.UpdateParams{}) },
		"no step":           func() (any, error) { return s.VerifyStep(t.Context(), "IDP1", identity.VerifyStepParams{}) },
		"no block":          func() (any, error) { return s.AddVerification(t.Context(), "IDP1", identity.AddVerificationParams{}) },
		"no phone":          func() (any, error) { return s.SendLink(t.Context(), "IDP1", identity.SendLinkParams{Lang: "es"}) },
		"no channel":        func() (any, error) { return s.SendAccessLink(t.Context(), "IPF1", identity.SendAccessLinkParams{}) },
		"no outbound": func() (any, error) {
			return s.SendAccessLink(t.Context(), "IPF1", with(func(p *identity.SendAccessLinkParams) { p.MessageChannel = identity.MessageChannelWhatsApp }))
		},
		"no address": func() (any, error) {
			return s.SendAccessLink(t.Context(), "IPF1", with(func(p *identity.SendAccessLinkParams) { p.MessageChannel = identity.MessageChannelEmail }))
		},
		"variables alone": func() (any, error) {
			return s.SendAccessLink(t.Context(), "IPF1", with(func(p *identity.SendAccessLinkParams) {
				p.Variables = identity.TemplateVariables{"a": apitype.NewSecret("b")}
			}))
		},
		"an empty variable": func() (any, error) {
			return s.SendAccessLink(t.Context(), "IPF1", with(func(p *identity.SendAccessLinkParams) {
				p.OutboundID, p.Variables = "OTB1", identity.TemplateVariables{"a": apitype.NewSecret("")}
			}))
		},
	} {
		_, err := call()
		require.ErrorIs(t, err, truora.ErrInvalid, name)
	}
	assert.Zero(t, mock.GetTotalCallCount())
}

// What an id holds stays within its place in the path.
func TestIDsAreEscaped(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	mock.RegisterNoResponder(func(req *http.Request) (*http.Response, error) {
		assert.Equal(t, "/v1/processes/a%2Fback%3Fx=1%23y", req.URL.EscapedPath())
		return httpmock.NewStringResponse(200, `{"process_id":"IDP1"}`), nil
	})
	_, err := client.Identity.Get(t.Context(), "a/back?x=1#y")
	require.NoError(t, err)
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	step := identity.Step{
		StepID: "IPS1", Type: identity.StepTypeEnterDocumentType, VerificationID: "v", RemainingRetries: 2,
		ExpectedInputs: []identity.Input{{Type: "select", Name: "country"}, {Type: "select", Name: "document_type", Value: apitype.NewSecret("national-id"), ReadOnly: true}},
	}
	p, err := step.Answer(map[string]string{"country": "CO"})
	require.NoError(t, err)
	assert.Equal(t, []identity.Input{{Type: "select", Name: "country", Value: apitype.NewSecret("CO")}, {Type: "select", Name: "document_type", Value: apitype.NewSecret("national-id")}}, p.ExpectedInputs)
	assert.Equal(t, 2, p.RemainingRetries)
	assert.Empty(t, step.ExpectedInputs[0].Value, "the step stays as it was read")

	_, err = step.Answer(map[string]string{"Country": "private value"})
	require.Error(t, err, "Truora would drop it without a word")
	assert.NotContains(t, err.Error(), "private")
	_, err = step.Answer(map[string]string{"document_type": "passport"})
	require.Error(t, err)
	none, err := (&identity.Step{Type: identity.StepTypeTakeDocumentPhoto, StepID: "IPS2", VerificationID: "v"}).Answer(nil)
	require.NoError(t, err)
	assert.Nil(t, none.ExpectedInputs)
}

// The errors of the notes, in all their spellings.
func TestErrors(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]struct {
		status int
		kind   error
		code   int
	}{
		`{"code":10400,"http_code":400,"message":"Invalid request: invalid step type"}`: {400, truora.ErrInvalid, 10400},
		`{"code":"10400","message":"x"}`:                                                {400, truora.ErrInvalid, 10400},
		`{"message":"Unauthorized"}`:                                                    {401, truora.ErrUnauthorized, 0},
		`{"message":"Missing Authentication Token"}`:                                    {403, truora.ErrForbidden, 0},
		`{"code":10403,"message":"explicit deny: the api key has expired"}`:             {403, truora.ErrExpired, 10403},
		`{"code":10409,"message":"invalid current step"}`:                               {409, truora.ErrConflict, 10409},
		`{"code":10410,"message":"process expired"}`:                                    {410, truora.ErrExpired, 10410},
		`{"code":11429,"message":"max rate limit reached"}`:                             {400, truora.ErrRateLimited, 11429},
		``: {404, truora.ErrNotFound, 0},
	} {
		_, err := areatest.Answering(t, want.status, body).Identity.Create(t.Context(), identity.CreateParams{})
		require.ErrorIs(t, err, want.kind, body)
		var e *truora.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, want.code, e.Code)
	}
	_, err := areatest.Answering(t, 403, `{"message":"Missing Authentication Token"}`).Identity.Get(t.Context(), "IDP1")
	assert.NotErrorIs(t, err, truora.ErrExpired, "a gateway's 403 is not a dead token")
	assert.ErrorContains(t, err, "check the hosts")
}

// Nobody's data comes out of an error.
func TestErrorsDoNotRepeatThePerson(t *testing.T) {
	t.Parallel()
	echo := areatest.Answering(t, 400, `{"code":10400,"message":"no such: Ana Diaz 1000000001 +573000000000 IDP0a1b"}`)
	_, err := echo.Identity.List(t.Context(), identity.ListParams{Search: "Ana Diaz 1000000001"})
	require.Error(t, err)
	assert.NotContains(t, fmt.Sprintf("%+v", err), "Diaz")
	_, err = echo.Identity.Update(t.Context(), "IDP0a1b", identity.UpdateParams{PhoneNumber: "+573000000000"})
	require.Error(t, err)
	assert.NotContains(t, fmt.Sprintf("%#v", err), "3000000000")
	assert.NotContains(t, fmt.Sprintf("%#v", err), "IDP0a1b")
	_, err = echo.Identity.VerifyStep(t.Context(), "IDP1", identity.VerifyStepParams{
		Type: "t", StepID: "s", VerificationID: "v", ExpectedInputs: []identity.Input{{Type: "text", Name: "n", Value: apitype.NewSecret("Ana Diaz 1000000001")}},
	})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "Diaz")
}

// The end of a list, in all its spellings.
func TestListEnds(t *testing.T) {
	t.Parallel()
	for _, next := range []string{`,"next":""`, ``, `,"next":null`, `,"next":"/v1/processes"`, `,"next":"/v1/processes?limit=2"`} {
		client, mock := areatest.Client(t)
		mock.RegisterNoResponder(httpmock.NewStringResponder(200, `{"identity_processes":[{"process_id":"IDP1"}],"self":"/v1/processes"`+next+`}`))
		count := 0
		for _, err := range client.Identity.All(t.Context(), identity.ListParams{}) {
			require.NoError(t, err, next)
			count++
		}
		assert.Equal(t, 1, count, next)
		assert.Equal(t, 1, mock.GetTotalCallCount())
	}
}

// Truora's filter for accounts does nothing: strangers come along, and go no further.
func TestListOfOneAccount(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	pages := []string{
		`{"identity_processes":[{"process_id":"IDP1","account_id":"user-0"},{"process_id":"IDP2","account_id":"user-01"}],"next":"/v1/processes?start_key=k1"}`,
		`{"identity_processes":[{"process_id":"IDP3","account_id":"stranger"}],"next":"/v1/processes?start_key=k2"}`,
		`{"identity_processes":[{"process_id":"IDP4","account_id":"user-0"}]}`,
	}
	calls := 0
	mock.RegisterNoResponder(func(req *http.Request) (*http.Response, error) {
		assert.Equal(t, "user-0", req.URL.Query().Get("search"))
		assert.False(t, req.URL.Query().Has("account_id"))
		calls++
		resp := httpmock.NewStringResponse(200, pages[calls-1])
		resp.Request = req
		return resp, nil
	})
	var got []string
	for p, err := range client.Identity.All(t.Context(), identity.ListParams{AccountID: "user-0"}) {
		require.NoError(t, err)
		got = append(got, p.ProcessID)
	}
	assert.Equal(t, []string{"IDP1", "IDP4"}, got)
	calls = 0
	page, err := client.Identity.List(t.Context(), identity.ListParams{AccountID: "user-0"})
	require.NoError(t, err)
	assert.NotContains(t, string(page.RawJSON()), "user-01", "nor in the text of the page")
}
