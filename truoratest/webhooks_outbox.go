package truoratest

import (
	"context"
	"slices"
	"time"
)

// WebhookPending is a delivery that is still to be tried.
type WebhookPending struct {
	DeliveryID string
	// URL is the receiver's, "" for a Handler.
	URL         string
	Events, IDs []string
	// Due is when it is tried. Attempt says which attempt that is, from 1.
	Due     time.Time
	Attempt int
	// Sending reports that the attempt has begun.
	Sending bool
}

// WebhookTaken is a delivery that was taken from the queue: see [Webhooks.Take].
type WebhookTaken struct {
	p   *delivery
	now time.Time
}

// Take takes the first delivery that is due, or returns nil. [Webhooks.Deliver] does so
// for each, sends it, and enters the attempt with [Webhooks.Record]; these are for a
// program that keeps what was delivered.
func (s *Webhooks) Take() *WebhookTaken {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	s.catchUp(now)
	if len(s.outbox) == 0 || s.outbox[0].at.After(now) {
		return nil
	}
	p := s.outbox[0]
	s.outbox = s.outbox[1:]
	s.taken = append(s.taken, p)
	return &WebhookTaken{p, now}
}

// Send makes the attempt. It does not change the server.
func (d *WebhookTaken) Send(ctx context.Context) WebhookDelivery { return d.p.send(ctx, d.now) }

// Record enters an attempt, and queues the next one if it failed. The delivery is one
// that was taken, or waits: then an attempt on an equal server is entered on this one.
func (s *Webhooks) Record(done WebhookDelivery) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUp(s.now())
	p := s.pull(&s.taken, done.DeliveryID)
	if p == nil {
		p = s.pull(&s.outbox, done.DeliveryID)
	}
	if p == nil {
		return // dropped meanwhile
	}
	whole := p.attemptAt(done.Time)
	whole.Status = done.Status
	s.log = append(s.log, attempt{whole, *p})
	p.attempt++
	if whole.Accepted() || p.attempt >= maxAttempts {
		return
	}
	wait := 10 * time.Second
	for range p.attempt - 1 {
		wait *= 3
	}
	p.at = s.now().Add(s.paced(wait))
	s.queue(p)
}

// pull removes a delivery from a list; nil if it is not there.
func (s *Webhooks) pull(from *[]*delivery, id string) *delivery {
	i := slices.IndexFunc(*from, func(p *delivery) bool { return p.id == id })
	if i < 0 {
		return nil
	}
	p := (*from)[i]
	*from = slices.Delete(*from, i, i+1)
	return p
}

// Next is when something will be due, if nothing else happens.
func (s *Webhooks) Next() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	s.catchUp(now)
	return now.Add(s.untilNext(now))
}

// Pending returns the deliveries that are still to be tried, those in progress first.
func (s *Webhooks) Pending() []WebhookPending {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUp(s.now())
	out := []WebhookPending{}
	for i, p := range slices.Concat(s.taken, s.outbox) {
		w := WebhookPending{DeliveryID: p.id, URL: p.to.URL, Due: p.at, Attempt: p.attempt + 1, Sending: i < len(s.taken)}
		w.Events, w.IDs = p.names()
		out = append(out, w)
	}
	return out
}

// Redeliver sends the events of a delivery that was tried as a new delivery, now or with
// a fault.
func (s *Webhooks) Redeliver(deliveryID string, fault WebhookFault) {
	if text := fault.fault(); text != "" {
		s.misuse("truoratest: Webhooks.Redeliver: %s", text)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.log, func(a attempt) bool { return a.DeliveryID == deliveryID })
	if i < 0 {
		s.misuse("truoratest: Webhooks.Redeliver: no attempt of %q was made", deliveryID)
		return
	}
	again := s.log[i].of
	if fault.Lost {
		return
	}
	if fault.WithNext {
		again.to.held = append(again.to.held, again.events...)
		return
	}
	s.enqueue(again.to, again.events, s.now(), fault)
}

// Drop removes a delivery that is still to be tried.
func (s *Webhooks) Drop(deliveryID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUp(s.now())
	if s.pull(&s.taken, deliveryID) == nil && s.pull(&s.outbox, deliveryID) == nil {
		s.misuse("truoratest: Webhooks.Drop: no delivery %q waits", deliveryID)
	}
}

// Receivers returns the receivers, in the order in which they were added.
func (s *Webhooks) Receivers() []Webhook {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Webhook, 0, len(s.hooks))
	for _, h := range s.hooks {
		w := h.Webhook
		w.Events = slices.Clone(w.Events)
		out = append(out, w)
	}
	return out
}

// Remove removes the receivers with that URL, and what waits for them.
func (s *Webhooks) Remove(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUp(s.now())
	gone := func(h *hook) bool { return h.URL == url && url != "" }
	if !slices.ContainsFunc(s.hooks, gone) {
		s.misuse("truoratest: Webhooks.Remove: no receiver has the URL")
		return
	}
	s.hooks = slices.DeleteFunc(s.hooks, gone)
	s.outbox = slices.DeleteFunc(s.outbox, func(p *delivery) bool { return gone(p.to) })
	s.taken = slices.DeleteFunc(s.taken, func(p *delivery) bool { return gone(p.to) })
}
