package identity_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/identity"
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
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := truoratest.NewServer(t)
		srv.NextProcess(script)
		s := &stage{t: t, srv: srv, client: srv.Client()}
		s.backend = s.client.Identity
		s.web, s.process = s.invite("user-001")
		test(t, s)
	})
}

// invite mints a token.
func (s *stage) invite(account string) (*identity.Service, string) {
	s.t.Helper()
	created, err := s.client.APIKeys.Create(s.t.Context(), apikeys.CreateParams{
		KeyType: apikeys.Web, Grant: apikeys.DigitalIdentity, AccountID: account, FlowID: "IPF1",
		Country: apitype.AllCountries, RedirectURL: "https://example.com/after", Metadata: apikeys.Metadata{"order_id": "A-77"},
	})
	require.NoError(s.t, err)
	claims, err := created.Token().Claims()
	require.NoError(s.t, err)
	return s.client.With(truora.WithKey(created.Token().Secret())).Identity, claims.ProcessID
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

// answer fills the current step with the given values, or with good ones, and uploads its media.
func (s *stage) answer(p *identity.Process, values map[string]string) identity.VerifyStepParams {
	s.t.Helper()
	step := p.Step()
	require.NotNil(s.t, step)
	if values == nil {
		values = map[string]string{}
		for _, in := range step.ExpectedInputs {
			values[in.Name] = good[in.Name]
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
	for p := s.get(); p.CurrentStepType != identity.GetValidationsResult; p = s.pass(nil) {
		require.Nil(s.t, p.Step().VerificationOutput)
	}
}

func TestFromTokenToVerdict(t *testing.T) {
	onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
		p := s.open()
		assert.Equal(t, s.process, p.ProcessID, "the token knew")
		assert.Equal(t, identity.StatusPending, p.Status)
		assert.Zero(t, p.CurrentStep)
		assert.NotContains(t, string(p.RawJSON()), `"current_step":`, "absent when it is 0")
		assert.Equal(t, identity.EnterEmail, p.Step().Type)

		answered, err := s.web.VerifyStep(t.Context(), s.process, s.answer(p, nil))
		require.NoError(t, err)
		assert.Equal(t, identity.EnterEmail, answered.CurrentStepType, "verify answers before anything is decided")
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
		assert.Equal(t, "A-77", result.Metadata["order_id"])
		assert.Equal(t, identity.FlowVersion("2"), result.FlowVersion)
		require.Len(t, result.Validations, 3)
		assert.Empty(t, s.get().CurrentStepType, "it vanishes at the end")

		// The check made for the document is among the checks.
		check, err := s.client.Checks.Get(t.Context(), result.Validations[1].Details.BackgroundCheck.CheckID)
		require.NoError(t, err)
		assert.Equal(t, checks.Person, check.Type)

		_, err = s.web.VerifyStep(t.Context(), s.process, identity.VerifyStepParams{Type: identity.EnterEmail, StepID: "IPS0", VerificationID: "v"})
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
			assert.Equal(t, identity.StatusFailure, p.Step().VerificationOutput.Status)
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
		assert.Equal(t, identity.StatusFailure, s.get().Step().VerificationOutput.Status)

		params = s.answer(s.get(), nil)
		params.Type = identity.EnterPhone
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
		p := s.open()
		_, err := s.web.Back(t.Context(), s.process, identity.BackParams{})
		require.ErrorIs(t, err, truora.ErrConflict, "there is nothing before the first")
		s.pass(nil)
		s.pass(nil)
		p, err = s.web.Back(t.Context(), s.process, identity.BackParams{})
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
		reason identity.DeclinedReason
	}{
		"nothing was done":  {0, identity.ReasonNotUsed},
		"left half-way":     {1, identity.ReasonValidationNotFinished},
		"before the photo":  {3, identity.ReasonNoDocumentMedia},
		"before the selfie": {4, identity.ReasonNoFaceMedia},
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
		s.srv.FinishProcess(s.process)
		result, err := s.backend.Wait(t.Context(), s.process, identity.WaitParams{})
		require.NoError(t, err, "a failure is a result")
		assert.Equal(t, identity.Verdict{Outcome: identity.OutcomeDeclined, Reason: "no_face_detected"}, result.Verdict())
		assert.Equal(t, identity.Declined, result.Validations[1].FailureStatus)
		s.srv.OverrideProcess(s.process, "success")
		result, err = s.backend.GetResult(t.Context(), s.process)
		require.NoError(t, err)
		assert.Equal(t, identity.StatusFailure, result.Status, "Truora's own stays")
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
			s.srv.FinishProcess(s.process)
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
		assert.Equal(t, identity.StatusPending, last.Status)
	})
}

// What messages a person or spends a try is sent once.
func TestLostAnswers(t *testing.T) {
	link := identity.SendLinkParams{Lang: "es", PhoneNumber: "3000000000", PhoneCountryCode: "+57", MessageChannel: identity.WhatsApp}
	access := identity.SendAccessLinkParams{MessageChannel: identity.SMS, Lang: "es", PhoneNumber: "+573000000000"}
	for op, call := range map[string]func(*stage, *identity.Process) error{
		"POST /v1/processes/{process_id}": func(s *stage, p *identity.Process) error {
			_, err := s.web.VerifyStep(s.t.Context(), s.process, s.answer(p, nil))
			return err
		},
		"POST /v1/processes/steps/{step_id}": func(s *stage, p *identity.Process) error {
			_, err := s.web.VerifyStepByID(s.t.Context(), p.Step().StepID, *p.Step())
			return err
		},
		"POST /v1/processes/{process_id}/back": func(s *stage, _ *identity.Process) error {
			_, err := s.web.Back(s.t.Context(), s.process, identity.BackParams{})
			return err
		},
		"POST /v1/processes/{process_id}/status": func(s *stage, _ *identity.Process) error {
			_, err := s.backend.Cancel(s.t.Context(), s.process, identity.CancelParams{})
			return err
		},
		"POST /v1/processes/{process_id}/send-link": func(s *stage, _ *identity.Process) error {
			_, err := s.web.SendLink(s.t.Context(), s.process, link)
			return err
		},
		"POST /v1/web-integration/{flow}/process-access-link": func(s *stage, _ *identity.Process) error {
			_, err := s.backend.SendAccessLink(s.t.Context(), "IPF1", access)
			return err
		},
	} {
		t.Run(op, func(t *testing.T) {
			onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
				s.t = t
				p := s.open()
				s.srv.LoseAnswer(op)
				err := call(s, p)
				require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
				assert.Len(t, s.srv.RequestsTo(op), 1)
				assert.NotContains(t, fmt.Sprintf("%+v", err), "3000000000")
			})
		})
	}
	t.Run("but a process is made once, however often it is asked for", func(t *testing.T) {
		onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
			s.srv.LoseAnswer("POST /v1/processes")
			assert.Equal(t, s.process, s.open().ProcessID)
			assert.Len(t, s.srv.RequestsTo("POST /v1/processes"), 2)
		})
	})
	t.Run("a deletion that was carried out is done", func(t *testing.T) {
		onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
			s.open()
			s.srv.LoseAnswer("DELETE /v1/processes/{process_id}")
			_, err := s.backend.Delete(t.Context(), s.process)
			require.NoError(t, err)
			_, err = s.backend.Get(t.Context(), s.process)
			require.ErrorIs(t, err, truora.ErrNotFound)
		})
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
		assert.Equal(t, 1, count(identity.ListParams{DeclinedReason: []identity.DeclinedReason{identity.ReasonNotUsed, identity.ReasonCanceled}}))
		now := time.Now()
		assert.Equal(t, 4, count(identity.ListParams{StartDate: now.Add(-time.Hour), EndDate: now.Add(time.Hour)}))
		assert.Zero(t, count(identity.ListParams{StartDate: now.Add(-time.Hour), EndDate: now.Add(-time.Minute)}))
		assert.Equal(t, 1, count(identity.ListParams{Search: s.process}))
	})
}

const pdfOp = "GET /v1/processes/{process_id}/pdf"

func TestFiles(t *testing.T) {
	onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
		s.open()
		var pdf, video, image bytes.Buffer
		err := s.backend.DownloadPDF(t.Context(), s.process, &pdf, identity.DownloadParams{})
		require.ErrorIs(t, err, truora.ErrInvalid, "not before it has ended")
		s.srv.FinishProcess(s.process)
		require.NoError(t, s.backend.DownloadPDF(t.Context(), s.process, &pdf, identity.DownloadParams{}))
		assert.True(t, strings.HasPrefix(pdf.String(), "%PDF-"))
		assert.NotContains(t, pdf.String(), "file_status", "the JSON of a 202 is no PDF")
		assert.GreaterOrEqual(t, len(s.srv.RequestsTo(pdfOp)), 3)
		require.NoError(t, s.backend.DownloadRecordings(t.Context(), s.process, &video, identity.DownloadParams{}))
		assert.Contains(t, video.String()[:16], "ftyp")

		result, err := s.backend.GetResult(t.Context(), s.process)
		require.NoError(t, err)
		link := result.Validations[1].FrontImage
		require.NoError(t, s.backend.DownloadImage(t.Context(), link, &image, identity.DownloadParams{}))
		assert.Contains(t, image.String(), "PNG")
		fetched := 0
		for _, r := range s.srv.Requests() {
			if r.Host == "files.truora.com" {
				fetched++
				assert.Empty(t, r.Header.Get("Truora-API-Key"), "the host of the files never sees the key")
			}
		}
		assert.Equal(t, 3, fetched)
		time.Sleep(time.Hour)
		image.Reset()
		require.ErrorIs(t, s.backend.DownloadImage(t.Context(), link, &image, identity.DownloadParams{}), truora.ErrExpired)
		assert.Zero(t, image.Len())
	})
}

func TestFilesThatDoNotCome(t *testing.T) {
	onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
		var out bytes.Buffer
		early := make([]truoratest.Answer, 300)
		for i := range early {
			early[i] = truoratest.Answer{Status: 202, Body: `{"file_status":"in_progress"}`}
		}
		s.srv.Fail(pdfOp, early...)
		start := time.Now()
		err := s.backend.DownloadPDF(t.Context(), "IDP1", &out, identity.DownloadParams{MaxWait: time.Minute})
		require.ErrorIs(t, err, truora.ErrNotReady)
		assert.LessOrEqual(t, time.Since(start), time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err = s.backend.DownloadPDF(ctx, "IDP1", &out, identity.DownloadParams{})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Zero(t, out.Len())
	})
	t.Run("right away", func(t *testing.T) {
		onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
			var out bytes.Buffer
			s.srv.Fail(pdfOp, truoratest.Answer{Body: "%PDF-1.4 x"}, truoratest.Answer{Body: `{"file_status":"requested"}`})
			require.NoError(t, s.backend.DownloadPDF(t.Context(), "IDP1", &out, identity.DownloadParams{}))
			assert.Equal(t, "%PDF-1.4 x", out.String())
			out.Reset()
			var decode *truora.DecodeError
			require.ErrorAs(t, s.backend.DownloadPDF(t.Context(), "IDP1", &out, identity.DownloadParams{}), &decode)
			s.srv.Fail("GET /v1/processes/{process_id}/video-call-recordings", truoratest.Answer{Body: `{"file_status":"requested"}`})
			require.ErrorAs(t, s.backend.DownloadRecordings(t.Context(), "IDP1", &out, identity.DownloadParams{}), &decode)
			assert.Zero(t, out.Len())
		})
	})
}
