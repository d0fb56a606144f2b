package identity_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
)

// stage is a Truora in memory on virtual time, and a person with a token.
type stage struct {
	t       *testing.T
	srv     *truoratest.Server
	client  *truora.Client
	backend *identity.Service
	web     *identity.Service
	process string // id in the token
}

func onFake(t *testing.T, script truoratest.ProcessScript, test func(*testing.T, *stage)) {
	t.Helper()
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		srv.Identity.Next(script)
		s := &stage{t: t, srv: srv, client: client}
		s.backend = s.client.Identity
		s.web, s.process = s.invite("user-001")
		test(t, s)
	})
}

// invite mints a token.
func (s *stage) invite(account string) (*identity.Service, string) {
	s.t.Helper()
	created, err := s.client.APIKeys.Create(s.t.Context(), apikeys.CreateParams{
		KeyType: apikeys.KeyTypeWeb, Grant: apikeys.GrantDigitalIdentity, AccountID: account, FlowID: "IPF1",
		Country: apitype.CountryAll, RedirectURL: "https://example.com/after", Metadata: apikeys.Metadata{"order_id": "A-77"},
	})
	require.NoError(s.t, err)
	claims, err := created.Token().Claims()
	require.NoError(s.t, err)
	return s.client.With(truora.WithKey(created.Token().Reveal())).Identity, claims.ProcessID
}

var good = map[string]string{
	"email": "ana.diaz@example.com", "token": truoratest.OneTimePassword, "country": "CO", "document_type": "national-id",
}

// open creates the process of the token.
func (s *stage) open() *identity.Process {
	s.t.Helper()
	p, err := s.web.Create(s.t.Context(), identity.CreateParams{})
	require.NoError(s.t, err)
	return p
}

func (s *stage) get() *identity.Process {
	s.t.Helper()
	p, err := s.backend.Get(s.t.Context(), s.process)
	require.NoError(s.t, err)
	return p
}

// answer fills the current step with the given values, or with good ones, and uploads its
// media.
func (s *stage) answer(p *identity.Process, values map[string]string) identity.VerifyStepParams {
	s.t.Helper()
	step := p.Step()
	require.NotNil(s.t, step)
	if values == nil {
		values = map[string]string{}
		for _, in := range step.ExpectedInputs {
			values[string(in.Name)] = good[string(in.Name)]
		}
	}
	for _, file := range step.FilesUploadURLs {
		req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPut, file.URL, strings.NewReader("made up"))
		require.NoError(s.t, err)
		resp, err := s.srv.HTTPClient().Do(req)
		require.NoError(s.t, err)
		require.NoError(s.t, resp.Body.Close())
		require.Equal(s.t, http.StatusOK, resp.StatusCode)
	}
	params, err := step.Answer(values)
	require.NoError(s.t, err)
	return params
}

// pass tries the current step and waits until it is decided.
func (s *stage) pass(values map[string]string) *identity.Process {
	s.t.Helper()
	_, err := s.web.VerifyStep(s.t.Context(), s.process, s.answer(s.get(), values))
	require.NoError(s.t, err)
	time.Sleep(3 * time.Second)
	return s.get()
}

// through goes through all steps.
func (s *stage) through() {
	s.t.Helper()
	for p := s.get(); p.CurrentStepType != identity.StepTypeGetValidationsResult; p = s.pass(nil) {
		require.Nil(s.t, p.Step().VerificationOutput)
	}
}

func TestFromTokenToVerdict(t *testing.T) {
	onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
		p := s.open()
		assert.Equal(t, s.process, p.ProcessID, "the token knew")
		assert.Equal(t, apitype.StatusPending, p.Status)
		assert.Zero(t, p.CurrentStep)
		assert.NotContains(t, string(p.RawJSON()), `"current_step":`, "absent when it is 0")
		assert.Equal(t, identity.StepTypeEnterEmail, p.Step().Type)
		assert.Equal(t, &identity.StepConfig{Retries: new(3), Timeout: new(0)}, p.Step().Config)
		documents := p.Steps[2].Config.AllowedDocumentTypes
		assert.Contains(t, documents[0].Documents, identity.AllowedDocument{DocumentType: apitype.DocumentTypeNationalID})
		assert.InDelta(t, 0.65, *p.Steps[4].Config.FaceThreshold, 0)

		answered, err := s.web.VerifyStep(t.Context(), s.process, s.answer(p, nil))
		require.NoError(t, err)
		assert.Equal(t, identity.StepTypeEnterEmail, answered.CurrentStepType, "verify answers before anything is decided")
		assert.Nil(t, answered.Steps[0].VerificationOutput)
		time.Sleep(3 * time.Second)
		assert.Equal(t, 1, s.get().CurrentStep)
		assert.Empty(t, s.get().Steps[3].FilesUploadURLs[0].URL, "no link before its turn")
		s.through()

		var seen []identity.Outcome
		result, err := s.backend.Wait(t.Context(), s.process, identity.WaitParams{OnUpdate: func(r *identity.Result) {
			seen = append(seen, r.Verdict().Outcome)
		}})
		require.NoError(t, err)
		assert.Equal(t, identity.OutcomePending, seen[0])
		assert.Equal(t, identity.Verdict{Outcome: identity.OutcomeApproved}, result.Verdict())
		assert.Equal(t, apitype.Value("A-77"), result.Metadata["order_id"])
		assert.Equal(t, apitype.FlowVersion("2"), result.FlowVersion)
		require.Len(t, result.Validations, 3)
		assert.Empty(t, s.get().CurrentStepType, "it vanishes at the end")

		// The check made for the document is among the checks.
		check, err := s.client.Checks.Get(t.Context(), result.Validations[1].Details.BackgroundCheck.CheckID)
		require.NoError(t, err)
		assert.Equal(t, checks.TypePerson, check.Type)

		_, err = s.web.VerifyStep(t.Context(), s.process, identity.VerifyStepParams{Type: identity.StepTypeEnterEmail, StepID: "IPS0", VerificationID: "v"})
		require.ErrorIs(t, err, truora.ErrConflict)
		_, err = s.web.Back(t.Context(), s.process, identity.BackParams{})
		require.ErrorIs(t, err, truora.ErrConflict)
		again, err := s.web.Create(t.Context(), identity.CreateParams{})
		require.NoError(t, err)
		assert.Equal(t, p.ProcessID, again.ProcessID)
	})
}

func TestWrongAnswersCostRetries(t *testing.T) {
	onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
		s.open()
		s.pass(nil)
		for left := 2; left >= 1; left-- {
			p := s.pass(map[string]string{"token": "000000"})
			assert.Equal(t, apitype.StatusFailure, p.Step().VerificationOutput.Status)
			assert.Equal(t, left, p.Step().RemainingRetries)
			assert.False(t, p.Final(), "a failure with tries left is no end")
		}
		p := s.pass(map[string]string{"token": "000000"})
		assert.Equal(t, identity.OutcomeDeclined, p.Verdict().Outcome)
	})
}

func TestInputsThatAreNotAskedFor(t *testing.T) {
	onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
		p := s.open()
		params := s.answer(p, nil)
		params.ExpectedInputs[0].Type = "text" // Truora drops it without a word
		_, err := s.web.VerifyStep(t.Context(), s.process, params)
		require.NoError(t, err)
		time.Sleep(3 * time.Second)
		assert.Equal(t, apitype.StatusFailure, s.get().Step().VerificationOutput.Status)

		params = s.answer(s.get(), nil)
		params.Type = identity.StepTypeEnterPhone
		_, err = s.web.VerifyStep(t.Context(), s.process, params)
		require.ErrorIs(t, err, truora.ErrInvalid)
	})
}

func TestMediaComeFirst(t *testing.T) {
	onFake(t, truoratest.ProcessScript{Blocks: []string{"face"}}, func(t *testing.T, s *stage) {
		p := s.open()
		params, err := p.Step().Answer(nil)
		require.NoError(t, err)
		_, err = s.web.VerifyStep(t.Context(), s.process, params)
		require.ErrorContains(t, err, "images were not uploaded")
		s.answer(p, nil)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, p.Step().FilesUploadURLs[0].URL, strings.NewReader("again"))
		require.NoError(t, err)
		resp, err := s.srv.HTTPClient().Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, 403, resp.StatusCode, "a link works once")
		_, err = s.web.VerifyStep(t.Context(), s.process, params)
		require.NoError(t, err)
	})
}

func TestBack(t *testing.T) {
	onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
		s.open()
		_, err := s.web.Back(t.Context(), s.process, identity.BackParams{})
		require.ErrorIs(t, err, truora.ErrConflict, "there is nothing before the first")
		s.pass(nil)
		s.pass(nil)
		p, err := s.web.Back(t.Context(), s.process, identity.BackParams{})
		require.NoError(t, err)
		assert.Equal(t, 1, p.CurrentStep)
		assert.Nil(t, p.Step().VerificationOutput, "what it gave is forgotten")
		p = s.pass(nil)
		_, err = s.web.BackByID(t.Context(), p.Step().StepID, identity.BackByIDParams{RetryStep: true})
		require.NoError(t, err)
		time.Sleep(3 * time.Second)
		assert.Equal(t, 2, s.get().CurrentStep, "the same inputs were tried again")
		_, err = s.web.BackByID(t.Context(), "IPS0", identity.BackByIDParams{})
		require.ErrorIs(t, err, truora.ErrNotFound)
	})
}

// Nobody came: it expires after its time to live.
func TestExpiry(t *testing.T) {
	for name, tt := range map[string]struct {
		steps  int
		reason apitype.DeclinedReason
	}{
		"nothing was done":  {0, apitype.DeclinedReasonNotUsed},
		"left half-way":     {1, apitype.DeclinedReasonValidationNotFinished},
		"before the photo":  {3, apitype.DeclinedReasonNoDocumentMediaUploaded},
		"before the selfie": {4, apitype.DeclinedReasonNoFaceMediaUploaded},
	} {
		t.Run(name, func(t *testing.T) {
			onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
				start := time.Now()
				s.open()
				for range tt.steps {
					s.pass(nil)
				}
				result, err := s.backend.Wait(t.Context(), s.process, identity.WaitParams{})
				require.NoError(t, err)
				assert.Equal(t, identity.Verdict{Outcome: identity.OutcomeExpired, Reason: string(tt.reason)}, result.Verdict())
				assert.InDelta(t, 2*time.Hour, time.Since(start), float64(time.Minute))
				assert.False(t, time.Now().After(result.LatestVerdict()))

				_, err = s.web.Create(t.Context(), identity.CreateParams{})
				require.ErrorIs(t, err, truora.ErrExpired, "the token is past its time too")
			})
		})
	}
}

// A verdict may come in the minutes of grace after the time to live.
func TestGrace(t *testing.T) {
	for name, tt := range map[string]struct {
		deciding time.Duration
		want     identity.Outcome
	}{
		"in the last minute": {2*time.Hour + 14*time.Minute, identity.OutcomeApproved},
		"too late":           {2*time.Hour + 16*time.Minute, identity.OutcomeExpired},
	} {
		t.Run(name, func(t *testing.T) {
			onFake(t, truoratest.ProcessScript{Deciding: tt.deciding}, func(t *testing.T, s *stage) {
				start := time.Now()
				s.open()
				s.through()
				result, err := s.backend.Wait(t.Context(), s.process, identity.WaitParams{})
				require.NoError(t, err)
				assert.Equal(t, tt.want, result.Verdict().Outcome)
				assert.Greater(t, time.Since(start), 2*time.Hour+13*time.Minute)
				assert.Less(t, len(s.srv.RequestsTo("GET /v1/processes/{process_id}/result")), 400)
			})
		})
	}
}

func TestOverrideAfterTheEnd(t *testing.T) {
	onFake(t, truoratest.ProcessScript{Outcome: "failure", DeclinedReason: "no_face_detected"}, func(t *testing.T, s *stage) {
		s.open()
		s.srv.Identity.Finish(s.process)
		result, err := s.backend.Wait(t.Context(), s.process, identity.WaitParams{})
		require.NoError(t, err, "a failure is a result")
		assert.Equal(t, identity.Verdict{Outcome: identity.OutcomeDeclined, Reason: "no_face_detected"}, result.Verdict())
		assert.Equal(t, apitype.FailureStatusDeclined, result.Validations[1].FailureStatus)
		s.srv.Identity.Override(s.process, "success")
		result, err = s.backend.GetResult(t.Context(), s.process)
		require.NoError(t, err)
		assert.Equal(t, apitype.StatusFailure, result.Status, "Truora's own stays")
		assert.Equal(t, identity.Verdict{Outcome: identity.OutcomeApproved, Overridden: true}, result.Verdict())
		assert.Len(t, result.OverrideStatusHistory, 1)
	})
}

// Between the token and the opened link there is no process yet.
func TestWaitForWhoHasNotComeYet(t *testing.T) {
	onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
		_, err := s.backend.Wait(t.Context(), s.process, identity.WaitParams{})
		require.ErrorIs(t, err, truora.ErrNotFound)
		go func() {
			time.Sleep(20 * time.Minute)
			s.srv.Identity.Finish(s.process)
		}()
		result, err := s.backend.Wait(t.Context(), s.process, identity.WaitParams{EvenUnopened: true})
		require.NoError(t, err)
		assert.Equal(t, identity.OutcomeApproved, result.Verdict().Outcome)
	})
}

func TestWaitOnADeadline(t *testing.T) {
	onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
		s.open()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		last, err := s.backend.Wait(ctx, s.process, identity.WaitParams{})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, apitype.StatusPending, last.Status)
	})
}

func TestTokensOpenTheirOwnProcessOnly(t *testing.T) {
	onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
		s.open()
		stranger, _ := s.invite("user-002")
		_, err := stranger.Get(t.Context(), s.process)
		require.ErrorIs(t, err, truora.ErrNotFound)
		_, err = s.web.GetResult(t.Context(), s.process)
		require.ErrorIs(t, err, truora.ErrForbidden, "results are for the backend")
		_, err = s.backend.Create(t.Context(), identity.CreateParams{})
		require.ErrorIs(t, err, truora.ErrForbidden, "and processes for the token")

		late, _ := s.invite("user-003")
		time.Sleep(2*time.Hour + time.Second)
		_, err = late.Create(t.Context(), identity.CreateParams{})
		require.ErrorIs(t, err, truora.ErrExpired)
		require.ErrorIs(t, err, truora.ErrForbidden)
	})
}

func TestListOnTheFake(t *testing.T) {
	onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
		s.open()
		for range 3 {
			web, _ := s.invite("user-0011") // its id holds the other's
			_, err := web.Create(t.Context(), identity.CreateParams{})
			require.NoError(t, err)
		}
		s.srv.SetPageSize(2)
		count := func(params identity.ListParams) (n int) {
			for p, err := range s.backend.All(t.Context(), params) {
				require.NoError(t, err)
				if params.AccountID != "" {
					assert.Equal(t, params.AccountID, p.AccountID)
				}
				n++
			}
			return n
		}
		assert.Equal(t, 4, count(identity.ListParams{}))
		assert.Equal(t, 4, count(identity.ListParams{Search: "user-001"}), "Truora searches parts")
		assert.Equal(t, 1, count(identity.ListParams{AccountID: "user-001"}))
		assert.Equal(t, 3, count(identity.ListParams{AccountID: "user-0011"}))
		_, err := s.backend.Cancel(t.Context(), s.process, identity.CancelParams{})
		require.NoError(t, err)
		assert.Equal(t, 1, count(identity.ListParams{DeclinedReason: []apitype.DeclinedReason{apitype.DeclinedReasonNotUsed, apitype.DeclinedReasonCanceled}}))
		now := time.Now()
		assert.Equal(t, 4, count(identity.ListParams{StartDate: now.Add(-time.Hour), EndDate: now.Add(time.Hour)}))
		assert.Zero(t, count(identity.ListParams{StartDate: now.Add(-time.Hour), EndDate: now.Add(-time.Minute)}))
		assert.Equal(t, 1, count(identity.ListParams{Search: s.process}))
	})
}
