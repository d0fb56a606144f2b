package truoratest

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

// hookEvent is something that happened to a check. It follows from the check and is stored nowhere.
type hookEvent struct {
	serial int
	key    string
	action string
	check  *check
	at     time.Time
}

// deliveryTakes is how long an event stays pending. Every event finds a receiver: the fake's choice.
const deliveryTakes = time.Second

// hookEvents are the events of all checks so far, oldest first.
func (s *Server) hookEvents(now time.Time) []hookEvent {
	var out []hookEvent
	for _, c := range s.checks.oldest {
		steps := []hookEvent{{action: "created", at: c.created}, {action: "started", at: c.started}}
		if c.at(now).final() {
			steps = append(steps, hookEvent{action: "finished", at: c.finished()})
		}
		for _, e := range steps {
			if e.at.After(now) {
				continue
			}
			e.check, e.key = c, "HIK"+digest(40, c.id, e.action)
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b hookEvent) int { return a.at.Compare(b.at) })
	for i := range out {
		out[i].serial = i + 1
	}
	return out
}

// wire has the check as it was at the time, as JSON in a text.
func (e hookEvent) wire(now time.Time) obj {
	object, err := json.Marshal(e.check.wire(e.at))
	if err != nil {
		panic(err) // only maps of plain values come here
	}
	out := obj{
		"idempotency_key": e.key, "client_id": tenant, "product": "checks", "event_type": "check", "event_action": e.action,
		"object": string(object), "timestamp": stamp(e.at.Truncate(time.Second)), "update_date": stamp(e.at.Truncate(time.Second)),
		"delivery_status": "pending", "delivery_attempts": 0,
	}
	if sent := e.at.Add(deliveryTakes); !now.Before(sent) {
		out["delivery_status"], out["delivery_attempts"] = "success", 1
		out["update_date"] = stamp(sent.Truncate(time.Second))
	}
	return out
}

// listHookEvents names another path as its own, as Truora's sample does.
func (s *Server) listHookEvents(r *request) reply {
	page, next, refused := pageOf(s, r, s.hookEvents(r.now), func(e hookEvent) int { return e.serial })
	if refused != nil {
		return *refused
	}
	events := []obj{}
	for _, e := range page {
		events = append(events, e.wire(r.now))
	}
	return jsonReply(http.StatusOK, obj{"events": events, "next": next, "self": "/v1/events"})
}

func (s *Server) getHookEvent(r *request) reply {
	for _, e := range s.hookEvents(r.now) {
		if e.key == r.args["idempotency_key"] {
			return jsonReply(http.StatusOK, e.wire(r.now))
		}
	}
	return notFound()
}
