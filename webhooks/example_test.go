package webhooks_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/webhooks"
)

func Example() {
	srv := truoratest.New(truoratest.WithPace(100))
	defer srv.Close()

	// With an account: the signing key that the dashboard shows, and truora.FromEnv.
	verifier, err := webhooks.NewVerifier(srv.Webhooks.Key())
	if err != nil {
		log.Fatal(err)
	}
	hub := webhooks.NewHub()
	handler := webhooks.Handler(verifier, hub.Handle)

	srv.Webhooks.Add(truoratest.Webhook{Handler: handler})
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	go srv.Webhooks.Run(ctx)

	client := srv.Client(truora.WithPolling(time.Hour, time.Hour)) // only the event can be so quick
	check, err := client.Checks.Create(ctx, checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	check, err = client.Checks.Wait(ctx, check.CheckID, checks.WaitParams{Notifier: hub})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(check.Status)
	// Output: completed
}

func ExampleHandler() {
	key := rand.Text() + rand.Text() // from the dashboard
	verifier, err := webhooks.NewVerifier(key)
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("POST /truora", webhooks.Handler(verifier, func(_ context.Context, e webhooks.Event) error {
		switch payload := e.Payload.(type) {
		case *webhooks.Check:
			fmt.Println(e.Name(), payload.CheckID) // put it into a queue; read the check later
		case *webhooks.Process:
			fmt.Println(e.Name(), payload.ProcessID)
		default:
			fmt.Println(e.Name(), "is of no interest") // accepted all the same, or it comes again
		}
		return nil
	}))

	// A test signs its own deliveries.
	body, err := webhooks.Sign(key,
		webhooks.Event{Type: webhooks.TypeCheck, Action: webhooks.ActionFinished, Payload: &webhooks.Check{CheckID: "CHK1"}},
		webhooks.Event{RawType: "digital_identity.identity_process", RawAction: "success", Payload: &webhooks.Process{ProcessID: "IDP1"}},
		webhooks.Event{Type: "planet", Action: "rose"},
	)
	if err != nil {
		log.Fatal(err)
	}
	res := httptest.NewRecorder()
	mux.ServeHTTP(res, httptest.NewRequest(http.MethodPost, "/truora", strings.NewReader(string(body))))
	fmt.Println(res.Code)
	// Output:
	// check.finished CHK1
	// identity_process.succeeded IDP1
	// planet.rose is of no interest
	// 200
}

func ExampleParseEvent() {
	// An event as GET /v1/hooks/events returns it: its object is a string.
	e, err := webhooks.ParseEvent([]byte(`{"idempotency_key":"HIK1","event_type":"check","event_action":"finished",
		"object":"{\"check_id\":\"CHK1\",\"status\":\"completed\"}"}`))
	if err != nil {
		log.Fatal(err)
	}
	if check, ok := e.Payload.(*webhooks.Check); ok {
		fmt.Println(e, check.CheckID, check.Status)
	}
	// Output: check.finished HIK1 CHK1 completed
}
