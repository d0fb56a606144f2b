package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/truora/truora-go/identity"
)

// news is what the page is told about its process.
type news struct {
	Outcome identity.Outcome `json:"outcome"`
	Title   string           `json:"title"`
	Text    string           `json:"text"`
	Final   bool             `json:"final"`
}

var titles = map[identity.Outcome]string{
	identity.OutcomePending:  "We are looking at it",
	identity.OutcomeApproved: "You are verified",
	identity.OutcomeDeclined: "We could not verify you",
	identity.OutcomeExpired:  "Time ran out",
	identity.OutcomeFailed:   "Something broke, and it was not you",
}

var texts = map[identity.Outcome]string{
	identity.OutcomePending:  "This takes a few seconds as a rule. You can stay here: the page will tell you.",
	identity.OutcomeApproved: "Thank you. Your account is open.",
	identity.OutcomeDeclined: "Please try again in good light, with your own document at hand.",
	identity.OutcomeExpired:  "The verification was not finished in time. You can start a new one.",
	identity.OutcomeFailed:   "The verification could not be carried out. Please start a new one.",
}

// reasons are in words for visitors; Truora's set is open.
var reasons = map[string]string{
	string(identity.ReasonNotUsed):               "The verification was never begun.",
	string(identity.ReasonNoDocumentMedia):       "There was no photo of a document.",
	string(identity.ReasonNoFaceMedia):           "There was no video of your face.",
	string(identity.ReasonNoFaceDetected):        "No face could be seen.",
	string(identity.ReasonCanceled):              "It was canceled.",
	string(identity.ReasonValidationNotFinished): "Not all steps could be finished.",
	string(identity.ExpiredManualReview):         "Nobody could look at it in time.",
}

func newsOf(v identity.Verdict) news {
	n := news{Outcome: v.Outcome, Title: titles[v.Outcome], Text: texts[v.Outcome], Final: v.Outcome != identity.OutcomePending}
	if v.Reason == "" {
		return n
	}
	reason, known := reasons[v.Reason]
	if !known {
		reason = "Reason: " + words(v.Reason) + "."
	}
	n.Text = reason + " " + n.Text
	return n
}

// verdict tells the page what becomes of its process, as server-sent events,
// until it is decided or the visitor leaves.
func (s *site) verdict(w http.ResponseWriter, r *http.Request) {
	id := s.process(r)
	if id == "" {
		http.Error(w, "no process", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	stream := http.NewResponseController(w)
	var last news
	send := func(n news) {
		if n == last {
			return
		}
		last = n
		text, _ := json.Marshal(n) // strings and a bool
		_, _ = fmt.Fprintf(w, "data: %s\n\n", text)
		_ = stream.Flush()
	}
	send(newsOf(identity.Verdict{Outcome: identity.OutcomePending}))
	_, err := s.Client.Identity.Wait(r.Context(), id, identity.WaitParams{
		EvenUnopened: true,
		OnUpdate:     func(result *identity.Result) { send(newsOf(result.Verdict())) },
	})
	if err != nil && !errors.Is(err, r.Context().Err()) { // the browser asks again by itself
		slog.ErrorContext(r.Context(), "onboarding: waiting", "error", err)
	}
}
