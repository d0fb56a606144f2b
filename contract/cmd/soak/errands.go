package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/contacts"
	"github.com/truora/truora-go/customtypes"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/validators"
)

// errands are what a caller comes for: reads, writes, waits, files and lists of
// several areas on several hosts.
var errands = []func(context.Context, *truora.Client) error{
	onCheck(func(ctx context.Context, client *truora.Client, id string) error {
		_, err := client.Checks.Get(ctx, id)
		return err
	}),
	onCheck(func(ctx context.Context, client *truora.Client, id string) error {
		_, err := client.Checks.Wait(ctx, id, checks.WaitParams{})
		return err
	}),
	onCheck(func(ctx context.Context, client *truora.Client, id string) error {
		brief, cancel := context.WithTimeout(ctx, time.Duration(rand.N(2000))*time.Microsecond)
		defer cancel()
		_, err := client.Checks.Wait(brief, id, checks.WaitParams{})
		return err
	}),
	onCheck(func(ctx context.Context, client *truora.Client, id string) error {
		return client.Checks.DownloadPDF(ctx, id, io.Discard, checks.PDFParams{})
	}),
	onCheck(func(ctx context.Context, client *truora.Client, id string) error {
		_, err := client.Checks.Delete(ctx, id)
		return err
	}),
	func(ctx context.Context, client *truora.Client) error {
		for _, err := range client.Checks.All(ctx, checks.ListParams{}) {
			if err != nil {
				return err
			}
			if rand.N(20) == 0 {
				break
			}
		}
		return nil
	},
	func(ctx context.Context, client *truora.Client) error {
		account, err := client.Validators.CreateAccount(ctx, validators.CreateAccountParams{Country: apitype.Colombia})
		if err == nil {
			_, err = client.Validators.GetAccount(ctx, account.AccountID)
		}
		return err
	},
	func(ctx context.Context, client *truora.Client) error {
		contact, err := client.Contacts.Create(ctx, contacts.CreateParams{Name: "Ana Ejemplo", ExternalID: fmt.Sprintf("soak-%d", rand.Uint64())})
		if err == nil {
			_, err = client.Contacts.Get(ctx, contact.ContactID, contacts.GetParams{})
		}
		return err
	},
	func(ctx context.Context, client *truora.Client) error {
		made, err := client.Batches.Create(ctx, batches.CreateParams{Service: batches.Checks, Country: apitype.Colombia, Type: "person"})
		if err == nil {
			_, err = client.Batches.Get(ctx, made.BatchID)
		}
		return err
	},
	func(ctx context.Context, client *truora.Client) error {
		_, err := client.CustomTypes.List(ctx, customtypes.ListParams{})
		return err
	},
	func(ctx context.Context, client *truora.Client) error {
		_, err := client.Identity.List(ctx, identity.ListParams{})
		return err
	},
}

// onCheck is an errand with a check of its own.
func onCheck(errand func(context.Context, *truora.Client, string) error) func(context.Context, *truora.Client) error {
	return func(ctx context.Context, client *truora.Client) error {
		check, err := client.Checks.Create(ctx, checks.CreateParams{
			Country: apitype.Colombia, Type: checks.Person, UserAuthorized: true, ForceCreation: true, NationalID: "1000000001",
		})
		if err != nil {
			return err
		}
		return errand(ctx, client, check.CheckID)
	}
}
