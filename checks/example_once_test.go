package checks_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

// buyOnce creates a check under a reference of the caller's, params.CustomInput, and
// finds out what became of a call whose answer was lost.
func buyOnce(ctx context.Context, service *checks.Service, params checks.CreateParams) (*checks.Check, error) {
	began := time.Now()
	check, err := service.Create(ctx, params)
	_, unread := errors.AsType[*truora.DecodeError](err)
	if !unread && !errors.Is(err, truora.ErrOutcomeUnknown) {
		return check, err // if check.Reused, nothing was bought
	}
	found, lookErr := service.Find(ctx, params.CustomInput, checks.FindParams{Since: began.Add(-time.Hour), MaxWait: time.Minute})
	switch {
	case lookErr == nil:
		return found, nil
	case errors.Is(lookErr, truora.ErrNotFound) && !params.ForceCreation:
		// Nothing is there under this reference: the call did nothing, or gave back the
		// check of another reference. An equal call gives that back once more.
		return service.Create(ctx, params)
	default:
		return nil, errors.Join(err, lookErr) // still unknown: a person or a later run decides
	}
}

// orders are rows of a database: which check an order uses. Orders about one person can
// share a check.
type orders map[string]string

// release forgets an order, and deletes its check unless another order uses it. With a
// database, do the first two steps in one transaction.
func (o orders) release(ctx context.Context, service *checks.Service, order string) error {
	checkID := o[order]
	delete(o, order)
	for _, other := range o {
		if other == checkID {
			return nil
		}
	}
	_, err := service.Delete(ctx, checkID)
	if errors.Is(err, truora.ErrNotFound) {
		return nil // it was deleted before
	}
	return err
}

func ExampleService_Find() {
	srv := truoratest.New() // with a key: truora.FromEnv()
	defer srv.Close()
	service := srv.Client(truora.WithRetries(0)).Checks
	ctx := context.Background()
	ana := checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true, ForceCreation: true,
	}

	ana.CustomInput = "order 77"
	srv.LoseAnswer("POST /v1/checks") // it is carried out, and the answer does not arrive
	check, err := buyOnce(ctx, service, ana)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(check.CustomInput, "bought:", len(srv.Billed()))
	// Output: order 77 bought: 1
}

// Two orders about one person share a check.
func ExampleCheck_reused() {
	srv := truoratest.New() // with a key: truora.FromEnv()
	defer srv.Close()
	service := srv.Client().Checks
	ctx := context.Background()
	ana := checks.CreateParams{Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true}
	held := orders{}
	for _, order := range []string{"order 77", "order 78"} {
		ana.CustomInput = order
		check, err := buyOnce(ctx, service, ana)
		if err != nil {
			log.Fatal(err)
		}
		held[order] = check.CheckID // by the check's id: its CustomInput is that of the first order
		fmt.Println(order, "reused:", check.Reused, "reference:", check.CustomInput)
	}
	for _, order := range []string{"order 77", "order 78"} {
		if err := held.release(ctx, service, order); err != nil {
			log.Fatal(err)
		}
		fmt.Println(order, "released, deletions:", len(srv.RequestsTo("DELETE /v1/checks/{check_id}")))
	}
	fmt.Println("bought:", len(srv.Billed()))
	// Output:
	// order 77 reused: false reference: order 77
	// order 78 reused: true reference: order 77
	// order 77 released, deletions: 0
	// order 78 released, deletions: 1
	// bought: 1
}
