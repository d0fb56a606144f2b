package checks_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

// fake is a Truora in memory that goes a thousand times as fast; with a key it
// would be truora.FromEnv().
func fake() (*truora.Client, func()) {
	srv := truoratest.New(truoratest.WithPace(1000))
	return srv.Client(truora.WithPolling(10*time.Millisecond, 10*time.Millisecond)), srv.Close
}

func Example() {
	client, done := fake()
	defer done()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	check, err := client.Checks.Create(ctx, checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001",
		UserAuthorized: true, CustomInput: "order 77",
	})
	if err != nil {
		log.Fatal(err)
	}
	check, err = client.Checks.Wait(ctx, check.CheckID, checks.WaitParams{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(check.Status)
	if err := client.Checks.DownloadPDF(ctx, check.CheckID, io.Discard, checks.DownloadPDFParams{}); err != nil {
		log.Fatal(err)
	}
	fmt.Println("PDF saved")
	// Output:
	// completed
	// PDF saved
}

func ExampleService_Create_outcomeUnknown() {
	srv := truoratest.New()
	defer srv.Close()
	client := srv.Client()
	ctx := context.Background()

	srv.LoseAnswer("POST /v1/checks") // what a network does now and then
	_, err := client.Checks.Create(ctx, checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001",
		UserAuthorized: true, ForceCreation: true, CustomInput: "order 77",
	})
	if errors.Is(err, truora.ErrOutcomeUnknown) {
		// It may have been bought. Look before buying again.
		for check, err := range client.Checks.All(ctx, checks.ListParams{}) {
			if err != nil {
				log.Fatal(err)
			}
			if check.CustomInput == "order 77" {
				fmt.Println("bought, and found again")
			}
		}
	}
	fmt.Println("billed:", len(srv.Billed()))
	// Output:
	// bought, and found again
	// billed: 1
}

func ExampleCheck_Coverage() {
	srv := truoratest.New()
	defer srv.Close()
	client := srv.Client()
	ctx := context.Background()

	srv.Checks.Next(truoratest.CheckScript{Sources: []truoratest.SourceScript{{Source: "criminal_record", Outcome: "error"}}})
	check, err := client.Checks.Create(ctx, checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	srv.Checks.Finish(check.CheckID)
	check, err = client.Checks.Get(ctx, check.CheckID)
	if err != nil {
		log.Fatal(err)
	}
	if !check.Coverage().Of(apitype.DataSetCriminalRecord).Complete() {
		fmt.Println("no criminal record was found, but not every court answered")
	}
	// Output: no criminal record was found, but not every court answered
}

func ExampleCreateParams_MissingInputs() {
	params := checks.CreateParams{Country: apitype.CountryBrazil, Type: checks.TypePerson, NationalID: "00000000191", UserAuthorized: true}
	fmt.Println(params.MissingInputs())
	// Output: [date_of_birth region]
}

func ExampleCreateParams_SuspectInputs() {
	params := checks.CreateParams{Country: apitype.CountryBrazil, Type: checks.TypePerson, NationalID: "529.982.274-25", UserAuthorized: true}
	for _, suspect := range params.SuspectInputs() {
		fmt.Println(suspect) // ask for this field once more, before the check is bought
	}
	// Output: national_id: this CPF has a wrong check digit
}
