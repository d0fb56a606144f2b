package truoratest

import (
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// Webhooks sends the events of a [Server]. Each receiver has its own deliveries.
type Webhooks struct {
	*core
	key     string
	hooks   []*hook
	faults  queue[WebhookFault]
	ahead   []upcoming  // by time
	past    []pastEvent // what has come due, for GET /v1/hooks/events
	count   int         // of all that has come due
	outbox  []*delivery // by time
	log     []WebhookDelivery
	changed chan struct{} // wakes Run
}

func newWebhooks(c *core) *Webhooks {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return &Webhooks{core: c, key: hex.EncodeToString(key), changed: make(chan struct{}, 1)}
}

// upcoming is an event that will happen, or a function that will be called.
type upcoming struct {
	at           time.Time
	of           string // the id of what it happens to, for cancel
	kind, action string
	object       func(at time.Time) obj
	see          func(at time.Time) // instead of an event
}

// namedEvent is an event that is sent.
type namedEvent struct {
	name string
	wire obj
}

// delivery is a request to one receiver.
type delivery struct {
	at      time.Time
	to      *hook
	events  []namedEvent
	forged  bool
	attempt int
}

const maxAttempts = 5

// emit emits an event with what its object holds now. kind is written as it is sent,
// with or without the product before it: identity_process or
// digital_identity.identity_process.
func (s *Webhooks) emit(at time.Time, kind, action string, object obj) {
	s.emitAt(at, "", kind, action, func(time.Time) obj { return object })
}

// emitAt emits an event at a later moment; object is called then. of is an id by which
// cancel finds it.
func (s *Webhooks) emitAt(at time.Time, of, kind, action string, object func(at time.Time) obj) {
	s.expect(upcoming{at: at, of: of, kind: kind, action: action, object: object})
}

// callAt calls a function at a later moment, even if nothing is read then.
func (s *Webhooks) callAt(at time.Time, of, action string, see func(at time.Time)) {
	s.expect(upcoming{at: at, of: of, action: action, see: see})
}

func (s *Webhooks) expect(o upcoming) {
	i := len(s.ahead)
	for i > 0 && s.ahead[i-1].at.After(o.at) {
		i--
	}
	s.ahead = slices.Insert(s.ahead, i, o)
	s.wake()
}

// cancel removes the events of a thing that are still to come, and returns their
// actions.
func (s *Webhooks) cancel(of string, now time.Time) []string {
	var actions []string
	s.ahead = slices.DeleteFunc(s.ahead, func(o upcoming) bool {
		gone := o.of == of && o.at.After(now)
		if gone {
			actions = append(actions, o.action)
		}
		return gone
	})
	return actions
}

func (s *Webhooks) wake() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// catchUp makes deliveries of the events that have happened.
func (s *Webhooks) catchUp(now time.Time) {
	for len(s.ahead) > 0 && !s.ahead[0].at.After(now) {
		o := s.ahead[0]
		s.ahead = s.ahead[1:]
		if o.see != nil {
			o.see(o.at)
			continue
		}
		name := eventName(o.kind, o.action)
		s.count++
		event := pastEvent{s.count, o}
		s.past = append(s.past, event)
		if !slices.ContainsFunc(s.hooks, func(h *hook) bool { return h.wants(name) }) {
			continue // and no fault is used up
		}
		fault, _ := s.faults.take(name)
		for _, h := range s.hooks {
			if h.wants(name) && !fault.Lost {
				s.pack(h, namedEvent{name, event.wire()}, o.at, fault)
			}
		}
	}
}

func (s *Webhooks) pack(h *hook, event namedEvent, at time.Time, fault WebhookFault) {
	h.held = append(h.held, event)
	if fault.WithNext {
		return
	}
	events := h.held
	h.held = nil
	for range 1 + fault.Copies {
		s.queue(&delivery{at: at.Add(s.paced(fault.Late)), to: h, events: events, forged: fault.Forged})
	}
}

func (s *Webhooks) queue(p *delivery) {
	i := len(s.outbox)
	for i > 0 && s.outbox[i-1].at.After(p.at) {
		i--
	}
	s.outbox = slices.Insert(s.outbox, i, p)
	s.wake()
}

// nextDelivery takes the first delivery that is due, or nil.
func (s *Webhooks) nextDelivery(now time.Time) *delivery {
	s.catchUp(now)
	if len(s.outbox) == 0 || s.outbox[0].at.After(now) {
		return nil
	}
	p := s.outbox[0]
	s.outbox = s.outbox[1:]
	p.attempt++
	return p
}

// delivered logs an attempt and, if it failed, queues the next one.
func (s *Webhooks) delivered(p *delivery, done WebhookDelivery) {
	s.log = append(s.log, done)
	if done.Accepted() || p.attempt >= maxAttempts {
		return
	}
	wait := 10 * time.Second
	for range p.attempt - 1 {
		wait *= 3
	}
	p.at = s.now().Add(s.paced(wait))
	s.queue(p)
}

// untilNext is how long nothing is due.
func (s *Webhooks) untilNext(now time.Time) time.Duration {
	next := now.Add(time.Hour)
	if len(s.ahead) > 0 && s.ahead[0].at.Before(next) {
		next = s.ahead[0].at
	}
	if len(s.outbox) > 0 && s.outbox[0].at.Before(next) {
		next = s.outbox[0].at
	}
	return next.Sub(now)
}

// eventName is the name without the product.
func eventName(kind, action string) string {
	return kind[strings.LastIndex(kind, ".")+1:] + "." + action
}
