package main

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/examples/internal/term"
	"github.com/truora/truora-go/validators"
)

const exitNotVerified = 3

// run runs the program and returns its exit code.
func (p program) run(ctx context.Context, args []string) int {
	cmd, err := parse(args, p.Out.W)
	if err != nil {
		return p.Usage(err)
	}
	verified, err := p.flow(ctx, cmd)
	switch {
	case err != nil:
		p.explain(ctx, err)
		return demo.Exit(ctx)
	case !verified:
		return exitNotVerified
	}
	return 0
}

// flow goes from an account to a verdict.
func (p program) flow(ctx context.Context, cmd command) (verified bool, err error) {
	acct, err := p.Connect()
	if err != nil {
		return false, err
	}
	p.Greet(acct, "Embedded Truora: no account needed, nothing is billed, all people are fictional.\n"+
		"Set TRUORA_API_KEY to run it on your own account, with your own files.\n")
	files, err := cmd.open(acct.Embedded())
	if err != nil {
		return false, err
	}
	defer files.close()
	if !acct.Embedded() {
		err := p.Confirm(ctx, demo.Purchase{
			Yes: cmd.yes, Nobody: errNobody, Declined: errNotYes,
			Question: "A document validation and a face validation are billed to the account of the\n" +
				"key, and state that the person has consented. Buy them?",
		})
		if err != nil {
			return false, err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, cmd.timeout)
	defer cancel()
	who := validators.CreateAccountParams{AccountID: "kyc-" + strings.ToLower(rand.Text()[:12])}
	if acct.Embedded() {
		who.FirstName, who.LastName, who.DocumentNumber = "Ana", "Prueba Ejemplo", "1000000010"
	}
	return p.verify(ctx, acct.Client.Validators, who, cmd, files)
}

// verify compares the face with the document only if the document is valid.
func (p program) verify(ctx context.Context, service *validators.Service, who validators.CreateAccountParams, cmd command, files files) (bool, error) {
	person, err := service.CreateAccount(ctx, who)
	if err != nil {
		return false, err
	}
	p.Out.Printf("Account %s\n", term.Plain(person.AccountID))

	seen := p.step("Document")
	front, reverse := seen.uploading("front", files.front), seen.uploading("reverse", files.reverse)
	document, err := service.ValidateDocument(ctx, validators.ValidateDocumentParams{
		Create: cmd.documentParams(person.AccountID), Files: validators.DocumentFiles{Front: front, Reverse: reverse}, Wait: validators.WaitParams{OnUpdate: seen.update},
	})
	if err != nil {
		return false, seen.failed(err, document)
	}
	p.document(document)
	if !document.Succeeded() {
		return p.verdict(document)
	}

	seen = p.step("Face")
	face, err := service.ValidateFace(ctx, validators.ValidateFaceParams{
		Create: cmd.faceParams(person.AccountID), File: seen.uploading("selfie", files.selfie), Wait: validators.WaitParams{OnUpdate: seen.update},
	})
	if err != nil {
		return false, seen.failed(err, face)
	}
	p.face(face)
	return p.verdict(face)
}

// stoppedError is an error that occurred after a validation was created.
type stoppedError struct {
	error
	validationID string
}

func (s *stoppedError) Unwrap() error { return s.error }

// explain prints what went wrong and what to do.
func (p program) explain(ctx context.Context, err error) {
	at, made := errors.AsType[*stoppedError](err)
	var advice string
	switch {
	case errors.Is(err, truora.ErrOutcomeUnknown) && !made:
		advice = "Truora may have created the validation: check those of the account above before\n" +
			"you repeat this (client.Validators.AllAccountValidations)."
	case made:
		advice = "Validation " + term.Plain(at.validationID) + " was created and may have been billed; continue with\n" +
			"client.Validators.Wait."
	case ctx.Err() != nil:
		advice = "Nothing was bought."
	default:
		advice = demo.Advice(err, "validators")
	}
	p.Fail(err, advice)
}
