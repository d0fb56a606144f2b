package main

import (
	"context"
	"errors"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/durable"
)

// applicantsTable is the business's own table. What is personal is emptied by an
// erasure; the proof of a consent is a hash.
const applicantsTable = `CREATE TABLE IF NOT EXISTS applicants (
	id            TEXT PRIMARY KEY,
	national_id   TEXT NOT NULL,
	consented_at  BIGINT NOT NULL, -- milliseconds since 1970
	consent_proof TEXT NOT NULL,
	decision      TEXT NOT NULL,
	check_id      TEXT NOT NULL,
	erase         BOOLEAN NOT NULL, -- has been asked for
	erasure       TEXT NOT NULL     -- its plan, and then its proof
)`

// decision is where an application stands.
type decision string

const (
	decisionPending  decision = "pending"
	decisionApproved decision = "approved"
	decisionReview   decision = "review" // a person decides
	decisionErased   decision = "erased"
)

// applicant is a row.
type applicant struct {
	id, nationalID string
	consentedAt    time.Time
	consentProof   string
	decision       decision
	checkID        string
	erase          bool
	erasure        string
}

var errNoApplicant = errors.New("there is no such applicant")

// keyOf is the name of an applicant's purchase, for ever: applying twice buys once.
func keyOf(id string) string { return id + "/check" }

// checkOf is what is bought. RequireConsent looks whether there is the consent that
// UserAuthorized states.
func (a applicant) checkOf() checks.CreateParams {
	return checks.CreateParams{Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: a.nationalID, UserAuthorized: true}
}

// apply writes down the applicant, the purchase and its job, together or not at all.
func (s *service[Tx]) apply(ctx context.Context, a applicant) (*durable.Purchase, error) {
	tx, err := s.db.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer s.db.Rollback(context.WithoutCancel(ctx), tx)
	_, err = s.db.In(tx).Exec(ctx, `INSERT INTO applicants (id, national_id, consented_at, consent_proof, decision, check_id, erase, erasure)
		VALUES ($1, $2, $3, $4, $5, '', FALSE, '') ON CONFLICT (id) DO NOTHING`,
		a.id, a.nationalID, a.consentedAt.UnixMilli(), a.consentProof, string(decisionPending))
	if err != nil {
		return nil, err
	}
	p, err := s.flow.BuyTx(ctx, tx, keyOf(a.id), durable.Check(a.checkOf()))
	if err != nil {
		return nil, err
	}
	return p, s.db.Commit(ctx, tx)
}

// decide is called with the final check, in the transaction that ends the purchase.
func (s *service[Tx]) decide(ctx context.Context, tx Tx, p durable.Purchase, c *checks.Check) error {
	_, err := s.db.In(tx).Exec(ctx, `UPDATE applicants SET decision = $1, check_id = $2 WHERE id = $3`, string(verdictOn(c)), c.CheckID, applicantOf(p.Key))
	return err
}

// enough is the score from which nobody has to look, in all and in each data set.
const enough = 0.7

// verdictOn never declines anybody by itself: what it does not approve, a person looks
// at. That goes for sources that failed, too: what was not searched is not clean.
func verdictOn(c *checks.Check) decision {
	score, ok := c.FinalScore()
	sources := c.Coverage().All
	if !ok || score < enough || c.Status != apitype.CheckStatusCompleted || sources.Failed > 0 || sources.Expired > 0 {
		return decisionReview
	}
	for _, set := range c.Scores {
		if score, ok := set.Usable(); ok && score < enough {
			return decisionReview
		}
	}
	return decisionApproved
}

// notChecked is called where nothing was bought: a person looks at that too.
func (s *service[Tx]) notChecked(ctx context.Context, tx Tx, p durable.Purchase) error {
	_, err := s.db.In(tx).Exec(ctx, `UPDATE applicants SET decision = $1 WHERE id = $2`, string(decisionReview), applicantOf(p.Key))
	return err
}

// applicant reads one, or returns errNoApplicant.
func (s *service[Tx]) applicant(ctx context.Context, id string) (*applicant, error) {
	list, err := s.applicants(ctx, `id = $1`, id)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, errNoApplicant
	}
	return &list[0], nil
}

func (s *service[Tx]) applicants(ctx context.Context, where string, args ...any) ([]applicant, error) {
	rows, err := s.db.Query(ctx, `SELECT id, national_id, consented_at, consent_proof, decision, check_id, erase, erasure FROM applicants WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []applicant
	for rows.Next() {
		var a applicant
		var consented int64
		if err := rows.Scan(&a.id, &a.nationalID, &consented, &a.consentProof, &a.decision, &a.checkID, &a.erase, &a.erasure); err != nil {
			return nil, err
		}
		a.consentedAt = time.UnixMilli(consented)
		list = append(list, a)
	}
	return list, rows.Err()
}
