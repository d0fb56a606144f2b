package erasure_test

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/erasure"
	"github.com/truora/truora-go/guard/subject"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/validators"
)

func TestAPersonInAllAreas(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		w := newWorld(t, erasure.Options{})
		w.live(ctx, t, "customer-77", ana, phone, "ana-77")
		w.live(ctx, t, "customer-78", "1000000002", "+573000000002", "bea-78")
		time.Sleep(73 * time.Hour) // runs of the continuous check; the validation times out

		plan, err := w.eraser.Plan(ctx, w.client, erasure.PlanParams{Person: anaIs()})
		require.NoError(t, err)
		t.Log(plan)
		for _, s := range plan.Steps {
			require.NoError(t, w.read(ctx, s.Item), "%s: it is there before", s.Area)
		}
		text := plan.String()
		assert.NotContains(t, text, ana)
		assert.NotContains(t, text, "3000000001")

		require.NoError(t, w.eraser.Execute(ctx, w.client, plan, keep))
		t.Log(plan)
		var gone, left int
		for _, s := range plan.Steps {
			err := w.read(ctx, s.Item)
			switch s.State {
			case erasure.StateDeleted:
				require.ErrorIs(t, err, truora.ErrNotFound, "%s", s.Area)
				gone++
			case erasure.StateLeft:
				require.NotEmpty(t, s.Reason)
				left++
			default:
				t.Errorf("%s is %s", s.Area, s.State)
			}
		}
		t.Logf("%d found, %d not found afterwards, %d left", len(plan.Steps), gone, left)
		assert.Equal(t, 5, count(plan, erasure.AreaCheck, erasure.StateDeleted), "the other, three runs, and that of the process")
		lastCheck := plan.Steps[slices.IndexFunc(plan.Steps, func(s erasure.Step) bool { return s.Area == erasure.AreaChat })-1]
		assert.True(t, lastCheck.First)
		assert.Equal(t, erasure.ReasonContinuous, lastCheck.Reason)
		var all int
		for _, err := range w.srv.Client().Checks.All(ctx, checks.ListParams{}) {
			require.NoError(t, err)
			all++
		}
		assert.Equal(t, 7, all, "the first of hers, and six of the other's")
		assert.Equal(t, 1, count(plan, erasure.AreaCheck, erasure.StateLeft))
		assert.Equal(t, 1, count(plan, erasure.AreaContinuous, erasure.StateLeft))
		assert.Equal(t, 1, count(plan, erasure.AreaProcess, erasure.StateDeleted))
		assert.Equal(t, 1, count(plan, erasure.AreaEnrollment, erasure.StateDeleted))
		assert.Equal(t, 1, count(plan, erasure.AreaEnrollment, erasure.StateLeft), "of an e-mail address")
		assert.Positive(t, count(plan, erasure.AreaValidation, erasure.StateDeleted))
		assert.Equal(t, 1, count(plan, erasure.AreaContact, erasure.StateDeleted))
		assert.Equal(t, 1, count(plan, erasure.AreaChat, erasure.StateLeft))
		assert.Equal(t, 1, count(plan, erasure.AreaAccount, erasure.StateLeft))

		again, err := w.eraser.Plan(ctx, w.client, erasure.PlanParams{Person: anaIs()})
		require.NoError(t, err)
		for _, s := range again.Steps {
			assert.NotEqual(t, erasure.AreaProcess, s.Area, "nothing that is gone is found again")
		}
		other, err := w.eraser.Plan(ctx, w.client, erasure.PlanParams{Person: []subject.Identifier{
			subject.Reference("customer-78"), subject.Document("CO", "national-id", "1000000002"), subject.Phone("+573000000002"),
			subject.Account("bea-78"),
		}})
		require.NoError(t, err)
		assert.Len(t, other.Steps, len(plan.Steps), "the other has all that there was")
		for _, s := range other.Steps {
			require.NoError(t, w.read(ctx, s.Item), "the other's %s", s.Area)
		}
	})
}

var errKilled = errors.New("the program was killed")

// Whatever creates something is in the index, under the person of the context and under
// the account of the answer.
func TestWhatIsIndexed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, erasure.Options{})
	key := newKey(t)
	ctx := subject.With(t.Context(), subject.Reference("customer-77"))
	w.live(ctx, t, "customer-77", ana, phone, "ana-77")
	token, err := w.client.APIKeys.Create(ctx, apikeys.CreateParams{
		KeyType: apikeys.KeyTypeWeb, Grant: apikeys.GrantDigitalIdentity, APIKeyVersion: "1", Country: apitype.CountryAll,
		FlowID: "IPF1", AccountID: "ana-78", RedirectURL: "https://example.com",
	})
	require.NoError(t, err)
	_, err = w.client.With(truora.WithKey(token.Token().Reveal())).Identity.Create(t.Context(), identity.CreateParams{})
	require.NoError(t, err, "the token says whom it is about")
	_, err = w.client.Validators.CreateAccountValidation(t.Context(), "ana-77", validators.CreateAccountValidationParams{
		Type: validators.TypePhoneVerification, UserAuthorized: true, PhoneType: validators.PhoneTypeHome,
		VerifyChannel: validators.ChannelSMS, PhoneLocale: validators.LocaleSpanish,
	})
	require.NoError(t, err)

	areas := func(i subject.Identifier) map[erasure.Area]int {
		items, err := w.index.Items(t.Context(), []string{key.ID(i)})
		require.NoError(t, err)
		n := map[erasure.Area]int{}
		for _, item := range items {
			n[item.Area]++
		}
		return n
	}
	assert.Equal(t, map[erasure.Area]int{
		erasure.AreaCheck: 2, erasure.AreaContinuous: 1, erasure.AreaAccount: 2, erasure.AreaEnrollment: 2, erasure.AreaValidation: 1,
		erasure.AreaContact: 1,
	}, areas(subject.Reference("customer-77")))
	assert.Equal(t, map[erasure.Area]int{erasure.AreaAccount: 1, erasure.AreaEnrollment: 2, erasure.AreaValidation: 2}, areas(subject.Account("ana-77")))
	assert.Equal(t, map[erasure.Area]int{erasure.AreaAccount: 1, erasure.AreaProcess: 1}, areas(subject.Account("ana-78")))
	assert.Empty(t, areas(subject.Reference("customer-78")))
}

// The program is killed at every call and every save of an erasure, and goes on with
// the plan that was stored last.
func TestKilledAtEveryStep(t *testing.T) {
	t.Parallel()
	var want *erasure.Proof
	_, signer, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	kills, done := 0, false
	for at := 0; !done; at++ {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, erasure.Options{})
			w.live(t.Context(), t, "customer-77", ana, phone, "ana-77")
			time.Sleep(73 * time.Hour)
			plan, err := w.eraser.Plan(t.Context(), w.client, erasure.PlanParams{Person: anaIs()})
			require.NoError(t, err)
			stored, err := json.Marshal(plan)
			require.NoError(t, err)

			moment := 0
			die := func() bool { moment++; return moment == at }
			save := func(_ context.Context, p *erasure.Plan) error {
				if die() {
					return errKilled // before it is stored
				}
				stored, err = json.Marshal(p)
				if die() {
					return errKilled // after it
				}
				return err
			}
			mortal := w.client.With(truora.WithInterceptor(func(ctx context.Context, _ *truora.Call) (context.Context, func(*truora.Result), error) {
				if die() {
					return nil, nil, errKilled // before a call
				}
				return ctx, nil, nil
			}))
			err = w.eraser.Execute(t.Context(), mortal, plan, save)
			if at > 0 && err != nil {
				require.ErrorIs(t, err, errKilled)
				kills++
				plan = new(erasure.Plan)
				require.NoError(t, json.Unmarshal(stored, plan))
				require.NoError(t, w.eraser.Execute(t.Context(), w.client, plan, save))
			} else {
				require.NoError(t, err)
				done = at > 0
			}
			proof, err := plan.Proof(signer)
			require.NoError(t, err)
			if want == nil {
				want = proof
			}
			assert.Equal(t, want.Areas, proof.Areas, "killed at %d", at)
			assert.Equal(t, want.Left, proof.Left, "killed at %d", at)
		})
	}
	t.Logf("killed at %d moments", kills)
	assert.Greater(t, kills, 40)
}

// What has happened before a plan comes to it is gone, and not claimed as deleted.
func TestGoneBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, erasure.Options{})
	check, err := w.client.Checks.Create(t.Context(), checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, NationalID: ana,
	})
	require.NoError(t, err)
	plan, err := w.eraser.Plan(t.Context(), w.client, erasure.PlanParams{Person: anaIs()[:2]})
	require.NoError(t, err)
	_, err = w.client.Checks.Delete(t.Context(), check.CheckID)
	require.NoError(t, err)
	require.NoError(t, w.eraser.Execute(t.Context(), w.client, plan, keep))
	assert.Equal(t, 1, count(plan, erasure.AreaCheck, erasure.StateGone))
}

// A plan that was stored may be of another version, which knew other areas.
func TestAnAreaWithoutDeletion(t *testing.T) {
	t.Parallel()
	w := newWorld(t, erasure.Options{})
	plan := &erasure.Plan{ID: "P", Steps: []erasure.Step{
		{Item: erasure.Item{Area: "a later area", ID: "X1"}, State: erasure.StatePlanned},
		{Item: erasure.Item{Area: erasure.AreaChat, ID: "EN_CHT_1"}, State: erasure.StateBegun},
	}}
	require.NoError(t, w.eraser.Execute(t.Context(), w.client, plan, keep))
	for _, s := range plan.Steps {
		assert.Equal(t, erasure.StateLeft, s.State)
		assert.Equal(t, erasure.ReasonNoOperation, s.Reason)
	}
}

func TestHolds(t *testing.T) {
	t.Parallel()
	held := map[string]bool{}
	w := newWorld(t, erasure.Options{Hold: func(_ context.Context, i erasure.Item) (bool, error) { return held[i.ID], nil }})
	var ids []string
	for range 3 {
		check, err := w.client.Checks.Create(t.Context(), checks.CreateParams{
			Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, NationalID: ana, ForceCreation: true,
		})
		require.NoError(t, err)
		ids = append(ids, check.CheckID)
	}
	held[ids[0]] = true
	plan, err := w.eraser.Plan(t.Context(), w.client, erasure.PlanParams{Person: anaIs()[:2]})
	require.NoError(t, err)
	held[ids[1]] = true // after the plan
	require.NoError(t, w.eraser.Execute(t.Context(), w.client, plan, keep))
	assert.Equal(t, 2, count(plan, erasure.AreaCheck, erasure.StateLeft))
	assert.Equal(t, 1, count(plan, erasure.AreaCheck, erasure.StateDeleted))
	for i, id := range ids {
		_, err := w.client.Checks.Get(t.Context(), id)
		assert.Equal(t, i < 2, err == nil)
	}
}

// What Truora refuses now, another plan may delete later.
func TestAValidationThatRuns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, erasure.Options{})
		_, err := w.client.Validators.Create(t.Context(), validators.CreateParams{
			Type: validators.TypeDocumentValidation, UserAuthorized: true, AccountID: "ana-77", Country: apitype.CountryColombia,
			DocumentType: apitype.DocumentTypeNationalID, Timeout: 60,
		})
		require.NoError(t, err)
		for _, want := range []erasure.State{erasure.StateLeft, erasure.StateDeleted} {
			plan, err := w.eraser.Plan(t.Context(), w.client, erasure.PlanParams{Person: anaIs()})
			require.NoError(t, err)
			require.NoError(t, w.eraser.Execute(t.Context(), w.client, plan, keep))
			assert.Equal(t, 1, count(plan, erasure.AreaValidation, want))
			time.Sleep(time.Hour)
		}
	})
}

// A document of another country or type with an equal number is another person's.
func TestEqualNumbers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, erasure.Options{})
	for _, country := range []apitype.Country{apitype.CountryColombia, apitype.CountryMexico} {
		_, err := w.client.Checks.Create(t.Context(), checks.CreateParams{
			Country: country, Type: checks.TypePerson, UserAuthorized: true, NationalID: ana,
		})
		require.NoError(t, err)
	}
	found := func(country apitype.Country, kind apitype.DocumentType) (ids []string) {
		plan, err := w.eraser.Plan(t.Context(), w.client, erasure.PlanParams{Person: []subject.Identifier{subject.Document(country, kind, ana)}})
		require.NoError(t, err)
		for _, s := range plan.Steps {
			if s.Area == erasure.AreaCustomer {
				ids = append(ids, s.ID)
			}
		}
		return ids
	}
	colombian, mexican := found("CO", "national-id"), found("MX", "national-id")
	assert.Len(t, colombian, 1)
	assert.Len(t, mexican, 1)
	assert.NotEqual(t, colombian, mexican)
	assert.Empty(t, found("CO", "foreign-id"))
}

// What is nil is an error, and no panic.
func TestNothingGiven(t *testing.T) {
	t.Parallel()
	w := newWorld(t, erasure.Options{})
	done := &erasure.Plan{Ended: time.Now()}
	_, err := done.Proof(nil)
	require.EqualError(t, err, "erasure: a proof needs a signer")
	_, err = w.eraser.Plan(t.Context(), nil, erasure.PlanParams{Person: anaIs()})
	require.EqualError(t, err, "erasure: a plan needs a client")
	for _, err := range []error{
		w.eraser.Execute(t.Context(), nil, done, keep), w.eraser.Execute(t.Context(), w.client, nil, keep), w.eraser.Execute(t.Context(), w.client, done, nil),
	} {
		require.EqualError(t, err, "erasure: Execute needs a client, a plan and a function that stores it")
	}
}

func TestProof(t *testing.T) {
	t.Parallel()
	public, signer, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	plan := &erasure.Plan{ID: "E1", Ended: time.Now().UTC(), Steps: []erasure.Step{
		{Item: erasure.Item{Area: erasure.AreaCheck, ID: "CHK1"}, State: erasure.StateDeleted},
		{Item: erasure.Item{Area: erasure.AreaCheck, ID: "CHK2"}, State: erasure.StateGone},
		{Item: erasure.Item{Area: erasure.AreaCheck, ID: "CHK3"}, State: erasure.StateLeft, Reason: erasure.ReasonHold},
		{Item: erasure.Item{Area: erasure.AreaAccount, ID: "ana-77"}, State: erasure.StateLeft, Reason: erasure.ReasonNoOperation},
	}}
	proof, err := plan.Proof(signer)
	require.NoError(t, err)
	assert.Equal(t, []erasure.Count{{"check", 3, 1, 1, 1}, {"account", 1, 0, 0, 1}}, proof.Areas)
	assert.Equal(t, []erasure.Left{{"check", erasure.ReasonHold, 1}, {"account", erasure.ReasonNoOperation, 1}}, proof.Left)
	text, err := json.Marshal(proof)
	require.NoError(t, err)
	for _, name := range []string{"CHK", "ana"} {
		assert.NotContains(t, string(text), name)
	}
	read := new(erasure.Proof)
	require.NoError(t, json.Unmarshal(text, read))
	assert.True(t, read.Signed(public))
	assert.False(t, read.Signed(nil))
	for _, change := range []func(*erasure.Proof){
		func(p *erasure.Proof) { p.Plan = "E2" }, func(p *erasure.Proof) { p.Areas[0].Deleted++ },
		func(p *erasure.Proof) { p.Left = p.Left[:1] }, func(p *erasure.Proof) { p.Ended = p.Ended.Add(1) },
		func(p *erasure.Proof) { p.Signature = nil },
	} {
		changed := new(erasure.Proof)
		require.NoError(t, json.Unmarshal(text, changed))
		change(changed)
		assert.False(t, changed.Signed(public))
	}
	plan.Steps[0].State = erasure.StateBegun
	_, err = plan.Proof(signer)
	require.Error(t, err)
}
