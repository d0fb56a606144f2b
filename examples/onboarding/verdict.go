package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/identity"
)

// news is what the page shows about its process.
type news struct {
	Outcome identity.Outcome `json:"outcome"`
	Title   string           `json:"title"`
	Text    string           `json:"text"`
	Final   bool             `json:"final"`
}

func newsOf(v identity.Verdict, p *phrases) news {
	said := p.Outcomes[v.Outcome]
	return news{
		Outcome: v.Outcome, Title: said.Title, Text: cmp.Or(said.Text, v.Notice().Text(apitype.Language(p.Tag))),
		Final: v.Outcome != identity.OutcomePending,
	}
}

// news streams the state of the process to the page, as server-sent events,
// until the process is decided or the visitor leaves.
func (s *site) news(w http.ResponseWriter, r *http.Request) {
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
	p := phrasesOf(r)
	send(newsOf(identity.Verdict{Outcome: identity.OutcomePending}, p))
	err := s.verdict(r.Context(), id, func(result *identity.Result) { send(newsOf(result.Verdict(), p)) })
	if err != nil && !errors.Is(err, r.Context().Err()) { // the browser reconnects by itself
		slog.ErrorContext(r.Context(), "onboarding: waiting", "error", err)
	}
}
