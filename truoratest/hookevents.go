package truoratest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// happening is an event that has come due, as it was sent or would have been.
type happening struct {
	serial int
	key    string
	at     time.Time
	wire   obj
}

// eventsKept is how long events can be read back.
const eventsKept = 60 * 24 * time.Hour

// happened are the events so far, oldest first.
func (s *Server) happened(now time.Time) []happening {
	s.comeDue(now)
	w := &s.webhooks
	w.past = slices.DeleteFunc(w.past, func(h happening) bool { return h.at.Before(now.Add(-eventsKept)) })
	return w.past
}

// read shows an event, with its object as JSON in a text.
func (s *Server) read(h happening) obj {
	object, err := json.Marshal(h.wire["object"])
	if err != nil {
		panic(err) // only maps of plain values come here
	}
	kind, _ := h.wire["event_type"].(string)
	product, kind, named := strings.Cut(kind, ".")
	if !named {
		product, kind = "checks", product
	}
	status, attempts, updated := s.deliveryOf(h)
	return obj{
		"idempotency_key": h.key, "client_id": tenant, "product": product, "event_type": kind, "event_action": h.wire["event_action"],
		"object": string(object), "timestamp": h.wire["timestamp"], "update_date": stamp(updated.Truncate(time.Second)),
		"delivery_status": status, "delivery_attempts": attempts,
	}
}

// deliveryOf is what became of an event: a success once any receiver accepted it, a failure when nobody did in all
// attempts. One that nobody wanted stays pending: the fake's choice.
func (s *Server) deliveryOf(h happening) (status string, attempts int, updated time.Time) {
	status, updated = "pending", h.at
	id, _ := h.wire["id"].(string)
	for _, d := range s.webhooks.log {
		if !slices.Contains(d.IDs, id) || status == "success" {
			continue
		}
		attempts, updated = max(attempts, d.Attempt), d.Time
		switch {
		case d.Accepted():
			status, attempts = "success", d.Attempt
		case d.Attempt == webhookAttempts:
			status = "failure"
		}
	}
	return status, attempts, updated
}

// listHookEvents names another path as its own, as Truora's sample does.
func (s *Server) listHookEvents(r *request) reply {
	page, next, refused := pageOf(s, r, s.happened(r.now), func(h happening) int { return h.serial })
	if refused != nil {
		return *refused
	}
	events := []obj{}
	for _, h := range page {
		events = append(events, s.read(h))
	}
	return jsonReply(http.StatusOK, obj{"events": events, "next": next, "self": "/v1/events"})
}

func (s *Server) getHookEvent(r *request) reply {
	for _, h := range s.happened(r.now) {
		if h.key == r.args["idempotency_key"] {
			return jsonReply(http.StatusOK, s.read(h))
		}
	}
	return notFound()
}
