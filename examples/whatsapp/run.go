package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/examples/internal/term"
	"github.com/truora/truora-go/whatsapp"
)

var (
	errNobody   = errors.New("people would receive messages, and there is no terminal to confirm it: give -yes to send them")
	errDeclined = errors.New("no message was sent")
	errNoOne    = errors.New("with an API key there are no sample people: name those who have agreed to receive messages with -to, and the sender with -line")
	errFixed    = errors.New("the embedded Truora has a line and people of its own: -line, -flow, -outbound and -to need TRUORA_API_KEY")
)

// run runs the program and returns its exit code.
func (p program) run(ctx context.Context, args []string) int {
	cmd, err := parse(args, p.Out.W)
	if err != nil {
		return p.Usage(err)
	}
	err = p.flow(ctx, cmd)
	switch {
	case ctx.Err() != nil:
		p.Err.Printf("\nInterrupted; what is sent stays sent.\n")
	case err != nil:
		p.Fail(err, "")
	default:
		return 0
	}
	return demo.Exit(ctx)
}

func (p program) flow(ctx context.Context, cmd command) error {
	acct, err := p.Connect()
	if err != nil {
		return err
	}
	if err := p.prepare(ctx, acct, &cmd); err != nil {
		return err
	}
	outbound, err := p.approve(ctx, acct.Client.WhatsApp, cmd)
	if err != nil {
		return err
	}
	if !outbound.Sendable() {
		return fmt.Errorf("WhatsApp says %s %s", outbound.OutboundStatus, term.Plain(outbound.FailureReason))
	}
	watched := p.send(ctx, acct, cmd, outbound)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if acct.Fake != nil {
		live(ctx, acct.Fake)
	}
	return watched.follow(ctx, cmd.wait)
}

// prepare does everything that can fail before a message is sent.
func (p program) prepare(ctx context.Context, acct demo.Account, cmd *command) error {
	p.Greet(acct, "Embedded Truora: no account needed, nobody receives a message, all people are fictional.\n"+
		"Set TRUORA_API_KEY to run it on your own account, with recipients that you name.\n")
	if acct.Embedded() {
		if cmd.line != "" || cmd.flow != "" || cmd.outbound != "" || len(cmd.people) > 0 {
			return errFixed
		}
		populate(cmd, acct.Fake)
		return nil
	}
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

// confirm says what will be done and asks the user.
func (p program) confirm(ctx context.Context, cmd *command) error {
	question := ""
	if cmd.outbound == "" {
		question = fmt.Sprintf("A template is registered for %s and reviewed by WhatsApp; that can take a day.\n", term.Plain(cmd.line))
	}
	question += fmt.Sprintf("It is then sent to %s, which is billed to the account of the key, and\n"+
		"states that all of them have agreed to receive messages. Continue?", term.Count(len(cmd.people), "person", "people"))
	err := p.Confirm(ctx, demo.Purchase{Yes: cmd.yes, Question: question, Nobody: errNobody, Declined: errDeclined})
	if err == nil && !cmd.yes {
		p.Out.Printf("\n")
	}
	return err
}

// approve registers the template, unless there is one, and waits for WhatsApp's
// approval.
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
	p.Out.Printf("Template %s\n", term.Plain(id))
	return service.WaitOutbound(ctx, id, whatsapp.WaitOutboundParams{OnUpdate: func(o *whatsapp.Outbound) {
		if last == "" {
			p.Out.Printf("  %s\n", term.Plain(o.OutboundMessage))
			p.answers(o)
			p.Out.Printf("\nReview\n")
		}
		if o.OutboundStatus != last {
			p.Out.Printf("  %5.1f s  %s\n", time.Since(began).Seconds(), strings.ToLower(term.Plain(string(o.OutboundStatus))))
		}
		last = o.OutboundStatus
	}})
}

func (p program) answers(o *whatsapp.Outbound) {
	var labels []string
	for _, a := range o.OutboundAnswers {
		labels = append(labels, "["+term.Plain(a.Message)+"]")
	}
	if len(labels) > 0 {
		p.Out.Printf("  %s\n", strings.Join(labels, "  "))
	}
}

// send writes to everyone, once each: a call whose answer is lost is not repeated.
func (p program) send(ctx context.Context, acct demo.Account, cmd command, outbound *whatsapp.Outbound) *watch {
	w := &watch{program: p, desk: acct.Client.Engagement, pause: pause(acct), began: time.Now()}
	p.Out.Printf("\nSent\n")
	for _, who := range cmd.people {
		params := whatsapp.SendParams{
			OutboundID: outbound.OutboundID, CountryCode: who.code, PhoneNumber: who.phone, UserAuthorized: true,
			Variables: apitype.NewSecrets(map[string]string{"nombre": strings.Fields(who.name)[0], "descuento": "25%"}),
		}
		if !outbound.IsNotification {
			params.FlowID = cmd.flow
		}
		sent, err := acct.Client.WhatsApp.Send(ctx, params)
		one := &talk{person: who, since: w.began.Add(-time.Second)}
		switch {
		case err == nil:
			one.delivery = "accepted"
			if !sent.CreationDate.IsZero() {
				one.since = sent.CreationDate.Add(-time.Second) // Truora's clock, not ours
			}
		case errors.Is(err, truora.ErrOutcomeUnknown):
			one.delivery = "unknown" // perhaps sent: watched all the same, and not repeated
		default:
			one.delivery, one.over = "not sent", true
			p.Out.Printf("  %s: %s\n", term.Plain(who.name), term.Plain(err.Error()))
		}
		p.Out.Printf("  %-14s %-16s %s\n", term.Plain(who.name), who.masked(), one.delivery)
		w.talks = append(w.talks, one)
	}
	return w
}
