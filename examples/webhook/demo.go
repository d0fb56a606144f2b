package main

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/webhooks"
)

const readCheck = "GET /v1/checks/{check_id}"

// embedded has a Truora in memory send events to the receiver, over a real socket, and
// waits for two checks and a process with almost no polling.
func embedded(ctx context.Context, pace float64, out io.Writer) error {
	srv := truoratest.New(truoratest.WithPace(pace))
	defer srv.Close()
	client := srv.Client()
	r, err := newReceiver(srv.Webhooks.Key(), client.Checks, out)
	if err != nil {
		return err
	}
	last := make(chan webhooks.Event, 10)
	r.refuse, r.seen = trouble(), func(e webhooks.Event) {
		if e.Action == webhooks.ActionDecisionVariablesFinished || e.Action == webhooks.ActionDelayed {
			last <- e
		}
	}
	if err := r.listen(ctx, "127.0.0.1:0"); err != nil {
		return err
	}
	defer r.close()
	r.print("Embedded Truora: no account needed, nothing is billed, all people are fictional.\n" +
		"Set TRUORA_API_KEY to receive events from your own account.\n\n")
	r.print("It posts signed events to %s, %g times as fast as usual,\n"+
		"with faults: one is forged, one late, one sent twice, one meets a failing receiver.\n\n", r.url, pace)

	srv.Webhooks.Add(truoratest.Webhook{URL: r.url})
	srv.Webhooks.NextFault("check.created", truoratest.WebhookFault{Forged: true})
	srv.Webhooks.NextFault("check.started", truoratest.WebhookFault{}, truoratest.WebhookFault{Late: 24 * time.Second})
	srv.Webhooks.NextFault("check.finished", truoratest.WebhookFault{Copies: 1})
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	running.Go(func() { srv.Webhooks.Run(ctx) })

	srv.Identity.Next(truoratest.ProcessScript{Blocks: []string{"email"}})
	srv.Checks.Next(truoratest.CheckScript{}, truoratest.CheckScript{
		Sources: []truoratest.SourceScript{{Source: "criminal_record", Delay: 10 * time.Second}},
	})
	waits := make(chan error, 3)
	// A visitor who will prove an e-mail address.
	started, err := client.Identity.Start(ctx, identity.StartParams{FlowID: "IPF1", RedirectURL: "https://example.com/after"})
	if err != nil {
		return err
	}
	process := started.ProcessID
	running.Go(func() { waits <- r.awaitProcess(ctx, client.Identity, process) })
	running.Go(func() {
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(float64(30*time.Second) / pace)):
			srv.Identity.Finish(process)
		}
	})
	for _, document := range []string{"1000000001", "1000000002"} {
		check, err := client.Checks.Create(ctx, checks.CreateParams{
			Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: document, UserAuthorized: true,
		})
		if err != nil {
			return err
		}
		running.Go(func() { waits <- r.await(ctx, check.CheckID) })
	}
	if err := errors.Join(<-waits, <-waits, <-waits); err != nil {
		return err
	}
	for range 3 { // the variables of both checks, and the event refused at first
		select {
		case <-last:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	r.summary(srv)
	return nil
}

// awaitProcess is the same for a person who takes their time.
func (r *receiver) awaitProcess(ctx context.Context, service *identity.Service, id string) error {
	result, err := service.Wait(ctx, id, identity.WaitParams{Notifier: r.hub, EvenUnopened: true})
	if err != nil {
		return err
	}
	r.line("= the wait for %s is over: %s", short(id), result.Verdict().Outcome)
	return nil
}

// trouble refuses one event, once.
func trouble() func(webhooks.Event) error {
	var once sync.Once
	return func(e webhooks.Event) (err error) {
		if e.Action == webhooks.ActionDelayed {
			once.Do(func() { err = errors.New("the database is down (made up)") })
		}
		return err
	}
}

// await shows what a program needs to wait for the result: one line.
func (r *receiver) await(ctx context.Context, id string) error {
	check, err := r.checks.Wait(ctx, id, checks.WaitParams{Notifier: r.hub})
	if err != nil {
		return err
	}
	r.line("= the wait for %s is over: %s", short(id), check.Status)
	return nil
}

func (r *receiver) summary(srv *truoratest.Server) {
	accepted, refused := 0, 0
	for _, d := range srv.Webhooks.Deliveries() {
		if d.Accepted() {
			accepted++
		} else {
			refused++
		}
	}
	r.print("\n%d deliveries: %d accepted, %d refused.\n", accepted+refused, accepted, refused)
	r.print("What is odd above was made up: the forged delivery is refused however often it is\n" +
		"tried; one start arrives after the end of its check; the second copy of an end is\n" +
		"dropped; and the delay that met the failing receiver is sent again, long after it was\n" +
		"true. So a program reads the state from the API.\n")
	r.print("%d requests were made to read the two checks.\n", len(srv.RequestsTo(readCheck)))
}
