package webhooks_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/continuous"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/validators"
	"github.com/truora/truora-go/webhooks"
)

const (
	readResult     = "GET /v1/processes/{process_id}/result"
	readValidation = "GET /v1/validations/{validation_id}"
	lastingSeconds = 600.0
)

// invite reserves a process whose link has not been opened.
func (l listening) invite(t *testing.T) string {
	t.Helper()
	created, err := l.client.APIKeys.Create(t.Context(), apikeys.CreateParams{
		KeyType: apikeys.KeyTypeWeb, Grant: apikeys.GrantDigitalIdentity, AccountID: "user-001", FlowID: "IPF1", Country: apitype.CountryColombia,
		RedirectURL: "https://example.com/after",
	})
	require.NoError(t, err)
	claims, err := created.Token().Claims()
	require.NoError(t, err)
	return claims.ProcessID
}

// through takes a person through a process in ten minutes, with a verdict.
func (l listening) through(id string) {
	time.AfterFunc(10*time.Minute, func() { l.srv.Identity.Finish(id) })
}

func (l listening) waitForProcess(t *testing.T, id string) []identity.Outcome {
	t.Helper()
	var seen []identity.Outcome
	result, err := l.client.Identity.Wait(t.Context(), id, identity.WaitParams{
		Notifier: l.hub, EvenUnopened: true,
		OnUpdate: func(r *identity.Result) { seen = append(seen, r.Verdict().Outcome) },
	})
	require.NoError(t, err)
	assert.Equal(t, identity.OutcomeApproved, result.Verdict().Outcome)
	return seen
}

func TestAProcessThatIsNoticed(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		id, begun := l.invite(t), time.Now()
		l.through(id)
		assert.Equal(t, []identity.Outcome{identity.OutcomeApproved}, l.waitForProcess(t, id))
		assert.InDelta(t, lastingSeconds, time.Since(begun).Seconds(), 1, "noticed at the moment it ends")
		assert.Less(t, len(l.srv.RequestsTo(readResult)), 12)
		later(time.Minute)
		assert.Contains(t, l.got(), "document_validation.succeeded face_recognition.succeeded identity_process.succeeded")
	})
}

// open begins the process of a new token, as the person would.
func (l listening) open(t *testing.T) *identity.Process {
	t.Helper()
	created, err := l.client.APIKeys.Create(t.Context(), apikeys.CreateParams{
		KeyType: apikeys.KeyTypeWeb, Grant: apikeys.GrantDigitalIdentity, AccountID: "user-002", FlowID: "IPF1", Country: apitype.CountryColombia,
		RedirectURL: "https://example.com/after",
	})
	require.NoError(t, err)
	web := l.client.With(truora.WithKey(created.Token().Reveal())).Identity
	process, err := web.Create(t.Context(), identity.CreateParams{})
	require.NoError(t, err)
	return process
}

// A process that nobody reads expires by the clock, and its event is sent all the same.
func TestAProcessThatExpiresIsNoticed(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		begun := time.Now()
		process := l.open(t)
		result, err := l.client.Identity.Wait(t.Context(), process.ProcessID, identity.WaitParams{Notifier: l.hub})
		require.NoError(t, err)
		assert.Equal(t, identity.OutcomeExpired, result.Verdict().Outcome)
		assert.InDelta(t, 2*time.Hour, time.Since(begun), float64(2*time.Second), "the time to live")
		later(time.Minute)
		assert.Equal(t, "identity_process.created identity_process.failed", l.got())
	})
}

func TestAProcessWhoseEventsComeLateAndTwice(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		l.srv.Webhooks.NextFault("identity_process.created", truoratest.WebhookFault{Late: time.Hour, Copies: 2})
		l.srv.Webhooks.NextFault("identity_process.step_succeeded", truoratest.WebhookFault{Late: time.Hour, Copies: 2})
		l.srv.Webhooks.NextFault("identity_process.succeeded", truoratest.WebhookFault{Copies: 3})
		id := l.invite(t)
		l.through(id)
		assert.Equal(t, []identity.Outcome{identity.OutcomeApproved}, l.waitForProcess(t, id))
		later(2 * time.Hour)
		assert.Equal(t, []identity.Outcome{identity.OutcomeApproved}, l.waitForProcess(t, id), "the late release had no effect")
		assert.Equal(t, 1, strings.Count(l.got(), "identity_process.succeeded"), "each once")
		assert.Equal(t, "identity_process.step_succeeded", l.names[len(l.names)-1], "the latest of all")
	})
}

func TestAProcessWhoseEventsAreLost(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		for range 30 {
			l.srv.Webhooks.NextFault("", truoratest.WebhookFault{Lost: true})
		}
		id, begun := l.invite(t), time.Now()
		l.through(id)
		l.waitForProcess(t, id)
		assert.InDelta(t, lastingSeconds+180, time.Since(begun).Seconds(), 181, "the polling finds out")
		assert.Empty(t, l.got())
	})
}

// signing returns a validation that is signed after ten minutes.
func (l listening) signing(t *testing.T) string {
	t.Helper()
	_, err := l.client.Validators.CreateAccount(t.Context(), validators.CreateAccountParams{AccountID: "ana"})
	require.NoError(t, err)
	l.srv.Validators.Next(truoratest.ValidationScript{Duration: 10 * time.Minute})
	v, err := l.client.Validators.Create(t.Context(), validators.CreateParams{
		Type: validators.TypeElectronicSignature, UserAuthorized: true, AccountID: "ana",
	})
	require.NoError(t, err)
	return v.ValidationID
}

func (l listening) waitForValidation(t *testing.T, id string) []apitype.Status {
	t.Helper()
	var seen []apitype.Status
	v, err := l.client.Validators.Wait(t.Context(), id, validators.WaitParams{
		Notifier: l.hub, OnUpdate: func(v *validators.Validation) { seen = append(seen, v.ValidationStatus) },
	})
	require.NoError(t, err)
	assert.True(t, v.Succeeded())
	return seen
}

func TestAValidationThatIsNoticed(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		begun := time.Now()
		id := l.signing(t)
		l.srv.Webhooks.NextFault("electronic_signature.succeeded", truoratest.WebhookFault{Copies: 3})
		seen := l.waitForValidation(t, id)
		assert.InDelta(t, lastingSeconds, time.Since(begun).Seconds(), 1, "noticed at the moment it ends")
		assert.Equal(t, apitype.StatusSuccess, seen[len(seen)-1])
		assert.NotContains(t, seen[:len(seen)-1], apitype.StatusSuccess)
		assert.Less(t, len(l.srv.RequestsTo(readValidation)), 12)
		later(time.Minute)
		assert.Equal(t, "electronic_signature.created electronic_signature.succeeded", l.got(), "each once")
	})
}

func TestAValidationWhoseEventsAreLostOrLate(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		l.srv.Webhooks.NextFault("electronic_signature.created", truoratest.WebhookFault{Late: 5 * time.Minute})
		l.srv.Webhooks.NextFault("electronic_signature.succeeded", truoratest.WebhookFault{Late: time.Hour, Copies: 1})
		begun := time.Now()
		id := l.signing(t)
		l.waitForValidation(t, id)
		assert.InDelta(t, lastingSeconds+180, time.Since(begun).Seconds(), 181, "the polling finds out")
		later(2 * time.Hour)
		assert.Equal(t, []apitype.Status{apitype.StatusSuccess}, l.waitForValidation(t, id))
	})
}

// No event is about a batch, and those of its checks do not name it, so the slow
// polling ends the wait.
func TestABatchEndsWithoutEvents(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		s, ctx := l.client.Batches, t.Context()
		made, err := s.Create(ctx, batches.CreateParams{Service: batches.ProductChecks, Country: apitype.CountryColombia, Type: "person"})
		require.NoError(t, err)
		sheet := truoratest.Sheet([][]string{{"1000000001"}, {"1000000002"}})
		require.NoError(t, s.Upload(ctx, made.FileUploadLink, bytes.NewReader(sheet), batches.UploadParams{}))
		err = s.Start(ctx, made.BatchID)
		require.NoError(t, err)
		begun := time.Now()
		batch, err := s.Wait(ctx, made.BatchID, batches.WaitParams{Notifier: l.hub})
		require.NoError(t, err)
		assert.True(t, batch.Final())
		assert.InDelta(t, 30, time.Since(begun).Seconds(), 6)
		assert.Len(t, l.srv.RequestsTo("GET /v1/batches/{batch_id}"), 2)
		assert.Contains(t, l.got(), "check.finished")
	})
}

// A repeated check has no wait: its event says which run to read.
func TestARunThatDiffersIsNoticed(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		var changed []*webhooks.ContinuousCheck
		l.srv.Webhooks.Add(truoratest.Webhook{Events: []string{"continuous_check.changed"}, Handler: webhooks.Handler(fakes(t, l.srv),
			func(_ context.Context, e webhooks.Event) error {
				changed = append(changed, e.Payload.(*webhooks.ContinuousCheck))
				return nil
			})})
		clean := truoratest.CheckScript{Findings: []truoratest.Finding{}}
		found := truoratest.CheckScript{Findings: []truoratest.Finding{{DataSet: "criminal_record", Severity: "very_high"}}}
		l.srv.Checks.Next(clean, clean, found, found, clean)
		id := l.create(t)
		begun := time.Now()
		made, err := l.client.Continuous.Create(t.Context(), continuous.CreateParams{
			CheckID: id, Frequency: apitype.FrequencyDaily, EndDate: apitype.DateOf(begun.AddDate(0, 0, 4)),
		})
		require.NoError(t, err)
		later(30 * 24 * time.Hour)
		require.Len(t, changed, 2, "two of four runs differ from the previous one")
		assert.Equal(t, apitype.ScoreStatusDown, changed[0].Status)
		assert.Equal(t, apitype.ScoreStatusUp, changed[1].Status)
		for _, c := range changed {
			assert.Equal(t, made.ContinuousCheckID, c.ContinuousCheckID)
			run, err := l.client.Checks.Get(t.Context(), c.CheckID)
			require.NoError(t, err)
			assert.Equal(t, apitype.CheckStatusCompleted, run.Status)
		}
	})
}

func TestWhatIsGoneIsNotNoticed(t *testing.T) {
	listen(t, func(t *testing.T, l listening) {
		err := l.client.Identity.Delete(t.Context(), l.open(t).ProcessID)
		require.NoError(t, err)
		later(24 * time.Hour)
		assert.Equal(t, "identity_process.created", l.got(), "it does not expire any more")

		made, err := l.client.Continuous.Create(t.Context(), continuous.CreateParams{
			CheckID: l.create(t), Frequency: apitype.FrequencyDaily, EndDate: apitype.DateOf(time.Now().AddDate(0, 1, 0)),
		})
		require.NoError(t, err)
		_, err = l.client.Continuous.Disable(t.Context(), made.ContinuousCheckID)
		require.NoError(t, err)
		later(5 * 24 * time.Hour)
		assert.Equal(t, 1, strings.Count(l.got(), "check.created"), "no run begins")
	})
}
