package webhooks

import (
	"context"
	"sync"

	"github.com/truora/truora-go/apitype"
)

// Hub wakes the SDK's waits when an event arrives. Set it as the Notifier in their
// WaitParams, and pass it the events: give Hub.Handle to [Handler], or call it from
// your own function.
//
// An event wakes every wait for an id that occurs in its object. Nothing else in the
// event is used, because the wait reads the state itself. So a late, repeated or forged
// event does no harm, and an event that arrived before the wait began is not missed. A
// hub stores only the ids being waited for, and serves one process: an event that
// another instance of the program receives wakes nothing here, and the wait notices the
// change when it polls, which it does less often with a Notifier.
//
// A Hub is safe for concurrent use.
type Hub struct {
	mu    sync.Mutex
	waits map[string]*wait // the first of those for an id
}

// wait is one of a list, which takes less memory than a map, and as little time for many
// waits with one id.
type wait struct {
	wake         chan struct{}
	before, next *wait
}

var _ apitype.Notifier = (*Hub)(nil)

// NewHub returns an empty hub.
func NewHub() *Hub {
	return &Hub{waits: map[string]*wait{}}
}

// Notify registers a wait for events about an id, until stop is called. Several events
// that arrive before the channel is read count as one.
func (h *Hub) Notify(id string) (events <-chan struct{}, stop func()) {
	w := &wait{wake: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if w.next = h.waits[id]; w.next != nil {
		w.next.before = w
	}
	h.waits[id] = w
	return w.wake, func() { h.remove(id, w) }
}

// remove does nothing the second time.
func (h *Hub) remove(id string, w *wait) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if w.next != nil {
		w.next.before = w.before
	}
	switch {
	case w.before != nil:
		w.before.next = w.next
	case h.waits[id] != w:
	case w.next != nil:
		h.waits[id] = w.next
	default:
		delete(h.waits, id)
	}
	w.before, w.next = nil, nil
}

// Handle wakes the waits for the ids in the event. It never blocks and never fails. Its
// signature is the one that [Handler] requires.
func (h *Hub) Handle(_ context.Context, e Event) error {
	if e.Action == ActionCreated && e.Type != TypeProcess {
		return nil // the waits read the state already: the id came from the creation
	}
	ids := e.IDs()
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, id := range ids {
		for w := h.waits[id]; w != nil; w = w.next {
			select {
			case w.wake <- struct{}{}:
			default:
			}
		}
	}
	return nil
}
