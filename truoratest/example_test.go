package truoratest_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

// A test scripts what a check finds, loses an answer on the way, and looks at what was billed.
func ExampleServer() {
	ctx := context.Background()
	srv := truoratest.New() // in a test: truoratest.NewServer(t)
	defer srv.Close()
	client := srv.Client(truora.WithRetries(0))

	srv.NextCheck(truoratest.CheckScript{
		Findings: []truoratest.Finding{{DataSet: "criminal_record", Severity: "very_high"}},
	})
	srv.LoseAnswer("POST /v1/checks")
	params := checks.CreateParams{
		Country: apitype.Colombia, Type: checks.Person, UserAuthorized: true, NationalID: "1000000001",
	}
	_, err := client.Checks.Create(ctx, params)
	fmt.Println("outcome unknown:", errors.Is(err, truora.ErrOutcomeUnknown))

	check, err := client.Checks.Create(ctx, params)
	if err != nil {
		log.Print(err)
		return
	}
	srv.Complete(check.CheckID)
	check, err = client.Checks.Get(ctx, check.CheckID)
	if err != nil {
		log.Print(err)
		return
	}
	fmt.Println("status:", check.Status)
	fmt.Println("billed:", len(srv.Billed()))
	// Output:
	// outcome unknown: true
	// status: completed
	// billed: 1
}
