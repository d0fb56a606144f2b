package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/contacts"
	"github.com/truora/truora-go/customtypes"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/validators"
)

// caller is a client whose calls are recorded in a ledger.
type caller struct {
	*truora.Client
	ledger *ledger
}

// buy makes a call that is billed once if it succeeds.
func (c caller) buy(ctx context.Context, do func(context.Context) error) error {
	return c.ledger.make(ctx, true, do)
}

// ask makes a call that is never billed.
func (c caller) ask(ctx context.Context, do func(context.Context) error) error {
	return c.ledger.make(ctx, false, do)
}

// brief returns a context that may end in the middle of a call.
func brief(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, rand.N(3*time.Millisecond))
}

// errands are typical tasks of a caller: reads, writes, waits, files and lists of
// several areas on several hosts.
var errands = []func(context.Context, caller) error{
	func(ctx context.Context, c caller) error {
		ctx, cancel := brief(ctx)
		defer cancel()
		_, err := c.check(ctx)
		return err
	},
	onCheck(func(ctx context.Context, c caller, id string) error {
		_, err := c.Checks.Get(ctx, id)
		return err
	}),
	onCheck(func(ctx context.Context, c caller, id string) error {
		_, err := c.Checks.Wait(ctx, id, checks.WaitParams{})
		return err
	}),
	onCheck(func(ctx context.Context, c caller, id string) error {
		ctx, cancel := brief(ctx)
		defer cancel()
		_, err := c.Checks.Wait(ctx, id, checks.WaitParams{})
		return err
	}),
	onCheck(func(ctx context.Context, c caller, id string) error {
		return c.Checks.DownloadPDF(ctx, id, io.Discard, checks.DownloadPDFParams{})
	}),
	onCheck(func(ctx context.Context, c caller, id string) error {
		_, err := c.Checks.Delete(ctx, id)
		return err
	}),
	func(ctx context.Context, c caller) error {
		return c.ask(ctx, func(ctx context.Context) error {
			for _, err := range c.Checks.All(ctx, checks.ListParams{}) {
				if err != nil {
					return err
				}
				if rand.N(20) == 0 {
					break
				}
			}
			return nil
		})
	},
	func(ctx context.Context, c caller) error {
		return c.ask(ctx, func(ctx context.Context) error {
			_, err := c.Validators.CreateAccount(ctx, validators.CreateAccountParams{Country: apitype.CountryColombia})
			return err
		})
	},
	func(ctx context.Context, c caller) error {
		return c.buy(ctx, func(ctx context.Context) error {
			_, err := c.Validators.Create(ctx, validators.CreateParams{
				Type: validators.TypeDocumentValidation, Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypeNationalID, UserAuthorized: true,
			})
			return err
		})
	},
	func(ctx context.Context, c caller) error {
		return c.ask(ctx, func(ctx context.Context) error {
			_, err := c.Contacts.Create(ctx, contacts.CreateParams{Name: "Ana Ejemplo", ExternalID: fmt.Sprintf("soak-%d", rand.Uint64())})
			return err
		})
	},
	func(ctx context.Context, c caller) error {
		return c.ask(ctx, func(ctx context.Context) error {
			_, err := c.Batches.Create(ctx, batches.CreateParams{Service: batches.ProductChecks, Country: apitype.CountryColombia, Type: "person"})
			return err
		})
	},
	func(ctx context.Context, c caller) error {
		return c.ask(ctx, func(ctx context.Context) error {
			_, err := c.CustomTypes.GetConfig(ctx, customtypes.GetConfigParams{})
			return err
		})
	},
	func(ctx context.Context, c caller) error {
		return c.ask(ctx, func(ctx context.Context) error {
			_, err := c.Identity.List(ctx, identity.ListParams{})
			return err
		})
	},
}

// onCheck returns an errand that runs on a check of its own.
func onCheck(errand func(context.Context, caller, string) error) func(context.Context, caller) error {
	return func(ctx context.Context, c caller) error {
		id, err := c.check(ctx)
		if err != nil {
			return err
		}
		return c.ask(ctx, func(ctx context.Context) error { return errand(ctx, c, id) })
	}
}

func (c caller) check(ctx context.Context) (id string, err error) {
	err = c.buy(ctx, func(ctx context.Context) error {
		check, err := c.Checks.Create(ctx, checks.CreateParams{
			Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, ForceCreation: true, NationalID: "1000000001",
		})
		if err == nil {
			id = check.CheckID
		}
		return err
	})
	return id, err
}
