package spend_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/validators"
)

const createOp = "POST /v1/checks"

func person(id string) checks.CreateParams {
	return checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, NationalID: id,
	}
}

// account is a fake, a guard and a client under it, in virtual time.
type account struct {
	srv    *truoratest.Server
	guard  *spend.Guard
	client *truora.Client
}

func guarded(t *testing.T, budgets []spend.Budget, opts ...spend.Option) account {
	t.Helper()
	guard, err := spend.New(budgets, opts...)
	require.NoError(t, err)
	srv := truoratest.NewServer(t)
	return account{srv, guard, srv.Client(truora.WithInterceptor(guard.Intercept))}
}

func (a account) buy(ctx context.Context, id string) error {
	p := person(id)
	p.ForceCreation = true
	_, err := a.client.Checks.Create(ctx, p)
	return err
}

// used is what the first budget holds for a purchase without tenant and country.
func (a account) used(t *testing.T) int64 {
	t.Helper()
	balances, err := a.guard.Balances(t.Context(), spend.Purchase{Bills: truora.BillingCheck})
	require.NoError(t, err)
	require.NotEmpty(t, balances)
	return balances[0].Used
}

func (a account) open(t *testing.T, age time.Duration) []spend.Reservation {
	t.Helper()
	open, err := a.guard.Reservations(t.Context(), age)
	require.NoError(t, err)
	return open
}

func bubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, test)
}

func TestOverBudget(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := guarded(t, []spend.Budget{{Name: "checks", Limit: 2, Period: spend.PerDay(time.UTC)}})
		require.NoError(t, a.buy(t.Context(), "1000000001"))
		require.NoError(t, a.buy(t.Context(), "1000000002"))
		err := a.buy(t.Context(), "1000000003")
		require.ErrorIs(t, err, spend.ErrBudget)
		require.ErrorIs(t, err, truora.ErrRefused)
		over, ok := errors.AsType[*spend.BudgetError](err)
		require.True(t, ok)
		assert.Equal(t, int64(1), over.Amount)
		assert.Equal(t, spend.Balance{
			Budget: "checks", Limit: 2, Used: 2, Renews: time.Date(2000, 1, 2, 0, 0, 0, 0, time.UTC),
		}, over.Balance)
		assert.Len(t, a.srv.RequestsTo(createOp), 2, "nothing was sent")
		assert.Len(t, a.srv.Billed(), 2)
		assert.NotContains(t, err.Error(), "1000000003")
		assert.Contains(t, err.Error(), `"checks" has 0 of 2 left and 1 is needed; it renews at 2000-01-02T00:00:00Z`)

		_, err = a.client.Checks.List(t.Context(), checks.ListParams{})
		require.NoError(t, err, "a free call is not counted")
		time.Sleep(24 * time.Hour)
		require.NoError(t, a.buy(t.Context(), "1000000003"))
		assert.Equal(t, int64(1), a.used(t))
	})
}

func TestBudgetsByWhatIsBought(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := guarded(t, []spend.Budget{
			{Name: "by operation", Limit: 100, Each: spend.ByOp},
			{Name: "by billing", Limit: 100, Each: spend.ByBilling},
			{Name: "by country", Limit: 100, Each: spend.ByCountry},
			{Name: "by tenant", Limit: 100, Each: spend.ByTenant},
			{Name: "brazil", Limit: 1, Of: func(p spend.Purchase) bool { return p.Country == apitype.CountryBrazil }},
			{Name: "companies", Limit: 0, Of: func(p spend.Purchase) bool { return p.Type == "company" }},
			{Name: "money", Limit: 10_000, Price: spend.Prices(map[truora.Billing]int64{truora.BillingCheck: 1500, truora.BillingValidation: 400})},
		})
		ctx := spend.WithTenant(t.Context(), "acme")
		require.NoError(t, a.buy(ctx, "1000000001"))
		_, err := a.client.Validators.Create(ctx, validators.CreateParams{
			Type: validators.TypeDocumentValidation, Country: apitype.CountryBrazil, DocumentType: apitype.DocumentTypeNationalID, UserAuthorized: true,
		})
		require.NoError(t, err)
		p := checks.CreateParams{Country: apitype.CountryBrazil, Type: checks.TypePerson, UserAuthorized: true, NationalID: "1"}
		_, err = a.client.Checks.Create(ctx, p)
		require.ErrorIs(t, err, spend.ErrBudget, "the validation was in Brazil too")
		p.Country, p.Type, p.TaxID = apitype.CountryColombia, checks.TypeCompany, "1"
		_, err = a.client.Checks.Create(ctx, p)
		require.ErrorIs(t, err, spend.ErrBudget)

		used := func(p spend.Purchase) map[string]int64 {
			balances, err := a.guard.Balances(t.Context(), p)
			require.NoError(t, err)
			out := map[string]int64{}
			for _, b := range balances {
				out[b.Budget] = b.Used
			}
			return out
		}
		assert.Equal(t, map[string]int64{"by operation": 1, "by billing": 1, "by country": 1, "by tenant": 2, "money": 1900}, used(spend.Purchase{
			Op: createOp, Bills: truora.BillingCheck, Country: apitype.CountryColombia, Tenant: "acme",
		}))
		assert.Equal(t, map[string]int64{"by operation": 1, "by billing": 1, "by country": 1, "by tenant": 0, "money": 1900, "brazil": 1}, used(spend.Purchase{
			Op: "POST /v1/validations", Bills: truora.BillingValidation, Country: apitype.CountryBrazil, Tenant: "other",
		}))
	})
}

// What has no price is refused, and so is a batch whose rows nobody counted.
func TestWhatCannotBeCounted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		a := guarded(t, []spend.Budget{{Name: "money", Limit: 10_000, Price: spend.Prices(map[truora.Billing]int64{
			truora.BillingCheck: 1500, truora.BillingRows: 1200,
		})}})
		_, err := a.client.Validators.Create(t.Context(), validators.CreateParams{
			Type: validators.TypeDocumentValidation, Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypeNationalID, UserAuthorized: true,
		})
		require.ErrorIs(t, err, truora.ErrRefused)
		require.NotErrorIs(t, err, spend.ErrBudget)
		assert.Contains(t, err.Error(), "no price")
		start := func(ctx context.Context) error { return a.client.Batches.Start(ctx, "BCH1") }
		require.ErrorContains(t, start(t.Context()), "WithQuantity")
		require.ErrorIs(t, start(spend.WithQuantity(t.Context(), 0)), truora.ErrRefused)
		require.ErrorIs(t, start(spend.WithQuantity(t.Context(), spend.MaxAmount)), truora.ErrRefused)
		require.ErrorIs(t, start(spend.WithQuantity(t.Context(), 9)), spend.ErrBudget)
		require.ErrorIs(t, start(spend.WithQuantity(t.Context(), 8)), truora.ErrNotFound, "there is budget, but no such batch")
		assert.Len(t, a.srv.RequestsTo("POST /v1/batches/{batch_id}/start"), 1)
		assert.Zero(t, a.used(t))
	})
}

func TestWarnings(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var warned []spend.Balance
		a := guarded(t, []spend.Budget{{
			Name: "checks", Limit: 10, WarnAt: []int64{3, 5}, Each: spend.ByTenant,
			OnWarn: func(_ context.Context, b spend.Balance) { warned = append(warned, b) },
		}})
		for range 6 {
			require.NoError(t, a.buy(spend.WithTenant(t.Context(), "acme"), "1000000001"))
			require.NoError(t, a.buy(spend.WithTenant(t.Context(), "b"), "1000000001"))
			if len(warned) == 4 {
				break
			}
		}
		assert.Equal(t, []spend.Balance{
			{Budget: "checks", Key: "acme", Limit: 10, Used: 3, Left: 7},
			{Budget: "checks", Key: "b", Limit: 10, Used: 3, Left: 7},
			{Budget: "checks", Key: "acme", Limit: 10, Used: 5, Left: 5},
			{Budget: "checks", Key: "b", Limit: 10, Used: 5, Left: 5},
		}, warned)
		require.NoError(t, a.buy(spend.WithQuantity(spend.WithTenant(t.Context(), "c"), 9), "1000000001"))
		require.Len(t, warned, 5, "one warning per jump")
		assert.Equal(t, int64(9), warned[4].Used)
	})
}

// If several budgets have no room, the error is about the one that lasts longest.
func TestRefusedByWhichBudget(t *testing.T) {
	bubble(t, func(t *testing.T) {
		budgets := []spend.Budget{
			{Name: "day", Period: spend.PerDay(time.UTC)}, {Name: "month", Period: spend.PerMonth(time.UTC)}, {Name: "roomy", Limit: 9},
		}
		over := func() *spend.BudgetError {
			err, ok := errors.AsType[*spend.BudgetError](guarded(t, budgets).buy(t.Context(), "1000000001"))
			require.True(t, ok)
			return err
		}
		assert.Equal(t, "month", over().Budget)
		budgets = append(budgets, spend.Budget{Name: "all"})
		assert.Equal(t, "all", over().Budget)
		assert.Contains(t, over().Error(), "it does not renew")
	})
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	warn := func(context.Context, spend.Balance) {}
	for name, budgets := range map[string][]spend.Budget{
		"none":          nil,
		"no name":       {{Limit: 1}},
		"two of a name": {{Name: "a"}, {Name: "a"}},
		"negative":      {{Name: "a", Limit: -1}},
		"too large":     {{Name: "a", Limit: spend.MaxAmount + 1}},
		"no time zone":  {{Name: "a", Period: spend.PerDay(nil)}},
		"warns late":    {{Name: "a", Limit: 1, WarnAt: []int64{2}, OnWarn: warn}},
		"warns at once": {{Name: "a", Limit: 1, WarnAt: []int64{0}, OnWarn: warn}},
		"warns nobody":  {{Name: "a", Limit: 1, WarnAt: []int64{1}}},
		"never warns":   {{Name: "a", Limit: 1, OnWarn: warn}},
	} {
		_, err := spend.New(budgets)
		require.Error(t, err, name)
	}
	for name, option := range map[string]spend.Option{
		"no handler": spend.WithErrorHandler(nil), "no store, which several programs were to share": spend.WithStore(nil),
	} {
		_, err := spend.New([]spend.Budget{{Name: "a"}}, option)
		require.Error(t, err, name)
	}
}
