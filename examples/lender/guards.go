package main

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"strings"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/guard/audit"
	"github.com/truora/truora-go/guard/erasure"
	"github.com/truora/truora-go/guard/spend"
	"github.com/truora/truora-go/guard/subject"
)

// purposeCredit is the only one for which the lender may look at anybody.
const purposeCredit audit.Purpose = "credit"

// buyOp is the operation that buys.
const buyOp = "POST /v1/checks"

// guards are what each call to Truora goes through: who it is about, the audit log,
// the consent, the budget. The log is before those that refuse, so it has refusals too.
func (s *service[Tx]) guards(kept tables) ([]truora.Interceptor, error) {
	var err error
	s.budget, err = spend.New([]spend.Budget{{
		Name: "checks a day", Limit: s.cfg.checksADay, Period: spend.PerDay(time.UTC),
	}}, spend.WithStore(kept.spend), spend.WithErrorHandler(func(ctx context.Context, err error) {
		s.log.ErrorContext(ctx, "the budget", "error", err)
	}))
	if err != nil {
		return nil, err
	}
	key, err := s.cfg.subjects()
	if err != nil {
		return nil, err
	}
	s.signer = ed25519.NewKeyFromSeed(s.cfg.key("checkpoints"))
	s.recorder, err = audit.New(audit.Options{
		Key: key, Sink: kept.audit, Signer: s.signer, OnCheckpoint: audit.CheckpointFile(s.cfg.checkpoints), Every: 100,
		OnError: func(err error) { s.log.Error("the audit log", "error", err) }, //nolint:sloglint // it comes without a context
	})
	if err != nil {
		return nil, err
	}
	s.eraser, err = erasure.New(erasure.Options{
		Key: key, Index: kept.index,
		OnError: func(err error) { s.log.Error("the index of erasures", "error", err) }, //nolint:sloglint // it comes without a context
	})
	if err != nil {
		return nil, err
	}
	consent := audit.RequireConsent(audit.Policy{
		Purposes: map[audit.Purpose][]audit.Basis{purposeCredit: {audit.BasisConsent}},
	})
	return []truora.Interceptor{s.about, s.recorder.Intercept, consent, s.eraser.Intercept, s.budget.Intercept}, nil
}

// about says whom a purchase is about and what they agreed to. The ledger buys later,
// maybe in another process: nothing of the request is in the context by then, and the
// key of the purchase leads back to the applicant.
func (s *service[Tx]) about(ctx context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
	ctx = audit.WithActor(ctx, "lender")
	p, ok := durable.FromContext(ctx)
	if !ok || call.Op != buyOp {
		return ctx, nil, nil
	}
	a, err := s.applicant(ctx, applicantOf(p.Key))
	if err != nil {
		return nil, nil, err
	}
	return spend.WithReference(a.in(ctx), p.Key), nil, nil
}

// in returns a context that says that calls are about the applicant.
func (a applicant) in(ctx context.Context) context.Context {
	consent := audit.Consent{ID: a.id + "/consent", Purpose: purposeCredit, Basis: audit.BasisConsent, At: a.consentedAt}
	_, _ = hex.Decode(consent.ProofSHA256[:], []byte(a.consentProof)) // written by us
	return audit.WithConsent(subject.With(ctx, subject.Reference(a.id)), consent)
}

func applicantOf(key string) string { return strings.TrimSuffix(key, "/check") }

// worthBuying looks at a check before it is bought, so that the caller learns at once
// what is wrong. Without it the purchase would be refused, or wait for another day.
func (s *service[Tx]) worthBuying(ctx context.Context, a applicant) error {
	report, err := spend.Preflight(a.in(ctx), s.client, a.checkOf(), spend.PreflightParams{Recent: -1})
	if err != nil { // advice that cannot be had stops nobody
		s.log.WarnContext(ctx, "the preflight", "error", err)
	}
	if report != nil {
		if err := report.Err(spend.ConcernRefused, spend.ConcernDocument, spend.ConcernMissingInput); err != nil {
			return err
		}
	}
	balances, err := s.budget.Balances(ctx, spend.Purchase{Op: buyOp, Bills: truora.Bills(buyOp)})
	if err != nil {
		return err
	}
	for _, b := range balances {
		if b.Left == 0 {
			return &spend.BudgetError{Balance: b, Amount: 1}
		}
	}
	return nil
}
