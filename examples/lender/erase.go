package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/guard/erasure"
	"github.com/truora/truora-go/guard/subject"
)

// deleteApplicant erases a person, now or as soon as it can: what is being bought has
// to be known first. What was asked for is done even if this process ends.
func (s *service[Tx]) deleteApplicant(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	n, err := s.db.Exec(r.Context(), `UPDATE applicants SET erase = TRUE WHERE id = $1`, id)
	if err == nil && n == 0 {
		err = errNoApplicant
	}
	done := false
	if err == nil {
		done, err = s.erase(r.Context(), id)
	}
	switch {
	case err != nil:
		s.fail(r.Context(), w, err)
	case done:
		s.show(r.Context(), w, http.StatusOK, id)
	default:
		s.show(r.Context(), w, http.StatusAccepted, id)
	}
}

// erase deletes at Truora, sees that it is gone there, and empties the row. The plan is
// stored before and after each deletion, so it goes on where it was killed. It returns
// false for one whose purchase is not over.
func (s *service[Tx]) erase(ctx context.Context, id string) (bool, error) {
	s.erasing.Lock()
	defer s.erasing.Unlock()
	a, err := s.applicant(ctx, id)
	if err != nil || a.decision == decisionErased {
		return err == nil, err
	}
	p, err := s.settled(ctx, id)
	if err != nil || !p.State.Final() {
		return false, err
	}
	ctx = a.in(ctx)
	plan, err := s.planOf(ctx, a, p)
	if err != nil {
		return false, err
	}
	if err := s.eraser.Execute(ctx, s.client, plan, func(ctx context.Context, plan *erasure.Plan) error {
		return s.keep(ctx, id, plan)
	}); err != nil {
		return false, err
	}
	proof, err := plan.Proof(s.signer)
	if err != nil {
		return false, err
	}
	text, err := json.Marshal(proof)
	if err != nil {
		return false, err
	}
	_, err = s.db.Exec(ctx, `UPDATE applicants SET decision = $1, national_id = '', check_id = '', erasure = $2 WHERE id = $3`,
		string(decisionErased), string(text), id)
	return err == nil, err
}

// settled is the purchase of an applicant who is to be erased. One of which nothing was
// sent is called off.
func (s *service[Tx]) settled(ctx context.Context, id string) (*durable.Purchase, error) {
	p, err := s.purchase(ctx, id)
	if err != nil || p.State != durable.StateReady {
		return p, err
	}
	err = s.flow.Resolve(ctx, keyOf(id), durable.Abandoned("erasure", "the person asked to be erased"))
	if err != nil && !errors.Is(err, durable.ErrNotHeld) { // otherwise a worker was quicker
		return nil, err
	}
	return s.purchase(ctx, id)
}

// planOf is what was begun, or a new plan. The ledger knows what the index does not: a
// check whose answer was lost. The search is by applicant and not by document, for
// another loan of the same person is another decision.
func (s *service[Tx]) planOf(ctx context.Context, a *applicant, p *durable.Purchase) (*erasure.Plan, error) {
	if a.erasure != "" {
		plan := new(erasure.Plan)
		return plan, json.Unmarshal([]byte(a.erasure), plan)
	}
	params := erasure.PlanParams{Person: []subject.Identifier{subject.Reference(a.id)}}
	if p.ObjectID != "" {
		params.Also = []erasure.Item{{Area: erasure.AreaCheck, ID: p.ObjectID, At: p.BoughtAt}}
	}
	return s.eraser.Plan(ctx, s.client, params)
}

// keep stores a plan.
func (s *service[Tx]) keep(ctx context.Context, id string, plan *erasure.Plan) error {
	text, err := json.Marshal(plan)
	if err == nil {
		_, err = s.db.Exec(ctx, `UPDATE applicants SET erasure = $1 WHERE id = $2`, string(text), id)
	}
	return err
}

// purchase is that of an applicant.
func (s *service[Tx]) purchase(ctx context.Context, applicant string) (*durable.Purchase, error) {
	return s.flow.Get(ctx, keyOf(applicant))
}
