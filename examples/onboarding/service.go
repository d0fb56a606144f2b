package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"sync"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/webhooks"
)

// service is all that an integrator writes around Truora: a person gets a link, the end
// is noticed, the evidence is kept, and the data is deleted.
type service struct {
	client   *truora.Client
	flow     string
	origin   string        // where the person comes back to
	hub      *webhooks.Hub // wakes the waits when an event arrives
	evidence *os.Root      // an archive for each process; nil keeps none

	keeping sync.Map       // processes whose archive is made or there
	busy    sync.WaitGroup // archives in the making
}

// start begins a process for an order of the shop. Truora's page speaks lang.
func (s *service) start(ctx context.Context, order string, lang apitype.Language) (*identity.Started, error) {
	return s.client.Identity.Start(ctx, identity.StartParams{
		FlowID: s.flow, RedirectURL: s.origin + "/after", Lang: lang, Metadata: map[string]string{"order_id": order},
	})
}

// events receives Truora's webhooks. An event is a hint: the state comes from the API.
func (s *service) events(verifier *webhooks.Verifier) http.Handler {
	return webhooks.Handler(verifier, func(ctx context.Context, e webhooks.Event) error {
		if p, ok := e.Payload.(*webhooks.Process); ok && (e.Action == webhooks.ActionSucceeded || e.Action == webhooks.ActionFailed) {
			s.keep(context.WithoutCancel(ctx), p.ProcessID)
		}
		return s.hub.Handle(ctx, e)
	})
}

// verdict waits until a process is decided. Everybody may take their time: it ends with
// ctx, too.
func (s *service) verdict(ctx context.Context, processID string, update func(*identity.Result)) error {
	_, err := s.client.Identity.Wait(ctx, processID, identity.WaitParams{EvenUnopened: true, Notifier: s.hub, OnUpdate: update})
	if err == nil {
		s.keep(context.WithoutCancel(ctx), processID)
	}
	return err
}

// keep saves the evidence of a process that has ended, in the background: the links to
// its pictures are good for minutes.
func (s *service) keep(ctx context.Context, processID string) {
	if _, already := s.keeping.LoadOrStore(processID, true); already || s.evidence == nil {
		return
	}
	s.busy.Go(func() {
		if err := s.archive(ctx, processID); err != nil {
			s.keeping.Delete(processID) // another event or visit tries again
			slog.ErrorContext(ctx, "onboarding: evidence", "error", err)
		}
	})
}

func (s *service) archive(ctx context.Context, processID string) error {
	file, err := s.evidence.Create(processID + ".part")
	if err != nil {
		return err
	}
	manifest, err := s.client.Identity.Dossier(ctx, processID, file, identity.DossierParams{})
	if closed := file.Close(); manifest == nil || closed != nil {
		return errors.Join(err, closed, s.evidence.Remove(processID+".part"))
	}
	return errors.Join(err, s.evidence.Rename(processID+".part", processID+".zip"))
}

// forget deletes what is known about a person, here and at Truora.
func (s *service) forget(ctx context.Context, processID string) error {
	if err := s.client.Identity.Delete(ctx, processID); err != nil && !errors.Is(err, truora.ErrNotFound) {
		return err
	}
	s.keeping.Store(processID, true) // and nothing is kept from now on
	if s.evidence == nil {
		return nil
	}
	if err := s.evidence.Remove(processID + ".zip"); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
