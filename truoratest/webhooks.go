package truoratest

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
)

// WebhookKey returns the key that signs the deliveries of a [Webhook] without a key of its own. Each server makes
// one at random: a key that is published would be accepted wherever somebody configures it.
func (s *Server) WebhookKey() string { return s.webhooks.key }

// Webhook is somebody who wants to be told of events.
type Webhook struct {
	// URL is where deliveries are posted; redirects are not followed. Or Handler gets them without a socket.
	URL     string
	Handler http.Handler
	// Key is the signing key; [Server.WebhookKey] if empty.
	Key string
	// Events are those it wants: check.finished, or check for all of that type. None means all.
	Events []string
}

// WebhookBend makes the delivery of an event go as networks make it go.
type WebhookBend struct {
	// Late is how long after the event it is first sent.
	Late time.Duration
	// Copies is how many more times it is delivered, at the same time, also if the first was accepted.
	Copies int
	// Forged signs it with another key.
	Forged bool
	// Lost never sends it.
	Lost bool
	// WithNext holds it back until the next event, and sends both in one delivery.
	WithNext bool
}

// WebhookDelivery is an attempt to deliver.
type WebhookDelivery struct {
	Time time.Time
	// Events and IDs are the names, as check.finished, and the ids of the events in it.
	Events, IDs []string
	// Attempt counts from 1 to 5.
	Attempt int
	// Status is what the receiver answered, 0 if it did not.
	Status int
	// Body is the signed JWT.
	Body []byte
}

// Accepted tells whether it will not be tried again because it arrived.
func (d WebhookDelivery) Accepted() bool { return d.Status >= 200 && d.Status < 300 }

// AddWebhook tells a receiver of everything that happens from now on. Nothing is sent by itself, for the server has
// no goroutine: call [Server.Deliver] where time is yours, or have [Server.Run] going.
func (s *Server) AddWebhook(to Webhook) {
	if (to.URL == "") == (to.Handler == nil) {
		s.misuse("truoratest: AddWebhook: a URL or a Handler is needed, and not both")
		return
	}
	if to.Key == "" {
		to.Key = s.WebhookKey()
	}
	to.Events = slices.Clone(to.Events)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.comeDue(time.Now()) // what was before is not for it
	s.webhooks.hooks = append(s.webhooks.hooks, newHook(to))
}

// BendWebhook bends the next events of a name such as check.finished, one each; "" means any event. An event is
// bent for every receiver alike. Without it an event is sent the moment it happens.
func (s *Server) BendWebhook(event string, bends ...WebhookBend) {
	if event != "" && strings.Count(event, ".") != 1 {
		s.misuse("truoratest: BendWebhook: %q is no name of an event, such as check.finished", event)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, bend := range bends {
		s.webhooks.bends = append(s.webhooks.bends, queued[WebhookBend]{event, bend})
	}
}

// Deliver sends everything that is due now, one delivery after another, and returns how many it tried. It calls
// the receivers on the caller's goroutine. What is not answered with 2xx within 10 s is tried again after 10, 30,
// 90 and 270 s, that is 5 times in all: the number is what Truora's samples suggest, the times are the fake's choice.
func (s *Server) Deliver(ctx context.Context) int {
	for n := 0; ; n++ {
		if ctx.Err() != nil {
			return n
		}
		s.mu.Lock()
		p := s.nextParcel(time.Now())
		s.mu.Unlock()
		if p == nil {
			return n
		}
		done := p.send(ctx)
		s.mu.Lock()
		s.delivered(p, done)
		s.mu.Unlock()
	}
}

// Run delivers what falls due until ctx ends: go srv.Run(t.Context()) in a test, where under testing/synctest the
// clock leaps from one delivery to the next, or beside a listener in a program. Have one going at a time.
func (s *Server) Run(ctx context.Context) {
	for {
		s.Deliver(ctx)
		s.mu.Lock()
		wait := s.untilNext(time.Now())
		s.mu.Unlock()
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		case <-s.webhooks.changed:
			timer.Stop()
		}
	}
}

// Deliveries returns every attempt so far, oldest first.
func (s *Server) Deliveries() []WebhookDelivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := slices.Clone(s.webhooks.log)
	for i := range out {
		out[i].Events, out[i].IDs = slices.Clone(out[i].Events), slices.Clone(out[i].IDs)
		out[i].Body = slices.Clone(out[i].Body)
	}
	return out
}
