package identity_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/truoratest"
)

// invited is a Truora in memory with a process that somebody was invited to; with
// a key the client would be truora.FromEnv().
func invited() (srv *truoratest.Server, client *truora.Client, processID string) {
	srv = truoratest.New(truoratest.WithPace(1000))
	client = srv.Client(truora.WithPolling(10*time.Millisecond, 10*time.Millisecond))
	created, err := client.APIKeys.Create(context.Background(), apikeys.CreateParams{
		KeyType: apikeys.KeyTypeWeb, Grant: apikeys.GrantDigitalIdentity, FlowID: "IPF1", AccountID: "user-001",
		Country: apitype.CountryAll, RedirectURL: "https://example.com/after",
	})
	if err != nil {
		log.Fatal(err)
	}
	claims, err := created.Token().Claims()
	if err != nil {
		log.Fatal(err)
	}
	return srv, client, claims.ProcessID
}

func Example() {
	srv, client, processID := invited()
	defer srv.Close()
	srv.Identity.Finish(processID) // the person opens the link and goes through the steps

	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Hour)
	defer cancel()
	result, err := client.Identity.Wait(ctx, processID, identity.WaitParams{EvenUnopened: true})
	if err != nil {
		log.Fatal(err)
	}
	switch v := result.Verdict(); v.Outcome {
	case identity.OutcomeApproved:
		fmt.Println("welcome")
	case identity.OutcomeDeclined:
		fmt.Println("declined:", v.Reason)
	case identity.OutcomeExpired, identity.OutcomeFailed:
		fmt.Println("send a new link:", v.Reason)
	}
	var pdf bytes.Buffer
	if err := client.Identity.DownloadPDF(ctx, processID, &pdf, identity.DownloadPDFParams{}); err != nil {
		log.Fatal(err)
	}
	fmt.Println("PDF saved")
	// Output:
	// welcome
	// PDF saved
}

func ExampleResult_Verdict() {
	srv, client, processID := invited()
	defer srv.Close()
	srv.Identity.Next(truoratest.ProcessScript{Outcome: "failure", DeclinedReason: "no_face_detected"})
	srv.Identity.Finish(processID)

	ctx := context.Background()
	result, err := client.Identity.GetResult(ctx, processID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Verdict().Outcome, result.Verdict().Reason)

	srv.Identity.Override(processID, "success") // somebody looks at it again
	if result, err = client.Identity.GetResult(ctx, processID); err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Verdict().Outcome, result.Verdict().Overridden)
	// Output:
	// declined no_face_detected
	// approved true
}

func ExampleService_All() {
	srv, client, processID := invited()
	defer srv.Close()
	srv.Identity.Finish(processID)

	for process, err := range client.Identity.All(context.Background(), identity.ListParams{AccountID: "user-001"}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(process.AccountID, process.Verdict().Outcome)
	}
	// Output: user-001 approved
}
