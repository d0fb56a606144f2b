package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/guard/erasure"
	"github.com/truora/truora-go/guard/spend"
)

// handler has the whole service. Authentication is in front of it.
func (s *service[Tx]) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /applicants/{id}", s.putApplicant)
	mux.HandleFunc("GET /applicants/{id}", s.getApplicant)
	mux.HandleFunc("DELETE /applicants/{id}", s.deleteApplicant)
	mux.HandleFunc("GET /applicants/{id}/dossier", s.getDossier)
	mux.Handle("POST /truora", s.flow.Webhooks(s.verifier))
	return mux
}

// application is the body of a PUT.
type application struct {
	NationalID string `json:"national_id"`
	Consent    string `json:"consent"` // the text that the person has agreed to
}

// view is what the service shows of an applicant.
type view struct {
	ID       string        `json:"id"`
	Decision decision      `json:"decision"`
	Purchase durable.State `json:"purchase"`
	CheckID  string        `json:"check_id,omitzero"`
	Reason   string        `json:"reason,omitzero"`
	// Of an erasure: what was there, and what is left at Truora, and why.
	Erased []erasure.Count `json:"erased,omitzero"`
	Left   []erasure.Left  `json:"left,omitzero"`
}

// ids are chosen by the caller, such as the number of the loan. They are in logs and at
// Truora: nothing personal.
var ids = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)

// putApplicant may be repeated: a double click or a retry buys nothing more.
func (s *service[Tx]) putApplicant(w http.ResponseWriter, r *http.Request) {
	var given application
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(&given)
	id := r.PathValue("id")
	if err != nil || !ids.MatchString(id) || given.NationalID == "" || strings.TrimSpace(given.Consent) == "" {
		problem(w, http.StatusBadRequest, "an id, a national_id and the consent are needed")
		return
	}
	proof := sha256.Sum256([]byte(given.Consent))
	a := applicant{id: id, nationalID: given.NationalID, consentedAt: time.Now(), consentProof: hex.EncodeToString(proof[:])}
	known, err := s.applicant(r.Context(), id)
	switch {
	case errors.Is(err, errNoApplicant):
		err = s.worthBuying(r.Context(), a)
	case err == nil && known.erase:
		problem(w, http.StatusGone, "the applicant is erased, or is going to be")
		return
	}
	if err == nil {
		_, err = s.apply(r.Context(), a)
	}
	if err != nil {
		s.fail(r.Context(), w, err)
		return
	}
	s.show(r.Context(), w, http.StatusAccepted, id)
}

func (s *service[Tx]) getApplicant(w http.ResponseWriter, r *http.Request) {
	s.show(r.Context(), w, http.StatusOK, r.PathValue("id"))
}

func (s *service[Tx]) show(ctx context.Context, w http.ResponseWriter, status int, id string) {
	a, err := s.applicant(ctx, id)
	if err != nil {
		s.fail(ctx, w, err)
		return
	}
	p, err := s.purchase(ctx, id)
	if err != nil {
		s.fail(ctx, w, err)
		return
	}
	v := view{ID: a.id, Decision: a.decision, Purchase: p.State, CheckID: a.checkID, Reason: p.Reason}
	if a.decision == decisionErased {
		var proof erasure.Proof
		if err := json.Unmarshal([]byte(a.erasure), &proof); err != nil {
			s.fail(ctx, w, err)
			return
		}
		v.Erased, v.Left = proof.Areas, proof.Left
	}
	answer(w, status, v)
}

// fail answers with what the caller can do about an error, and logs what it cannot.
func (s *service[Tx]) fail(ctx context.Context, w http.ResponseWriter, err error) {
	over, isBudget := errors.AsType[*spend.BudgetError](err)
	switch {
	case errors.Is(err, errNoApplicant), errors.Is(err, durable.ErrNoPurchase):
		problem(w, http.StatusNotFound, errNoApplicant.Error())
	case errors.Is(err, durable.ErrOtherParams):
		problem(w, http.StatusConflict, "the id belongs to an applicant with another national_id")
	case errors.Is(err, spend.ErrPreflight):
		problem(w, http.StatusUnprocessableEntity, err.Error())
	case isBudget:
		w.Header().Set("Retry-After", strconv.Itoa(int(time.Until(over.Renews)/time.Second)+1))
		problem(w, http.StatusServiceUnavailable, "no checks are left today")
	default:
		s.log.ErrorContext(ctx, "a request failed", "error", err)
		problem(w, http.StatusInternalServerError, "that failed; it can be tried again")
	}
}

func problem(w http.ResponseWriter, status int, text string) {
	answer(w, status, map[string]string{"error": text})
}

func answer(w http.ResponseWriter, status int, what any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(what)
}
