package erasure_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/contacts"
	"github.com/truora/truora-go/continuous"
	"github.com/truora/truora-go/guard/erasure"
	"github.com/truora/truora-go/guard/subject"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/validators"
)

// world is a person in all areas, and another in all of them.
type world struct {
	srv    *truoratest.Server
	client *truora.Client
	eraser *erasure.Eraser
	index  *erasure.Memory
	other  map[string]func(context.Context) error // reads of what must stay
}

func newKey(t testing.TB) subject.Key {
	t.Helper()
	key, err := subject.NewKey(make([]byte, 32))
	require.NoError(t, err)
	return key
}

func newWorld(t testing.TB, o erasure.Options) *world {
	t.Helper()
	w := &world{srv: truoratest.New(), index: new(erasure.Memory), other: map[string]func(context.Context) error{}}
	t.Cleanup(w.srv.Close)
	o.Key = newKey(t)
	if o.Index == nil {
		o.Index = w.index
	}
	eraser, err := erasure.New(o)
	require.NoError(t, err)
	w.eraser, w.client = eraser, w.srv.Client(truora.WithInterceptor(eraser.Intercept))
	return w
}

const (
	ana   = "1000000001"
	phone = "+573000000001"
)

func anaIs() []subject.Identifier {
	return []subject.Identifier{
		subject.Reference("customer-77"), subject.Document("CO", "national-id", ana), subject.Phone(phone), subject.Account("ana-77"),
	}
}

// live makes a person use everything. It returns how many things that makes.
func (w *world) live(ctx context.Context, t testing.TB, reference, document, phone, account string) {
	t.Helper()
	ctx = subject.With(ctx, subject.Reference(reference))
	params := checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, NationalID: document, ForceCreation: true,
	}
	var first string
	for range 2 {
		check, err := w.client.Checks.Create(ctx, params)
		require.NoError(t, err)
		w.srv.Checks.Finish(check.CheckID)
		first = check.CheckID
	}
	_, err := w.client.Continuous.Create(ctx, continuous.CreateParams{
		CheckID: first, Frequency: apitype.FrequencyDaily, EndDate: apitype.DateOf(time.Now().AddDate(1, 0, 0)),
	})
	require.NoError(t, err)

	_, err = w.client.Validators.CreateAccount(ctx, validators.CreateAccountParams{
		AccountID: account, Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypeNationalID, DocumentNumber: document,
	})
	require.NoError(t, err)
	_, err = w.client.Validators.CreateEnrollment(ctx, validators.CreateEnrollmentParams{
		Type: validators.TypePhoneVerification, UserAuthorized: true, AccountID: account, PhoneNumber: phone, PhoneType: validators.PhoneTypeHome,
	})
	require.NoError(t, err)
	_, err = w.client.Validators.CreateEnrollment(ctx, validators.CreateEnrollmentParams{
		Type: validators.TypeEmailVerification, UserAuthorized: true, AccountID: account, Email: account + "@example.com",
	})
	require.NoError(t, err)
	_, err = w.client.Validators.Create(ctx, validators.CreateParams{
		Type: validators.TypeDocumentValidation, UserAuthorized: true, AccountID: account, Country: apitype.CountryColombia,
		DocumentType: apitype.DocumentTypeNationalID, Timeout: 60,
	})
	require.NoError(t, err)

	token, err := w.client.APIKeys.Create(ctx, apikeys.CreateParams{
		KeyType: apikeys.KeyTypeWeb, Grant: apikeys.GrantDigitalIdentity, APIKeyVersion: "1", Country: apitype.CountryAll,
		FlowID: "IPF1", AccountID: account, RedirectURL: "https://example.com",
	})
	require.NoError(t, err)
	// The process is created on the page, not by a call of ours.
	page := w.srv.Client(truora.WithKey(token.Token().Reveal()))
	process, err := page.Identity.Create(ctx, identity.CreateParams{})
	require.NoError(t, err)
	w.srv.Identity.Finish(process.ProcessID)

	_, err = w.client.Contacts.Create(ctx, contacts.CreateParams{Name: "Ana", PhoneNumber: phone, ExternalID: reference})
	require.NoError(t, err)
	w.srv.WhatsApp.Phone(phone).Write(truoratest.WhatsAppLine, "hello")
}

func keep(context.Context, *erasure.Plan) error { return nil }

// count says how many steps of an area are in a state.
func count(plan *erasure.Plan, area erasure.Area, state erasure.State) (n int) {
	for _, s := range plan.Steps {
		if s.Area == area && s.State == state {
			n++
		}
	}
	return n
}

// read returns truora.ErrNotFound for what is not there, or without data.
func (w *world) read(ctx context.Context, item erasure.Item) error {
	client := w.srv.Client()
	var err error
	switch item.Area {
	case erasure.AreaCheck:
		_, err = client.Checks.Get(ctx, item.ID)
	case erasure.AreaContinuous:
		_, err = client.Continuous.Get(ctx, item.ID)
	case erasure.AreaProcess:
		_, err = client.Identity.Get(ctx, item.ID)
	case erasure.AreaValidation:
		v, failed := client.Validators.Get(ctx, item.ID, validators.GetParams{ShowDetails: true})
		if err = failed; err == nil && v.LifecycleStatus == validators.LifecycleStatusDeleted && v.Details == nil && v.ValidationInputs == nil {
			err = truora.ErrNotFound // Truora says no more than that it was
		}
	case erasure.AreaEnrollment:
		_, err = client.Validators.GetEnrollment(ctx, item.ID)
	case erasure.AreaContact:
		_, err = client.Contacts.Get(ctx, item.ID, contacts.GetParams{})
	case erasure.AreaChat:
		_, err = client.Engagement.GetChat(ctx, item.ID)
	case erasure.AreaAccount:
		_, err = client.Validators.GetAccount(ctx, item.ID)
	case erasure.AreaCustomer:
		_, err = client.Customers.Get(ctx, item.ID)
	default:
		err = fmt.Errorf("what is a %s?", item.Area)
	}
	return err
}
