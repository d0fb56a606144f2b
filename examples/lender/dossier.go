package main

import (
	"net/http"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
)

// getDossier sends what Truora has about an applicant's check as a zip archive, while
// it is read. It is the evidence of the decision: take it when you decide.
func (s *service[Tx]) getDossier(w http.ResponseWriter, r *http.Request) {
	a, err := s.applicant(r.Context(), r.PathValue("id"))
	switch {
	case err != nil:
		s.fail(r.Context(), w, err)
		return
	case a.checkID == "":
		problem(w, http.StatusConflict, "there is no check to show")
		return
	}
	w.Header().Set("Content-Type", "application/zip")
	manifest, err := s.client.Checks.Dossier(a.in(r.Context()), a.checkID, w, checks.DossierParams{Lang: apitype.LanguageEnglish})
	if err != nil {
		s.log.ErrorContext(r.Context(), "a dossier", "applicant", a.id, "error", err)
	}
	if manifest == nil { // the archive has no end: the reader must not take it for whole
		panic(http.ErrAbortHandler)
	}
}
