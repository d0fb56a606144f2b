package truoratest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Key returns the key that signs the deliveries of a [Webhook] without a key of its
// own. Each server makes one at random: a published key would be accepted wherever
// someone configured it.
func (s *Webhooks) Key() string { return s.key }

// Webhook is a receiver of events.
type Webhook struct {
	// URL is where deliveries are posted; redirects are not followed. Handler receives
	// them without a socket. Set one of them.
	URL     string
	Handler http.Handler
	// Key is the signing key; [Webhooks.Key] if empty.
	Key string
	// Events are the events to send, such as check.finished, or check for all of that
	// type. If it is empty, all are sent.
	Events []string
}

// WebhookFault is a fault in the delivery of an event.
type WebhookFault struct {
	// Late is how long after the event it is first sent.
	Late time.Duration
	// Copies is how many more times it is delivered, even if the first was accepted.
	Copies int
	// Forged signs it with another key.
	Forged bool
	// Lost never sends it.
	Lost bool
	// WithNext keeps it until the next event, and sends both in one delivery.
	WithNext bool
}

// mostCopies protects the memory.
const mostCopies = 1000

// fault is what cannot go wrong like that, "" if there is nothing.
func (f WebhookFault) fault() string {
	if f.Copies < 0 || f.Copies > mostCopies {
		return fmt.Sprintf("Copies is not negative, and at most %d", mostCopies)
	}
	return faultyTime("Late", f.Late)
}

// WebhookDelivery is an attempt to deliver.
type WebhookDelivery struct {
	// DeliveryID is the same in all attempts of a delivery.
	DeliveryID string
	Time       time.Time
	// URL is the receiver's, "" for a Handler.
	URL string
	// Events are the names of its events, such as check.finished. IDs are their ids.
	Events, IDs []string
	// Attempt counts from 1 to 5.
	Attempt int
	// Status is the receiver's, 0 if there was no answer.
	Status int
	// Body is the signed JWT.
	Body []byte
}

// Accepted reports whether the receiver accepted the delivery.
func (d WebhookDelivery) Accepted() bool { return d.Status >= 200 && d.Status < 300 }

// Add adds a receiver of all events from now on. The server has no goroutine: call
// [Webhooks.Deliver] or run [Webhooks.Run].
func (s *Webhooks) Add(to Webhook) {
	if (to.URL == "") == (to.Handler == nil) {
		s.misuse("truoratest: Webhooks.Add: a URL or a Handler is needed, and not both")
		return
	}
	if at, err := url.Parse(to.URL); to.Handler == nil && (err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https") {
		s.misuse("truoratest: Webhooks.Add: the URL is not an address of http or https")
		return
	}
	if to.Key == "" {
		to.Key = s.key
	}
	to.Events = slices.Clone(to.Events)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUp(s.now()) // earlier events are not for it
	s.hooks = append(s.hooks, newHook(to))
}

// NextFault makes the deliveries of the next events of a name such as check.finished go
// wrong, one each; "" is any event. It applies to all receivers.
func (s *Webhooks) NextFault(event string, faults ...WebhookFault) {
	if event != "" && strings.Count(event, ".") != 1 {
		s.misuse("truoratest: Webhooks.NextFault: %q is no name of an event, such as check.finished", event)
		return
	}
	for _, fault := range faults {
		if text := fault.fault(); text != "" {
			s.misuse("truoratest: Webhooks.NextFault: %s", text)
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUp(s.now()) // earlier events have none
	for _, fault := range faults {
		s.faults = append(s.faults, queued[WebhookFault]{event, fault})
	}
}

// Deliver sends everything that is due, one delivery after another, and returns how
// many it tried. Receivers run on the caller's goroutine. A delivery that is not
// answered with 2xx within 10 s is tried 5 times in all, as Truora's samples suggest.
//
// choice: a delivery is tried again after 10, 30, 90 and 270 s
func (s *Webhooks) Deliver(ctx context.Context) int {
	for n := 0; ; n++ {
		if ctx.Err() != nil {
			return n
		}
		d := s.Take()
		if d == nil {
			return n
		}
		s.Record(d.Send(ctx))
	}
}

// Run delivers what becomes due until ctx ends: go srv.Webhooks.Run(ctx), in a test
// or beside a listener. Only one may run at a time.
func (s *Webhooks) Run(ctx context.Context) {
	for {
		s.Deliver(ctx)
		s.mu.Lock()
		wait := s.untilNext(s.now())
		s.mu.Unlock()
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		case <-s.changed:
			timer.Stop()
		}
	}
}

// Deliveries returns every attempt so far, oldest first.
func (s *Webhooks) Deliveries() []WebhookDelivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]WebhookDelivery, 0, len(s.log))
	for _, a := range s.log {
		d := a.WebhookDelivery
		d.Events, d.IDs, d.Body = slices.Clone(d.Events), slices.Clone(d.IDs), slices.Clone(d.Body)
		out = append(out, d)
	}
	return out
}
