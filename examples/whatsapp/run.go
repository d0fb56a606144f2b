package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"github.com/truora/truora-go"
	"github.com/truora/truora-go/whatsapp"
)

const (
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130 // as a shell counts SIGINT
)

var (
	errNobody   = errors.New("people would be written to and nobody can be asked: give -yes to do it")
	errDeclined = errors.New("nobody was written to")
	errNoOne    = errors.New("with an API key nobody is made up: say who has agreed to be written to with -to, and from which -line")
	errFixed    = errors.New("the embedded Truora has a line and people of its own: -line, -flow, -outbound and -to need TRUORA_API_KEY")
)

// run is the program; what it returns is the exit code.
func (p program) run(ctx context.Context, args []string) int {
	cmd, err := parse(args, p.out)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		_, _ = fmt.Fprintf(p.err, "error: %s\n       -h lists the flags\n", err)
		return exitUsage
	}
	err = p.flow(ctx, cmd)
	switch {
	case ctx.Err() != nil:
		_, _ = fmt.Fprintln(p.err, "\ninterrupted; what is sent stays sent")
		return exitInterrupted
	case err != nil:
		_, _ = fmt.Fprintln(p.err, "error:", err)
		return exitFailed
	default:
		return 0
	}
}

func (p program) printf(format string, args ...any) { _, _ = fmt.Fprintf(p.out, format, args...) }

func (p program) flow(ctx context.Context, cmd command) error {
	acct, err := p.connect()
	if err != nil {
		return err
	}
	if err := p.prepare(ctx, acct, &cmd); err != nil {
		return err
	}
	outbound, err := p.approve(ctx, acct.client.WhatsApp, cmd)
	if err != nil {
		return err
	}
	if !outbound.Sendable() {
		return fmt.Errorf("WhatsApp says %s %s", outbound.OutboundStatus, plain(outbound.FailureReason))
	}
	watched := p.send(ctx, acct, cmd, outbound)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if acct.server != nil {
		live(ctx, acct.server)
	}
	return watched.follow(ctx, cmd.wait)
}

// prepare does all that can go wrong before anybody is written to.
func (p program) prepare(ctx context.Context, acct account, cmd *command) error {
	if acct.server != nil {
		p.printf("Embedded Truora: no account, nobody is written to, everybody is made up.\n" +
			"With your own key in TRUORA_API_KEY this runs on the real one, on people you name.\n\n")
		if cmd.line != "" || cmd.flow != "" || cmd.outbound != "" || len(cmd.people) > 0 {
			return errFixed
		}
		populate(cmd, acct.server)
		return nil
	}
	p.printf("Truora, under your API key.\n\n")
	if cmd.line == "" || len(cmd.people) == 0 {
		return errNoOne
	}
	for _, who := range cmd.people {
		for _, fake := range madeUp {
			if fake.code == who.code && fake.phone == who.phone {
				return errors.New("that number is made up: " + who.masked())
			}
		}
	}
	return p.confirm(ctx, cmd)
}

// confirm says what will be done and lets the person decide.
func (p program) confirm(ctx context.Context, cmd *command) error {
	switch {
	case cmd.yes:
		return nil
	case !p.someone:
		return errNobody
	}
	if cmd.outbound == "" {
		p.printf("A template is registered for %s and reviewed by WhatsApp; that can take a day.\n", plain(cmd.line))
	}
	p.printf("It is then sent to %s, which is billed to the account of the key, and\nstates that everybody has agreed to be written to. Do it? [y/N] ", count(len(cmd.people), "person", "people"))
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
			p.printf("\n")
			return nil
		}
		return errDeclined
	}
}

// approve registers the template, unless there is one, and waits for WhatsApp.
func (p program) approve(ctx context.Context, service *whatsapp.Service, cmd command) (*whatsapp.Outbound, error) {
	id := cmd.outbound
	if id == "" {
		made, err := service.CreateOutbound(ctx, cmd.template())
		if err != nil {
			return nil, err
		}
		id = made.OutboundID
	}
	began, last := time.Now(), whatsapp.OutboundStatus("")
	p.printf("Template %s\n", plain(id))
	return service.WaitOutbound(ctx, id, whatsapp.WaitParams{OnUpdate: func(o *whatsapp.Outbound) {
		if last == "" {
			p.printf("  %s\n", plain(o.OutboundMessage))
			p.answers(o)
			p.printf("\nReview\n")
		}
		if o.OutboundStatus != last {
			p.printf("  %5.1f s  %s\n", time.Since(began).Seconds(), strings.ToLower(plain(string(o.OutboundStatus))))
		}
		last = o.OutboundStatus
	}})
}

func (p program) answers(o *whatsapp.Outbound) {
	var labels []string
	for _, a := range o.OutboundAnswers {
		labels = append(labels, "["+plain(a.Message)+"]")
	}
	if len(labels) > 0 {
		p.printf("  %s\n", strings.Join(labels, "  "))
	}
}

// send writes to everybody, once each: a call whose answer is lost is not repeated.
func (p program) send(ctx context.Context, acct account, cmd command, outbound *whatsapp.Outbound) *watch {
	w := &watch{program: p, desk: acct.client.Engagement, pause: acct.pause, began: time.Now()}
	p.printf("\nSent\n")
	for _, who := range cmd.people {
		params := whatsapp.SendParams{
			OutboundID: outbound.OutboundID, CountryCode: who.code, PhoneNumber: who.phone, UserAuthorized: true,
			Variables: whatsapp.Variables{"nombre": strings.Fields(who.name)[0], "descuento": "25%"},
		}
		if !outbound.IsNotification {
			params.FlowID = cmd.flow
		}
		sent, err := acct.client.WhatsApp.Send(ctx, params)
		one := &talk{person: who, since: w.began.Add(-time.Second)}
		switch {
		case err == nil:
			one.delivery = "handed over"
			if !sent.CreationDate.IsZero() {
				one.since = sent.CreationDate.Add(-time.Second) // Truora's clock, not ours
			}
		case errors.Is(err, truora.ErrOutcomeUnknown):
			one.delivery = "unknown" // perhaps sent: watched all the same, and not repeated
		default:
			one.delivery, one.over = "not sent", true
			p.printf("  %s: %s\n", plain(who.name), err)
		}
		p.printf("  %-14s %-16s %s\n", plain(who.name), who.masked(), one.delivery)
		w.talks = append(w.talks, one)
	}
	return w
}
