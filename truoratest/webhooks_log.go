package truoratest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

func (s *Webhooks) routes() []route {
	return []route{
		{hostAccount, "GET /v1/hooks/events", noBody, "", s.listEvents},
		{hostAccount, "GET /v1/hooks/events/{idempotency_key}", noBody, "", s.getEvent},
	}
}

// pastEvent is an event that has happened.
type pastEvent struct {
	serial int
	upcoming
	seeded *core
}

func (h pastEvent) id() string { return "HKE" + h.seeded.digest(40, "event", strconv.Itoa(h.serial)) }

func (h pastEvent) key() string { return "HIK" + h.seeded.digest(40, "key", strconv.Itoa(h.serial)) }

// wire is the event as it is sent.
func (h pastEvent) wire() obj {
	return obj{
		"id": h.id(), "event_type": h.kind, "event_action": h.action, "object": h.object(h.at),
		"version": "1.0", "timestamp": stamp(h.at.Truncate(time.Second)),
	}
}

// eventsKept is how long events can be read back.
const eventsKept = 60 * 24 * time.Hour

// pastEvents returns the events so far, oldest first.
func (s *Webhooks) pastEvents(now time.Time) []pastEvent {
	s.past = slices.DeleteFunc(s.past, func(h pastEvent) bool { return h.at.Before(now.Add(-eventsKept)) })
	return s.past
}

// eventWire returns an event as in the log, with its object as JSON in a string.
func (s *Webhooks) eventWire(h pastEvent) obj {
	object, err := json.Marshal(h.object(h.at))
	if err != nil {
		panic(err) // only maps of plain values
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

// deliveryOf returns the state of an event: success if any receiver accepted it,
// failure if none did in all attempts.
//
// choice: an event without a receiver stays pending
func (s *Webhooks) deliveryOf(h pastEvent) (status string, attempts int, updated time.Time) {
	status, updated = "pending", h.at
	id := h.id()
	for _, d := range s.log {
		if !slices.Contains(d.IDs, id) || status == "success" {
			continue
		}
		attempts, updated = max(attempts, d.Attempt), d.Time
		switch {
		case d.Accepted():
			status, attempts = "success", d.Attempt
		case d.Attempt == maxAttempts:
			status = "failure"
		}
	}
	return status, attempts, updated
}

// listEvents has another path as its own, as in Truora's sample.
func (s *Webhooks) listEvents(r *request) (reply, error) {
	key := func(h pastEvent) int { return h.serial }
	return listReply(r, "events", s.pastEvents(r.now), key, s.eventWire, func(out obj) { out["self"] = "/v1/events" })
}

func (s *Webhooks) getEvent(r *request) (reply, error) {
	for _, h := range s.pastEvents(r.now) {
		if h.key() == r.args["idempotency_key"] {
			return jsonReply(http.StatusOK, s.eventWire(h)), nil
		}
	}
	return reply{}, notFound()
}
