package sandbox

import (
	"time"

	"github.com/truora/truora-go/truoratest"
)

// Now is what the account's clock shows.
func (a *Account) Now() (now time.Time) {
	a.look(func(*truoratest.Server) { now = a.at })
	return now
}

// Pace is how much faster than at Truora things go.
func (a *Account) Pace() (pace float64) {
	a.look(func(*truoratest.Server) { pace = a.made.Pace })
	return pace
}

// SetClock moves the clock ahead to t.
func (a *Account) SetClock(t time.Time) error {
	return a.move(func() time.Time { return t })
}

// Advance moves the clock ahead by d.
func (a *Account) Advance(d time.Duration) error {
	return a.move(func() time.Time { return a.at.Add(d) })
}

// Billed is the ledger, oldest first.
func (a *Account) Billed() (out []truoratest.Charge) {
	a.look(func(srv *truoratest.Server) { out = srv.Billed() })
	return out
}

// Requests are the last calls, oldest first. After a restart those that only read are
// not there any more.
func (a *Account) Requests() (out []truoratest.Request) {
	a.look(func(srv *truoratest.Server) { out = srv.Requests() })
	return out
}

// Armed are the faults of the network that wait for a call.
func (a *Account) Armed() (out []truoratest.ArmedFault) {
	a.look(func(srv *truoratest.Server) { out = srv.Armed() })
	return out
}

// Receivers are those of the webhooks, with their keys.
func (a *Account) Receivers() (out []truoratest.Webhook) {
	a.look(func(srv *truoratest.Server) { out = srv.Webhooks.Receivers() })
	return out
}

// Pending are the deliveries of webhooks that are still to be tried.
func (a *Account) Pending() (out []truoratest.WebhookPending) {
	a.look(func(srv *truoratest.Server) { out = srv.Webhooks.Pending() })
	return out
}

// Deliveries are the attempts so far, oldest first.
func (a *Account) Deliveries() (out []truoratest.WebhookDelivery) {
	a.look(func(srv *truoratest.Server) { out = srv.Webhooks.Deliveries() })
	return out
}

// Snapshot is a journal of this account alone.
func (a *Account) Snapshot() ([]byte, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.server.journal.snapshot(a.id)
}

// Restore puts the state of a snapshot, of this account or another, in the place of the
// account's own. The clock goes on from there.
func (a *Account) Restore(snapshot []byte) error {
	err := a.startOver(func() ([]entry, error) {
		var entries []entry
		size, err := readJournal(snapshot, func(e entry) error {
			e.Account = a.id
			entries = append(entries, e)
			if len(entries) == 1 && e.Opened == nil {
				return invalid("the snapshot does not begin with an account")
			}
			return a.replay(e)
		})
		switch {
		case err != nil:
			return nil, invalid(err.Error())
		case len(entries) == 0 || size != int64(len(snapshot)):
			return nil, invalid("the snapshot is not whole")
		}
		return entries, nil
	})
	if err != nil {
		return err
	}
	return a.rehook()
}

// Reset makes the account as it was when it began, with other ids.
func (a *Account) Reset() error { return a.begin() }
