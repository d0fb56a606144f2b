package identity_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/truoratest"
)

// What messages a person or spends a try is sent once.
func TestLostAnswers(t *testing.T) {
	link := identity.SendLinkParams{Lang: "es", PhoneNumber: "3000000000", PhoneCountryCode: "+57", MessageChannel: identity.MessageChannelWhatsApp}
	access := identity.SendAccessLinkParams{MessageChannel: identity.MessageChannelSMS, Lang: "es", PhoneNumber: "+573000000000"}
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
		"POST /v1/processes/steps/{step_id}/back": func(s *stage, p *identity.Process) error {
			_, err := s.web.BackByID(s.t.Context(), p.Step().StepID, identity.BackByIDParams{})
			return err
		},
		"POST /v1/processes/{process_id}/verifications": func(s *stage, _ *identity.Process) error {
			_, err := s.web.AddVerification(s.t.Context(), s.process, identity.AddVerificationParams{
				Verification: identity.VerificationInput{Type: identity.VerificationTypeFace},
			})
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
			err := s.backend.Delete(t.Context(), s.process)
			require.NoError(t, err)
			_, err = s.backend.Get(t.Context(), s.process)
			require.ErrorIs(t, err, truora.ErrNotFound)
		})
	})
}
