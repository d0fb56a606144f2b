package statemachine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/validators"
)

// machine is an account, with what its caller knows of it.
type machine struct {
	server *truoratest.Server
	client *truora.Client
	ids    []string // of checks
}

// buy makes a call that is billed, and compares the ledger with what the caller
// received. again says whether an equal call may return what was bought before.
func (m *machine) buy(s step, again bool, call func(context.Context) error) error {
	before := len(m.server.Billed())
	ctx, cancel := context.WithTimeout(context.Background(), s.patience)
	defer cancel()
	err := call(ctx)
	bought := len(m.server.Billed()) - before
	_, unread := errors.AsType[*truora.DecodeError](err)
	switch {
	case bought > 1:
		return fmt.Errorf("one call was billed %d times (%w)", bought, told(err))
	case bought == 1 && err != nil && !unread && !errors.Is(err, truora.ErrOutcomeUnknown):
		return fmt.Errorf("a call was billed that failed (%w)", told(err))
	case bought == 0 && err == nil && !again:
		return errors.New("a call that succeeded was not billed")
	default:
		return nil
	}
}

// ask makes a call that must never be billed.
func (m *machine) ask(s step, call func(context.Context) error) error {
	before := len(m.server.Billed())
	ctx, cancel := context.WithTimeout(context.Background(), s.patience)
	defer cancel()
	err := call(ctx)
	if bought := len(m.server.Billed()) - before; bought != 0 {
		return fmt.Errorf("a call that is free was billed (%w)", told(err))
	}
	return nil
}

func told(err error) error {
	if err == nil {
		return errors.New("the caller was told of a success")
	}
	return fmt.Errorf("the caller was told: %w", err)
}

func (m *machine) createCheck(s step) error {
	return m.buy(s, !s.force, func(ctx context.Context) error {
		check, err := m.client.Checks.Create(ctx, checks.CreateParams{
			Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, ForceCreation: s.force, NationalID: s.person,
		})
		if err == nil {
			m.ids = append(m.ids, check.CheckID)
		}
		return err
	})
}

func (m *machine) createValidation(s step) error {
	return m.buy(s, false, func(ctx context.Context) error {
		_, err := m.client.Validators.Create(ctx, validators.CreateParams{
			Type: validators.TypeDocumentValidation, Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypeNationalID, UserAuthorized: true,
		})
		return err
	})
}

// take carries out one step and returns which rule it breaks.
func (m *machine) take(s step) error {
	id := "CHK0" // no check has it
	if len(m.ids) > 0 {
		id = m.ids[s.which%len(m.ids)]
	}
	switch s.do {
	case "create a check":
		return m.createCheck(s)
	case "create a validation":
		return m.createValidation(s)
	case "pause":
		time.Sleep(time.Minute)
		return nil
	case "get":
		return m.ask(s, func(ctx context.Context) error { _, err := m.client.Checks.Get(ctx, id); return err })
	case "list":
		return m.ask(s, func(ctx context.Context) error { _, err := m.client.Checks.List(ctx, checks.ListParams{}); return err })
	case "delete":
		return m.ask(s, func(ctx context.Context) error { _, err := m.client.Checks.Delete(ctx, id); return err })
	case "wait":
		return m.ask(s, func(ctx context.Context) error {
			_, err := m.client.Checks.Wait(ctx, id, checks.WaitParams{})
			return err
		})
	case "pdf":
		return m.ask(s, func(ctx context.Context) error {
			if _, err := m.client.Checks.CreatePDF(ctx, id); err != nil {
				return err
			}
			return m.client.Checks.DownloadPDF(ctx, id, new(bytes.Buffer), checks.DownloadPDFParams{})
		})
	default:
		m.disturb(s)
		return nil
	}
}

// disturb plants one fault for a later call.
func (m *machine) disturb(s step) {
	switch s.do {
	case "lose the answer":
		m.server.LoseAnswer(s.op)
	case "refuse the connection":
		m.server.Refuse(s.op)
	case "cut the answer":
		m.server.CutAnswer(s.op, s.which)
	case "slow down":
		m.server.Slow(s.op, s.delay)
	case "answer by a status":
		m.server.Fail(s.op, truoratest.Status(s.status))
	case "answer by a rate limit":
		m.server.Fail(s.op, truoratest.Answer{Status: 400, Body: `{"code":10400,"message":"max rate limit reached"}`})
	default:
		panic("nobody knows how to " + s.do)
	}
}
