package erasure_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"log"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/erasure"
	"github.com/truora/truora-go/guard/subject"
	"github.com/truora/truora-go/truoratest"
)

// A person asks to be forgotten.
func Example() {
	ctx := context.Background()
	key, err := subject.NewKey(make([]byte, 32)) // in production 32 random bytes, from a vault
	if err != nil {
		log.Fatal(err)
	}
	public, signer, err := ed25519.GenerateKey(nil)
	if err != nil {
		log.Fatal(err)
	}
	var index erasure.Memory // in production sqlerasure
	eraser, err := erasure.New(erasure.Options{Key: key, Index: &index})
	if err != nil {
		log.Fatal(err)
	}
	srv := truoratest.New() // in production: truora.New(key, truora.WithInterceptor(eraser.Intercept))
	defer srv.Close()
	client := srv.Client(truora.WithInterceptor(eraser.Intercept))
	for range 2 {
		_, err := client.Checks.Create(subject.With(ctx, subject.Reference("customer-77")), checks.CreateParams{
			Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, NationalID: "1000000001", ForceCreation: true,
		})
		if err != nil {
			log.Fatal(err)
		}
	}

	plan, err := eraser.Plan(ctx, client, erasure.PlanParams{Person: []subject.Identifier{subject.Reference("customer-77")}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(plan.Steps), "things: a person reads plan.String() now")
	save := func(context.Context, *erasure.Plan) error { return nil } // in production as JSON, where a crash leaves it
	if err := eraser.Execute(ctx, client, plan, save); err != nil {
		log.Fatal(err)
	}
	proof, err := plan.Proof(signer)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%+v %v\n", proof.Areas, proof.Signed(public))
	// Output:
	// 2 things: a person reads plan.String() now
	// [{Area:check Found:2 Deleted:2 Gone:0 Left:0}] true
}
