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
	waits map[string]map[chan struct{}]struct{}
}

var _ apitype.Notifier = (*Hub)(nil)

// NewHub returns an empty hub.
func NewHub() *Hub {
	return &Hub{waits: map[string]map[chan struct{}]struct{}{}}
}

// Notify registers a wait for events about an id, until stop is called. Several events
// that arrive before the channel is read count as one.
func (h *Hub) Notify(id string) (events <-chan struct{}, stop func()) {
	wake := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.waits[id] == nil {
		h.waits[id] = map[chan struct{}]struct{}{}
	}
	h.waits[id][wake] = struct{}{}
	return wake, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.waits[id], wake)
		if len(h.waits[id]) == 0 {
			delete(h.waits, id)
		}
	}
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
		for wake := range h.waits[id] {
			select {
			case wake <- struct{}{}:
			default:
			}
		}
	}
	return nil
}
