package hooks_test

import (
	"context"
	"fmt"
	"log"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/hooks"
	"github.com/truora/truora-go/truoratest"
)

func ExampleService_All() {
	srv := truoratest.New()
	defer srv.Close()
	client := srv.Client()
	ctx := context.Background()
	if _, err := client.Checks.Create(ctx, checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
	}); err != nil {
		log.Fatal(err)
	}

	for event, err := range client.Hooks.All(ctx, hooks.ListParams{}) {
		if err != nil {
			log.Fatal(err)
		}
		var check checks.Check
		if err := event.Object.Decode(&check); err != nil {
			log.Fatal(err)
		}
		fmt.Println(event.Product, event.EventAction, check.Status)
	}
	// Output: checks created not_started
}
