package truoratest

import (
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// webhooksState is what will be told, and to whom. An event waits in ahead for its moment, and is then sent to each
// hook in a parcel of its own.
type webhooksState struct {
	key     string
	hooks   []*hook
	bends   queue[WebhookBend]
	ahead   []occurrence // by time
	past    []happening  // what has come due, for GET /v1/hooks/events
	count   int          // of all that has come due
	out     []*parcel    // by time
	log     []WebhookDelivery
	changed chan struct{} // wakes Run
}

func newWebhooksState() webhooksState {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return webhooksState{key: hex.EncodeToString(key), changed: make(chan struct{}, 1)}
}

// occurrence is an event that will happen, or the moment to see to something.
type occurrence struct {
	at           time.Time
	of           string // the id of what it happens to, for forget
	kind, action string
	object       func(at time.Time) obj
	see          func(at time.Time) // instead of an event
}

// told is an event that happened.
type told struct {
	name string
	wire obj
}

// parcel is a delivery to one hook.
type parcel struct {
	at      time.Time
	to      *hook
	events  []told
	forged  bool
	attempt int
}

const webhookAttempts = 5

// tell tells the hooks of an event with what its object holds now, for the moment may be past. kind is written as it
// is to be sent, with or without the product before it: identity_process or digital_identity.identity_process.
func (s *Server) tell(at time.Time, kind, action string, object obj) {
	s.emitAt(at, "", kind, action, func(time.Time) obj { return object })
}

// emitAt tells the hooks of an event at its moment; the object is made then or later, and is what it was then. What moves by the clock alone emits
// all its events when it is created; of is its id, by which forget takes them back.
func (s *Server) emitAt(at time.Time, of, kind, action string, object func(at time.Time) obj) {
	s.webhooks.expect(occurrence{at: at, of: of, kind: kind, action: action, object: object})
}

// seeAt has see called at its moment. What is worked out when it is read, and whose events depend on how that goes,
// has itself worked out so even if nobody reads it.
func (s *Server) seeAt(at time.Time, of, action string, see func(at time.Time)) {
	s.webhooks.expect(occurrence{at: at, of: of, action: action, see: see})
}

func (w *webhooksState) expect(o occurrence) {
	i := len(w.ahead)
	for i > 0 && w.ahead[i-1].at.After(o.at) {
		i--
	}
	w.ahead = slices.Insert(w.ahead, i, o)
	w.wake()
}

// forget takes back the events of a thing that are still to come, and returns their actions.
func (s *Server) forget(of string, now time.Time) []string {
	var actions []string
	s.webhooks.ahead = slices.DeleteFunc(s.webhooks.ahead, func(o occurrence) bool {
		gone := o.of == of && o.at.After(now)
		if gone {
			actions = append(actions, o.action)
		}
		return gone
	})
	return actions
}

func (w *webhooksState) wake() {
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

// comeDue packs what has happened by now.
func (s *Server) comeDue(now time.Time) {
	w := &s.webhooks
	for len(w.ahead) > 0 && !w.ahead[0].at.After(now) {
		o := w.ahead[0]
		w.ahead = w.ahead[1:]
		if o.see != nil {
			o.see(o.at)
			continue
		}
		name := eventName(o.kind, o.action)
		w.count++
		event := happening{w.count, o}
		w.past = append(w.past, event)
		if !slices.ContainsFunc(w.hooks, func(h *hook) bool { return h.wants(name) }) {
			continue // nor does it take a bend
		}
		bend, _ := w.bends.take(name)
		for _, h := range w.hooks {
			if h.wants(name) && !bend.Lost {
				s.pack(h, told{name, event.wire()}, o.at, bend)
			}
		}
	}
}

func (s *Server) pack(h *hook, event told, at time.Time, bend WebhookBend) {
	if bend.WithNext {
		h.held = append(h.held, event)
		return
	}
	events := append(h.held, event)
	h.held = nil
	for range 1 + bend.Copies {
		s.queue(&parcel{at: at.Add(s.paced(bend.Late)), to: h, events: events, forged: bend.Forged})
	}
}

func (s *Server) queue(p *parcel) {
	w := &s.webhooks
	i := len(w.out)
	for i > 0 && w.out[i-1].at.After(p.at) {
		i--
	}
	w.out = slices.Insert(w.out, i, p)
	w.wake()
}

// nextParcel takes the first delivery that is due, or nil.
func (s *Server) nextParcel(now time.Time) *parcel {
	s.comeDue(now)
	w := &s.webhooks
	if len(w.out) == 0 || w.out[0].at.After(now) {
		return nil
	}
	p := w.out[0]
	w.out = w.out[1:]
	p.attempt++
	return p
}

// delivered enters an attempt in the books, and queues the next one.
func (s *Server) delivered(p *parcel, done WebhookDelivery) {
	s.webhooks.log = append(s.webhooks.log, done)
	if done.Accepted() || p.attempt >= webhookAttempts {
		return
	}
	wait := 10 * time.Second
	for range p.attempt - 1 {
		wait *= 3
	}
	p.at = time.Now().Add(s.paced(wait))
	s.queue(p)
}

// untilNext is how long nothing falls due.
func (s *Server) untilNext(now time.Time) time.Duration {
	w, next := &s.webhooks, now.Add(time.Hour)
	if len(w.ahead) > 0 && w.ahead[0].at.Before(next) {
		next = w.ahead[0].at
	}
	if len(w.out) > 0 && w.out[0].at.Before(next) {
		next = w.out[0].at
	}
	return next.Sub(now)
}

// eventName is the name without the product.
func eventName(kind, action string) string {
	return kind[strings.LastIndex(kind, ".")+1:] + "." + action
}
