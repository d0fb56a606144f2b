package continuous_test

import (
	"context"
	"fmt"
	"log"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/continuous"
	"github.com/truora/truora-go/truoratest"
)

func ExampleService_Create() {
	srv := truoratest.New(truoratest.WithPace(1000)) // a Truora in memory
	defer srv.Close()
	client := srv.Client(truora.WithPolling(10*time.Millisecond, 10*time.Millisecond))
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	check, err := client.Checks.Create(ctx, checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Checks.Wait(ctx, check.CheckID, checks.WaitParams{}); err != nil {
		log.Fatal(err)
	}
	repeated, err := client.Continuous.Create(ctx, continuous.CreateParams{
		CheckID: check.CheckID, Frequency: apitype.FrequencyWeekly, EndDate: apitype.DateOf(time.Now().AddDate(1, 0, 0)),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(repeated.Status, repeated.Frequency, repeated.ScoreStatus)

	// Nothing else ends the runs, and their price, before the end date.
	repeated, err = client.Continuous.Disable(ctx, repeated.ContinuousCheckID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(repeated.Status)
	// Output:
	// enabled 1w new
	// disabled
}
