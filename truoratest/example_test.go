package truoratest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

// A test scripts what a check finds, loses an answer on the way, and checks what was
// billed.
func ExampleServer() {
	ctx := context.Background()
	srv := truoratest.New() // in a test: truoratest.NewServer(t)
	defer srv.Close()
	client := srv.Client(truora.WithRetries(0))

	srv.Checks.Next(truoratest.CheckScript{
		Findings: []truoratest.Finding{{DataSet: "criminal_record", Severity: "very_high"}},
	})
	srv.LoseAnswer("POST /v1/checks")
	params := checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, NationalID: "1000000001",
	}
	_, err := client.Checks.Create(ctx, params)
	fmt.Println("outcome unknown:", errors.Is(err, truora.ErrOutcomeUnknown))

	check, err := client.Checks.Create(ctx, params)
	if err != nil {
		log.Print(err)
		return
	}
	srv.Checks.Finish(check.CheckID)
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

// A check of three days in which no source of criminal records answers.
func ExampleChecks_Next() {
	ctx := context.Background()
	srv := truoratest.New()
	defer srv.Close()
	client := srv.Client()

	srv.Checks.Next(truoratest.CheckScript{
		Duration: 72 * time.Hour,
		Status:   "error",
		Findings: []truoratest.Finding{{DataSet: "traffic_fines", Severity: "low"}},
		Sources:  []truoratest.SourceScript{{Source: "criminal_record", Outcome: "expired"}},
	})
	check, err := client.Checks.Create(ctx, checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, NationalID: "1000000001",
	})
	if err != nil {
		log.Print(err)
		return
	}
	srv.Checks.Finish(check.CheckID) // or wait inside testing/synctest
	check, err = client.Checks.Get(ctx, check.CheckID)
	if err != nil {
		log.Print(err)
		return
	}
	fmt.Println(check.Status, check.Coverage().Of(apitype.DataSetCriminalRecord).Complete())
	// Output: error false
}

func ExampleServer_Fail() {
	srv := truoratest.New()
	defer srv.Close()

	srv.Fail("GET /v1/checks", truoratest.Status(429), truoratest.Status(503))
	client := srv.Client(truora.WithRetryWait(time.Millisecond, time.Millisecond))
	_, err := client.Checks.List(context.Background(), checks.ListParams{})
	fmt.Println(err, len(srv.RequestsTo("GET /v1/checks")))
	// Output: <nil> 3
}

// Slow carries out a call before it delays the answer: a caller who gives up has
// bought.
func ExampleServer_Slow() {
	srv := truoratest.New()
	defer srv.Close()
	srv.Slow("POST /v1/checks", time.Hour)

	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	_, err := srv.Client().Checks.Create(ctx, checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, NationalID: "1000000001", ForceCreation: true,
	})
	fmt.Println(errors.Is(err, context.DeadlineExceeded), errors.Is(err, truora.ErrOutcomeUnknown), len(srv.Billed()))
	// Output: true true 1
}

// Start serves programs in other languages too.
func ExampleServer_Start() {
	srv := truoratest.New()
	defer srv.Close()
	hosts := srv.Start()

	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, hosts.Checks+"/v1/checks", http.NoBody)
	if err != nil {
		log.Print(err)
		return
	}
	req.Header.Set("Truora-API-Key", srv.APIKey())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Print(err)
		return
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	fmt.Println(resp.StatusCode, strings.HasPrefix(string(text), `{"checks":[]`), err)
	// Output: 200 true <nil>
}
