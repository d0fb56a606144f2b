package sandbox

import (
	"sync"
	"time"
)

// Kind is what an [Event] tells of.
type Kind string

// Kinds of events.
const (
	KindAccount  Kind = "account"  // it began, was reset or restored
	KindRequest  Kind = "request"  // Name is the operation, Status that of the answer, ID what it bought
	KindLever    Kind = "lever"    // Name is the lever
	KindDelivery Kind = "delivery" // Name is the first event, Status the receiver's, ID the delivery's
	KindClock    Kind = "clock"    // it was moved
)

// Event is a change of an account. It holds no personal data. What changes as time
// passes makes none.
type Event struct {
	Account string    `json:"account"`
	Time    time.Time `json:"time"` // of the account's clock
	Kind    Kind      `json:"kind"`
	Name    string    `json:"name,omitzero"`
	Status  int       `json:"status,omitzero"`
	ID      string    `json:"id,omitzero"`
}

// feedLength is how many events a subscriber may be behind.
const feedLength = 256

// feed hands events to whoever subscribed.
type feed struct {
	mu   sync.Mutex
	subs map[chan Event]bool
}

// Subscribe returns the events from now on, and a function that ends the subscription.
// A subscriber who does not keep up loses events, and is not waited for.
func (s *Server) Subscribe() (events <-chan Event, cancel func()) {
	ch := make(chan Event, feedLength)
	s.feed.mu.Lock()
	defer s.feed.mu.Unlock()
	if s.feed.subs == nil {
		s.feed.subs = map[chan Event]bool{}
	}
	s.feed.subs[ch] = true
	return ch, func() {
		s.feed.mu.Lock()
		defer s.feed.mu.Unlock()
		delete(s.feed.subs, ch)
	}
}

func (s *Server) publish(e Event) {
	s.feed.mu.Lock()
	defer s.feed.mu.Unlock()
	for ch := range s.feed.subs {
		select {
		case ch <- e:
		default:
		}
	}
}
