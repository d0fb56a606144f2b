package truoratest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// happening is an event that has come due.
type happening struct {
	serial int
	occurrence
}

func (h happening) id() string  { return "HKE" + digest(40, "event", strconv.Itoa(h.serial)) }
func (h happening) key() string { return "HIK" + digest(40, "key", strconv.Itoa(h.serial)) }

// wire is the event as it is sent.
func (h happening) wire() obj {
	return obj{
		"id": h.id(), "event_type": h.kind, "event_action": h.action, "object": h.object(h.at),
		"version": "1.0", "timestamp": stamp(h.at.Truncate(time.Second)),
	}
}

// eventsKept is how long events can be read back.
const eventsKept = 60 * 24 * time.Hour

// happened are the events so far, oldest first.
func (s *Server) happened(now time.Time) []happening {
	w := &s.webhooks
	w.past = slices.DeleteFunc(w.past, func(h happening) bool { return h.at.Before(now.Add(-eventsKept)) })
	return w.past
}

// read shows an event, with its object as JSON in a text.
func (s *Server) read(h happening) obj {
	object, err := json.Marshal(h.object(h.at))
	if err != nil {
		panic(err) // only maps of plain values come here
	}
	product, kind, named := strings.Cut(h.kind, ".")
	if !named {
		product, kind = "checks", h.kind
	}
	status, attempts, updated := s.deliveryOf(h)
	return obj{
		"idempotency_key": h.key(), "client_id": tenant, "product": product, "event_type": kind, "event_action": h.action,
		"object": string(object), "timestamp": stamp(h.at.Truncate(time.Second)), "update_date": stamp(updated.Truncate(time.Second)),
		"delivery_status": status, "delivery_attempts": attempts,
	}
}

// deliveryOf is what became of an event: a success once any receiver accepted it, a failure when nobody did in all
// attempts. One that nobody wanted stays pending: the fake's choice.
func (s *Server) deliveryOf(h happening) (status string, attempts int, updated time.Time) {
	status, updated = "pending", h.at
	id := h.id()
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
		if h.key() == r.args["idempotency_key"] {
			return jsonReply(http.StatusOK, s.read(h))
		}
	}
	return notFound()
}
