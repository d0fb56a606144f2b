package webhooks

import (
	"context"
	"sync"

	"github.com/truora/truora-go/apitype"
)

// Hub lets the waits of the SDK listen: put it into their WaitParams as Notifier,
// and feed it the events, as the function of [Handler] or out of your own.
//
// An event wakes every wait on an id that its object holds; what the event says is
// not used, the wait reads the state itself. So a late, repeated or forged event
// moves nothing, and one that came before the wait began is not missed, for a wait
// reads when it begins. A hub keeps nothing but the ids that are waited for, and
// serves one process: an event that another instance of a program receives wakes
// nothing here, and the slow polling of the wait finds out.
//
// It is safe for concurrent use.
type Hub struct {
	mu    sync.Mutex
	waits map[string]map[chan struct{}]struct{}
}

var _ apitype.Notifier = (*Hub)(nil)

// NewHub returns a hub that nothing waits at.
func NewHub() *Hub {
	return &Hub{waits: map[string]map[chan struct{}]struct{}{}}
}

// Notify registers a wait for events about an id, until stop is called. The channel
// holds one word: further ones before it is taken say nothing new.
func (h *Hub) Notify(id string) (words <-chan struct{}, stop func()) {
	word := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.waits[id] == nil {
		h.waits[id] = map[chan struct{}]struct{}{}
	}
	h.waits[id][word] = struct{}{}
	return word, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.waits[id], word)
		if len(h.waits[id]) == 0 {
			delete(h.waits, id)
		}
	}
}

// Handle wakes the waits that the event is of interest to. It never blocks and
// never fails; it has the form that [Handler] asks for.
func (h *Hub) Handle(_ context.Context, e Event) error {
	if e.Action == ActionCreated && e.Type != TypeProcess {
		return nil // whoever waits for it knows: the id came from its creation
	}
	ids := e.IDs()
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, id := range ids {
		for word := range h.waits[id] {
			select {
			case word <- struct{}{}:
			default:
			}
		}
	}
	return nil
}
