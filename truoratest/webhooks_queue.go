package truoratest

import (
	"cmp"
	"container/heap"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Webhooks sends the events of a [Server]. Each receiver has its own deliveries.
type Webhooks struct {
	*core
	key     string
	hooks   []*hook
	faults  queue[WebhookFault]
	ahead   agenda      // what will happen
	planned int         // of everything that was ever ahead
	past    []*event    // what has happened, for GET /v1/hooks/events
	count   int         // of everything that has happened
	outbox  []*delivery // by time
	taken   []*delivery // those being sent
	serial  int         // of the last delivery
	log     []attempt
	changed chan struct{} // wakes Run
}

func newWebhooks(c *core) *Webhooks {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return &Webhooks{core: c, key: hex.EncodeToString(key), changed: make(chan struct{}, 1)}
}

// event is one that will happen or has happened, or a function that will be called.
// There are several for each check, so it is small.
type event struct {
	at           time.Time
	of           string // the id of its subject, for cancel
	kind, action string
	object       func(action string, at time.Time) obj
	see          func(at time.Time) // instead of an event
	// serial orders events that are due at once. Of those that have happened it is the
	// number.
	serial int
}

// before orders events by time.
func (e *event) before(other *event) bool {
	return e.at.Before(other.at) || e.at.Equal(other.at) && e.serial < other.serial
}

// agenda is a heap of events, because thousands of checks may run.
type agenda []*event

func (a *agenda) Len() int           { return len(*a) }
func (a *agenda) Less(i, j int) bool { return (*a)[i].before((*a)[j]) }
func (a *agenda) Swap(i, j int)      { (*a)[i], (*a)[j] = (*a)[j], (*a)[i] }
func (a *agenda) Push(x any)         { *a = append(*a, x.(*event)) }
func (a *agenda) Pop() any {
	last := len(*a) - 1
	x := (*a)[last]
	(*a)[last] = nil
	*a = (*a)[:last]
	return x
}

// namedEvent is an event that is sent.
type namedEvent struct {
	name string
	wire obj
}

// delivery is a request to one receiver.
type delivery struct {
	id      string
	at      time.Time
	to      *hook
	events  []namedEvent
	forged  bool
	attempt int
}

// attempt is one that was made, and what it sent.
type attempt struct {
	WebhookDelivery
	of delivery
}

const maxAttempts = 5

// emit emits an event with its object as it is now. kind is written as it is sent, with
// or without the product as a prefix: identity_process or
// digital_identity.identity_process.
func (s *Webhooks) emit(at time.Time, kind, action string, object obj) {
	s.emitAt(at, "", kind, action, func(string, time.Time) obj { return object })
}

// emitAt emits an event at a later moment, when it calls object. of is an id by which
// cancel finds it.
func (s *Webhooks) emitAt(at time.Time, of, kind, action string, object func(action string, at time.Time) obj) {
	s.expect(&event{at: at, of: of, kind: kind, action: action, object: object})
}

// callAt calls a function at a later moment, even if nothing is read then.
func (s *Webhooks) callAt(at time.Time, of, action string, see func(at time.Time)) {
	s.expect(&event{at: at, of: of, action: action, see: see})
}

func (s *Webhooks) expect(e *event) {
	s.planned++
	e.serial = s.planned
	heap.Push(&s.ahead, e)
	s.wake()
}

// cancel removes the future events of a subject, and returns their actions.
func (s *Webhooks) cancel(of string, now time.Time) []string {
	var gone []*event
	s.ahead = slices.DeleteFunc(s.ahead, func(e *event) bool {
		if e.of != of || !e.at.After(now) {
			return false
		}
		gone = append(gone, e)
		return true
	})
	if len(gone) == 0 {
		return nil
	}
	heap.Init(&s.ahead)
	slices.SortFunc(gone, func(a, b *event) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.serial, b.serial)) })
	actions := make([]string, len(gone))
	for i, e := range gone {
		actions[i] = e.action
	}
	return actions
}

func (s *Webhooks) wake() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// catchUp creates deliveries for the events that have happened.
func (s *Webhooks) catchUp(now time.Time) {
	for len(s.ahead) > 0 && !s.ahead[0].at.After(now) {
		e := heap.Pop(&s.ahead).(*event)
		if e.see != nil {
			e.see(e.at)
			continue
		}
		name := eventName(e.kind, e.action)
		s.count++
		e.serial = s.count
		s.past = append(s.past, e)
		if !slices.ContainsFunc(s.hooks, func(h *hook) bool { return h.wants(name) }) {
			continue // no fault is used up
		}
		fault, _ := s.faults.take(name)
		for _, h := range s.hooks {
			if h.wants(name) && !fault.Lost {
				s.pack(h, namedEvent{name, s.eventWire(e)}, e.at, fault)
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
	s.enqueue(h, events, at, fault)
}

// enqueue makes the deliveries of some events, one and its copies.
func (s *Webhooks) enqueue(h *hook, events []namedEvent, at time.Time, fault WebhookFault) {
	for range 1 + fault.Copies {
		s.queue(&delivery{at: at.Add(s.paced(fault.Late)), to: h, events: events, forged: fault.Forged})
	}
}

func (s *Webhooks) queue(p *delivery) {
	if p.id == "" {
		s.serial++
		p.id = "DLV" + s.digest(32, "delivery", strconv.Itoa(s.serial))
	}
	i := len(s.outbox)
	for i > 0 && s.outbox[i-1].at.After(p.at) {
		i--
	}
	s.outbox = slices.Insert(s.outbox, i, p)
	s.wake()
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

// eventName returns the name without the product.
func eventName(kind, action string) string {
	return kind[strings.LastIndex(kind, ".")+1:] + "." + action
}
