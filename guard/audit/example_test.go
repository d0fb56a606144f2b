package audit_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/audit"
	"github.com/truora/truora-go/guard/subject"
	"github.com/truora/truora-go/truoratest"
)

// A log in files, of calls that need a consent, and what an auditor does with it.
func Example() {
	dir, err := os.MkdirTemp("", "audit")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	key, err := subject.NewKey(make([]byte, 32)) // in production 32 random bytes, from a vault
	if err != nil {
		log.Fatal(err)
	}
	public, signer, err := ed25519.GenerateKey(nil) // in production a crypto.Signer of the vault
	if err != nil {
		log.Fatal(err)
	}
	sink, err := audit.OpenDir(filepath.Join(dir, "log"), audit.DirOptions{})
	if err != nil {
		log.Fatal(err)
	}
	defer sink.Close()
	checkpoint := filepath.Join(dir, "checkpoint") // in production on another machine
	recorder, err := audit.New(audit.Options{Key: key, Sink: sink, Signer: signer, OnCheckpoint: audit.CheckpointFile(checkpoint)})
	if err != nil {
		log.Fatal(err)
	}
	consents := audit.RequireConsent(audit.Policy{
		Purposes: map[audit.Purpose][]audit.Basis{"credit": {audit.BasisConsent}},
	})
	srv := truoratest.New() // in production: truora.New(key, truora.WithInterceptor(…))
	defer srv.Close()
	client := srv.Client(truora.WithInterceptor(recorder.Intercept, consents))

	ctx := audit.WithActor(context.Background(), "loans-api")
	ctx = audit.WithConsent(ctx, audit.Consent{
		ID: "CNS-4711", Purpose: "credit", Basis: audit.BasisConsent,
		At: time.Now(), Expires: time.Now().AddDate(0, 6, 0), ProofSHA256: sha256.Sum256([]byte("the signed text")),
	})
	_, err = client.Checks.Create(ctx, checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001",
		UserAuthorized: audit.Authorized(ctx),
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := recorder.Close(ctx); err != nil {
		log.Fatal(err)
	}

	kept, err := audit.ReadCheckpoint(checkpoint)
	if err != nil {
		log.Fatal(err)
	}
	options := audit.VerifyOptions{Key: key, PublicKey: public, Checkpoints: []audit.Checkpoint{kept}}
	report, err := audit.Verify(audit.ReadDir(filepath.Join(dir, "log")), options)
	fmt.Println(report.Last, report.Covered, err)

	name := filepath.Join(dir, "log", "audit-0000000000000000001.jsonl")
	if err := os.Truncate(name, 0); err != nil {
		log.Fatal(err)
	}
	_, err = audit.Verify(audit.ReadDir(filepath.Join(dir, "log")), options)
	fmt.Println(errors.Is(err, audit.ErrTampered), err)
	// Output:
	// 2 2 <nil>
	// true audit: the log is not what was written: record 2: a checkpoint covers a line that is gone (finding 1 of 1)
}

// Nothing is sent without a record of a consent.
func ExampleRequireConsent() {
	srv := truoratest.New()
	defer srv.Close()
	client := srv.Client(truora.WithInterceptor(audit.RequireConsent(audit.Policy{
		Purposes: map[audit.Purpose][]audit.Basis{"credit": {audit.BasisConsent, audit.BasisContract}},
	})))
	_, err := client.Checks.Create(context.Background(), checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
	})
	fmt.Println(err)
	fmt.Println(errors.Is(err, audit.ErrNoConsent), len(srv.Requests()))
	// Output:
	// truora: POST /v1/checks: not sent: audit: no record of a consent
	// true 0
}
