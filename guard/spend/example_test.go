package spend_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/truoratest"
)

// Two checks a day, by the clock of Bogotá.
func Example() {
	bogota, err := time.LoadLocation("America/Bogota")
	if err != nil {
		log.Fatal(err)
	}
	guard, err := spend.New([]spend.Budget{{Name: "checks a day", Limit: 2, Period: spend.PerDay(bogota)}})
	if err != nil {
		log.Fatal(err)
	}
	srv := truoratest.New() // in production: truora.New(key, truora.WithInterceptor(guard.Intercept))
	defer srv.Close()
	client := srv.Client(truora.WithInterceptor(guard.Intercept))

	for _, id := range []string{"1000000001", "1000000002", "1000000003"} {
		_, err := client.Checks.Create(context.Background(), checks.CreateParams{
			Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, NationalID: id,
		})
		if over, ok := errors.AsType[*spend.BudgetError](err); ok {
			fmt.Printf("%s: %d left of %d, and it renews: %t\n", over.Budget, over.Left, over.Limit, over.Renews.After(time.Now()))
			break
		}
		if err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(len(srv.Billed()), "billed")
	// Output:
	// checks a day: 0 left of 2, and it renews: true
	// 2 billed
}

// Money for each tenant, with a warning at 80 %. The prices are those of your contract.
func ExampleBudget() {
	prices := map[truora.Billing]int64{ // made up, in cents
		truora.BillingCheck: 150, truora.BillingValidation: 40,
	}
	guard, err := spend.New([]spend.Budget{{
		Name: "cents a month by tenant", Limit: 500, Period: spend.PerMonth(time.UTC), Each: spend.ByTenant,
		Price: spend.Prices(prices), WarnAt: []int64{400},
		OnWarn: func(_ context.Context, b spend.Balance) {
			fmt.Printf("%s has spent %d of %d\n", b.Key, b.Used, b.Limit)
		},
	}})
	if err != nil {
		log.Fatal(err)
	}
	srv := truoratest.New()
	defer srv.Close()
	client := srv.Client(truora.WithInterceptor(guard.Intercept))

	for _, tenant := range []string{"acme", "acme", "acme", "other"} {
		_, err := client.Checks.Create(spend.WithTenant(context.Background(), tenant), checks.CreateParams{
			Country: apitype.CountryBrazil, Type: checks.TypeVehicle, UserAuthorized: true, LicensePlate: "ABC1D23", ForceCreation: true,
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// acme has spent 450 of 500
}

// A call whose answer was lost keeps its amount until it is known what became of it.
func ExampleGuard_Reservations() {
	ctx := context.Background()
	guard, err := spend.New([]spend.Budget{{Name: "checks", Limit: 100}})
	if err != nil {
		log.Fatal(err)
	}
	srv := truoratest.New()
	defer srv.Close()
	client := srv.Client(truora.WithInterceptor(guard.Intercept))

	srv.LoseAnswer("POST /v1/checks")
	_, err = client.Checks.Create(spend.WithReference(ctx, "order 77"), checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, NationalID: "1000000001",
		ForceCreation: true, CustomInput: "order 77",
	})
	fmt.Println(errors.Is(err, truora.ErrOutcomeUnknown))

	open, err := guard.Reservations(ctx, 0) // in production: those older than the longest call
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range open {
		end, word := guard.Release, "not bought"
		for check, err := range client.Checks.All(ctx, checks.ListParams{}) {
			if err != nil {
				log.Fatal(err)
			}
			if check.CustomInput == r.Reference {
				end, word = guard.Settle, "bought"
				break
			}
		}
		if err := end(ctx, r.ID); err != nil {
			log.Fatal(err)
		}
		fmt.Println(r.Reference, "was", word)
	}
	// Output:
	// true
	// order 77 was bought
}

func ExamplePreflight() {
	ctx := context.Background()
	srv := truoratest.New()
	defer srv.Close()
	client := srv.Client()

	params := checks.CreateParams{
		Country: apitype.CountryBrazil, Type: checks.TypePerson, UserAuthorized: true,
		NationalID: "529.982.247-24", DateOfBirth: apitype.Date{Year: 1990, Month: 1, Day: 31},
	}
	report, err := spend.Preflight(ctx, client, params, spend.PreflightParams{DataSets: []apitype.DataSet{apitype.DataSetCreditHistory}})
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range report.Findings {
		fmt.Println(f.Concern+":", f.Message)
	}
	if err := report.Err(spend.ConcernRefused, spend.ConcernDocument); err != nil {
		fmt.Println("not bought")
	}
	// Output:
	// missing_input: region is missing, which Truora documents as required here
	// document: national_id looks mistyped: docid: this CPF has a wrong check digit
	// data_set: no source of BR has credit_history
	// not bought
}
