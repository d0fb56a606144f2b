package main

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/examples/internal/term"
)

// run runs the program and returns its exit code.
func (p program) run(ctx context.Context, args []string) int {
	cmd, err := parse(args, p.Out.W)
	if err != nil {
		return p.Usage(err)
	}
	err = p.flow(ctx, cmd)
	if err == nil {
		return 0
	}
	failed, ok := errors.AsType[*failure](err)
	if !ok {
		failed = &failure{err: err, ended: ctx.Err()}
	}
	failed.tell(p)
	return demo.Exit(ctx)
}

// flow creates or resumes a check, waits for it and prints the result.
func (p program) flow(ctx context.Context, cmd command) error {
	acct, err := p.Connect()
	if err != nil {
		return err
	}
	if err := p.prepare(ctx, acct, cmd); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, cmd.timeout)
	defer cancel()
	failed := &failure{id: cmd.resume, embedded: acct.Embedded(), reference: cmd.params.CustomInput}
	if failed.id == "" {
		if failed.id, failed.err = p.create(ctx, acct, cmd.params); failed.err != nil {
			failed.ended = ctx.Err()
			return failed
		}
	}
	if failed.err = p.follow(ctx, acct.Client.Checks, failed.id, cmd); failed.err != nil {
		failed.ended = ctx.Err()
		return failed
	}
	return nil
}

// prepare does everything that can fail before money is spent.
func (p program) prepare(ctx context.Context, acct demo.Account, cmd command) error {
	p.Greet(acct, "Embedded Truora: no account needed, nothing is billed, all people are fictional.\n"+
		"With your own in TRUORA_API_KEY this runs on the real one.\n")
	if err := tryOutput(cmd.output); err != nil {
		return err
	}
	switch {
	case cmd.resume != "" && acct.Embedded():
		return errors.New("the embedded Truora is new each time and has no check to go on with: set TRUORA_API_KEY")
	case cmd.resume != "":
		p.Out.Printf("Going on with %s; nothing is bought.\n", cmd.resume)
		return nil
	case !acct.Embedded() && !cmd.named:
		return errSubject
	}
	p.describe(cmd.params)
	if acct.Embedded() {
		return nil
	}
	return p.confirm(ctx, cmd)
}

// create buys the check, or gets the equal one that was bought shortly before.
func (p program) create(ctx context.Context, acct demo.Account, params checks.CreateParams) (string, error) {
	began := time.Now()
	check, err := acct.Client.Checks.Create(ctx, params)
	if err != nil {
		return "", err
	}
	p.Out.Printf("Created %s\n        (custom_input %s)\n", term.Plain(check.CheckID), params.CustomInput)
	if age := began.Sub(check.CreationDate); age > time.Minute && !check.CreationDate.IsZero() {
		p.Out.Printf("It is %s old: an equal check, which Truora gives back instead of billing another.\n", age.Round(time.Minute))
	}
	p.Out.Printf("\n")
	return check.CheckID, nil
}

// follow waits for the check and prints everything about it.
func (p program) follow(ctx context.Context, service *checks.Service, id string, cmd command) error {
	shown := newProgress(p.Out)
	check, err := service.Wait(ctx, id, checks.WaitParams{OnUpdate: shown.update})
	shown.end()
	if err != nil {
		return err
	}
	r := report{out: p.Out, checks: service, check: check, lang: cmd.lang}
	r.result()
	for _, part := range []func(context.Context) error{r.details, r.summary, r.attachments} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	file := demo.SaveAs(cmd.output, id, "check", ".pdf")
	size, err := saveFile(file, func(w io.Writer) error {
		return service.DownloadPDF(ctx, id, w, checks.DownloadPDFParams{Lang: cmd.lang})
	})
	if err != nil {
		return err
	}
	p.Out.Heading("PDF")
	p.Out.Printf("  %s (%.1f kB)\n", file, float64(size)/1e3)
	return nil
}
