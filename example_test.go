package truora_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

func ExampleNew() {
	client, err := truora.New("your-api-key", truora.WithUserAgent("shop/1.4"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(client)
	// Output: truora.Client{key: [redacted]}
}

func ExampleClient_With() {
	srv := truoratest.New()
	defer srv.Close()
	client := srv.Client()

	srv.Fail("GET /v1/checks", truoratest.Status(503))
	_, err := client.With(truora.WithRetries(0)).Checks.List(context.Background(), checks.ListParams{})
	fmt.Println(errors.Is(err, truora.ErrServer))
	// Output: true
}

func ExampleError() {
	srv := truoratest.New()
	defer srv.Close()

	_, err := srv.Client().Checks.Get(context.Background(), "CHK00000000000000000000000000000000")
	if errors.Is(err, truora.ErrNotFound) {
		fmt.Println(err)
	}
	if e, ok := errors.AsType[*truora.Error](err); ok {
		fmt.Println(e.Op, e.StatusCode, e.Code)
	}
	// Output:
	// truora: GET /v1/checks/{check_id}: 404: Resource not found
	// GET /v1/checks/{check_id} 404 10404
}

func ExampleError_notSent() {
	client, err := truora.New("your-api-key")
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Checks.Create(context.Background(), checks.CreateParams{
		Country: apitype.Colombia, Type: checks.Person, NationalID: "1000000001",
	})
	fmt.Println(err)
	// Output: truora: POST /v1/checks: not sent: user_authorized must be true: the subject has to consent
}
