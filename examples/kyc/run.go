package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/truora/truora-go"
	"github.com/truora/truora-go/validators"
)

const (
	exitFailed      = 1
	exitUsage       = 2
	exitNotVerified = 3
	exitInterrupted = 130 // as a shell counts SIGINT
)

// run is the program; what it returns is the exit code.
func (p program) run(ctx context.Context, args []string) int {
	cmd, err := parse(args, p.out)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintf(p.err, "error: %s\n       -h lists the flags\n", err)
		return exitUsage
	}
	verified, err := p.flow(ctx, cmd)
	switch {
	case err != nil:
		p.explain(ctx, err)
		if ctx.Err() != nil {
			return exitInterrupted
		}
		return exitFailed
	case !verified:
		return exitNotVerified
	}
	return 0
}

// flow goes from an account to a verdict.
func (p program) flow(ctx context.Context, cmd command) (verified bool, err error) {
	acct, err := p.connect()
	if err != nil {
		return false, err
	}
	if acct.embedded {
		fmt.Fprint(p.out, "Embedded Truora: no account, nothing is billed, the person and the pictures are made up.\n"+
			"With your own in TRUORA_API_KEY this runs on the real one, on files you give.\n\n")
	} else {
		fmt.Fprint(p.out, "Truora, under your API key.\n\n")
	}
	files, err := cmd.open(acct.embedded)
	if err != nil {
		return false, err
	}
	defer files.close()
	if !acct.embedded {
		if err := p.confirm(ctx, cmd); err != nil {
			return false, err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, cmd.timeout)
	defer cancel()
	who := validators.CreateAccountParams{AccountID: "kyc-" + strings.ToLower(rand.Text()[:12])}
	if acct.embedded {
		who.FirstName, who.LastName, who.DocumentNumber = "Ana", "Prueba Ejemplo", "1000000010"
	}
	return p.verify(ctx, acct.client.Validators, who, cmd, files)
}

// verify holds the face against the document only if that is good.
func (p program) verify(ctx context.Context, service *validators.Service, who validators.CreateAccountParams, cmd command, files files) (bool, error) {
	person, err := service.CreateAccount(ctx, who)
	if err != nil {
		return false, err
	}
	fmt.Fprintf(p.out, "Account %s\n", plain(person.AccountID))

	seen := p.step("Document")
	front, reverse := seen.uploading("front", files.front), seen.uploading("reverse", files.reverse)
	document, err := service.ValidateDocument(ctx, cmd.documentParams(person.AccountID),
		validators.DocumentFiles{Front: front, Reverse: reverse}, validators.WaitParams{OnUpdate: seen.update})
	if err != nil {
		return false, seen.failed(err, document)
	}
	p.document(document)
	if !document.Succeeded() {
		return p.verdict(document)
	}

	seen = p.step("Face")
	face, err := service.ValidateFace(ctx, cmd.faceParams(person.AccountID), seen.uploading("selfie", files.selfie),
		validators.WaitParams{OnUpdate: seen.update})
	if err != nil {
		return false, seen.failed(err, face)
	}
	p.face(face)
	return p.verdict(face)
}

// confirm says what will be bought and lets the person decide.
func (p program) confirm(ctx context.Context, cmd command) error {
	switch {
	case cmd.yes:
		return nil
	case !p.someone:
		return errNobody
	}
	fmt.Fprint(p.out, "A document validation and a face validation are billed to the account of the\n"+
		"key, and state that the person has consented. Buy them? [y/N] ")
	got := make(chan string, 1)
	go func() {
		text, _ := bufio.NewReader(p.in).ReadString('\n') // an end of input is no answer: not a yes
		got <- text
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case text := <-got:
		switch strings.ToLower(strings.TrimSpace(text)) {
		case "y", "yes", "s", "si", "sí", "sim":
			return nil
		}
		return errNotYes
	}
}

// stoppedError is an error after a validation was made.
type stoppedError struct {
	error
	validationID string
}

func (s *stoppedError) Unwrap() error { return s.error }

// explain prints what went wrong and what to do.
func (p program) explain(ctx context.Context, err error) {
	fmt.Fprintf(p.err, "\nerror: %s\n", plain(err.Error()))
	at, made := errors.AsType[*stoppedError](err)
	switch {
	case errors.Is(err, truora.ErrOutcomeUnknown) && !made:
		fmt.Fprint(p.err, "       Truora may have made the validation: look at those of the account above before\n"+
			"       you repeat this (client.Validators.AllAccountValidations).\n")
	case made:
		fmt.Fprintf(p.err, "       Validation %s was made and may have been billed; client.Validators.Wait goes on\n"+
			"       with it.\n", plain(at.validationID))
	case errors.Is(err, truora.ErrUnauthorized), errors.Is(err, truora.ErrForbidden):
		fmt.Fprint(p.err, "       Is the key in TRUORA_API_KEY whole, of today, and allowed to use validators?\n")
	case ctx.Err() != nil:
		fmt.Fprint(p.err, "       Nothing was bought.\n")
	}
}
