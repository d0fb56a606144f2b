package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"time"

	"github.com/truora/truora-go/checks"
)

const (
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130 // as a shell counts SIGINT
)

// run is the program; what it returns is the exit code.
func (p program) run(ctx context.Context, args []string) int {
	cmd, err := parse(args, p.out.w)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		p.err.printf("error: %s\n       -h lists the flags\n", err)
		return exitUsage
	}
	err = p.flow(ctx, cmd)
	if err == nil {
		return 0
	}
	failed, ok := errors.AsType[*failure](err)
	if !ok {
		failed = &failure{err: err, ended: ctx.Err()}
	}
	failed.tell(p.err)
	if ctx.Err() != nil {
		return exitInterrupted
	}
	return exitFailed
}

// flow gets hold of a check, waits for it and shows what came out.
func (p program) flow(ctx context.Context, cmd command) error {
	acct, err := p.connect()
	if err != nil {
		return err
	}
	if err := p.prepare(ctx, acct, cmd); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, cmd.timeout)
	defer cancel()
	failed := &failure{id: cmd.resume, embedded: acct.embedded, reference: cmd.params.CustomInput}
	if failed.id == "" {
		if failed.id, failed.err = p.create(ctx, acct, cmd.params); failed.err != nil {
			failed.ended = ctx.Err()
			return failed
		}
	}
	if failed.err = p.follow(ctx, acct.client.Checks, failed.id, cmd); failed.err != nil {
		failed.ended = ctx.Err()
		return failed
	}
	return nil
}

// prepare does all that can go wrong before money is spent.
func (p program) prepare(ctx context.Context, acct account, cmd command) error {
	if acct.embedded {
		p.out.printf("Embedded Truora: no account, nothing is billed, everybody is made up.\n" +
			"With your own in TRUORA_API_KEY this runs on the real one.\n\n")
	} else {
		p.out.printf("Truora, under your API key.\n\n")
	}
	if err := tryOutput(cmd.output); err != nil {
		return err
	}
	switch {
	case cmd.resume != "" && acct.embedded:
		return errors.New("the embedded Truora is new each time and has no check to go on with: set TRUORA_API_KEY")
	case cmd.resume != "":
		p.out.printf("Going on with %s; nothing is bought.\n", cmd.resume)
		return nil
	case !acct.embedded && !cmd.named:
		return errSubject
	}
	p.describe(cmd.params)
	if acct.embedded {
		return nil
	}
	return p.confirm(ctx, cmd)
}

// create buys the check, or gets the equal one that was bought shortly before.
func (p program) create(ctx context.Context, acct account, params checks.CreateParams) (string, error) {
	began := time.Now()
	check, err := acct.client.Checks.Create(ctx, params)
	if err != nil {
		return "", err
	}
	p.out.printf("Created %s\n        (custom_input %s)\n", plain(check.CheckID), params.CustomInput)
	if age := began.Sub(check.CreationDate); age > time.Minute && !check.CreationDate.IsZero() {
		p.out.printf("It is %s old: an equal check, which Truora gives back instead of billing another.\n", age.Round(time.Minute))
	}
	p.out.printf("\n")
	return check.CheckID, nil
}

// follow waits for the check and prints all there is about it.
func (p program) follow(ctx context.Context, service *checks.Service, id string, cmd command) error {
	shown := newProgress(p.out)
	check, err := service.Wait(ctx, id, checks.WaitParams{OnUpdate: shown.update})
	shown.end()
	if err != nil {
		return err
	}
	r := report{out: p.out, checks: service, check: check, lang: cmd.lang}
	r.result()
	for _, part := range []func(context.Context) error{r.details, r.summary, r.attachments} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	file := pdfFile(cmd.output, id)
	size, err := saveFile(file, func(w io.Writer) error {
		return service.DownloadPDF(ctx, id, w, checks.PDFParams{Lang: cmd.lang})
	})
	if err != nil {
		return err
	}
	p.out.heading("PDF")
	p.out.printf("  %s (%.1f kB)\n", file, float64(size)/1e3)
	return nil
}
