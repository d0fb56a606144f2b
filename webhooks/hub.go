package webhooks

import (
	"context"
	"sync"

	"github.com/truora/truora-go/apitype"
)

// Hub wakes the waits of the SDK when an event arrives: set it as the Notifier in
// their WaitParams, and pass it the events, as the function of [Handler] or from your
// own.
//
// An event wakes every wait on an id that its object holds. What else the event says
// is not used: the wait reads the state itself. So a late, repeated or forged event
// does no harm, and an event that arrived before the wait began is not missed,
// because a wait reads the state when it begins. A hub stores only the ids for which
// calls wait, and serves one process: an event that another instance of a program
// receives wakes nothing here, and the wait notices the change by its slow polling.
//
// It is safe for concurrent use.
type Hub struct {
	mu    sync.Mutex
	waits map[string]map[chan struct{}]struct{}
}

var _ apitype.Notifier = (*Hub)(nil)

// NewHub returns a hub on which nothing waits.
func NewHub() *Hub {
	return &Hub{waits: map[string]map[chan struct{}]struct{}{}}
}

// Notify registers a wait for events about an id, until stop is called. Events that
// come before the last one was received from the channel are not counted.
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

// Handle wakes the waits on the ids of the event. It never blocks and never fails. It
// has the signature that [Handler] needs.
func (h *Hub) Handle(_ context.Context, e Event) error {
	if e.Action == ActionCreated && e.Type != TypeProcess {
		return nil // the waits know already: the id came from the creation
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
