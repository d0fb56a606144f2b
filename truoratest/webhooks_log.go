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

func (s *Webhooks) eventID(e *event) string {
	return "HKE" + s.digest(40, "event", strconv.Itoa(e.serial))
}

func (s *Webhooks) eventKey(e *event) string {
	return "HIK" + s.digest(40, "key", strconv.Itoa(e.serial))
}

// eventWire is an event as it is sent.
func (s *Webhooks) eventWire(e *event) obj {
	return obj{
		"id": s.eventID(e), "event_type": e.kind, "event_action": e.action, "object": e.object(e.action, e.at),
		"version": "1.0", "timestamp": stamp(e.at.Truncate(time.Second)),
	}
}

// eventsKept is how long events can be read back.
const eventsKept = 60 * 24 * time.Hour

// pastEvents returns the events so far, oldest first.
func (s *Webhooks) pastEvents(now time.Time) []*event {
	s.past = slices.DeleteFunc(s.past, func(e *event) bool { return e.at.Before(now.Add(-eventsKept)) })
	return s.past
}

// logWire returns an event as in the log, with its object as JSON in a string.
func (s *Webhooks) logWire(e *event) obj {
	object, err := json.Marshal(e.object(e.action, e.at))
	if err != nil {
		panic(err) // only maps of plain values
	}
	product, kind, named := strings.Cut(e.kind, ".")
	if !named {
		product, kind = "checks", e.kind
	}
	status, attempts, updated := s.deliveryOf(e)
	return obj{
		"idempotency_key": s.eventKey(e), "client_id": tenant, "product": product, "event_type": kind, "event_action": e.action,
		"object": string(object), "timestamp": stamp(e.at.Truncate(time.Second)), "update_date": stamp(updated.Truncate(time.Second)),
		"delivery_status": status, "delivery_attempts": attempts,
	}
}

// deliveryOf returns the state of an event: success if any receiver accepted it,
// failure if none did in all attempts.
//
// choice: an event without a receiver stays pending
func (s *Webhooks) deliveryOf(e *event) (status string, attempts int, updated time.Time) {
	status, updated = "pending", e.at
	id := s.eventID(e)
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
	key := func(e *event) int { return e.serial }
	return listReply(r, "events", s.pastEvents(r.now), key, s.logWire, func(out obj) { out["self"] = "/v1/events" })
}

func (s *Webhooks) getEvent(r *request) (reply, error) {
	for _, e := range s.pastEvents(r.now) {
		if s.eventKey(e) == r.args["idempotency_key"] {
			return jsonReply(http.StatusOK, s.logWire(e)), nil
		}
	}
	return reply{}, notFound()
}
