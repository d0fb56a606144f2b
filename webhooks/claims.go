package webhooks

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Claims hands each event to one worker at a time and remembers which events were
// accepted, so that [Handler] passes each event on once. [MemoryClaims] serves one
// process. Several instances that receive at one address need a shared store:
// webhooks/sqlclaims, the module webhooks/redisclaims, or one of your own, which
// webhooks/claimstest can test.
//
// Each call must be atomic, and leases must expire by the store's clock, because the
// clocks of its users differ. Implementations must be safe for concurrent use.
type Claims interface {
	// Claim claims the event id for owner until lease has passed, unless the event is
	// done or another owner holds it. If owner already holds it, Claim renews the
	// lease.
	Claim(ctx context.Context, id, owner string, lease time.Duration) (Claim, error)
	// Done records that the event was accepted. The store decides for how long: it must
	// be longer than [Verifier.WithMaxAge], or a captured delivery can be replayed.
	// Done fails with [ErrClaimLost] if another owner holds the event or has done it,
	// but not merely because the lease has expired. The same owner may call it again.
	Done(ctx context.Context, id, owner string) error
	// Release gives up the claim, so that the event can be claimed again at once. It
	// does nothing if owner does not hold the event, or the event is done.
	Release(ctx context.Context, id, owner string) error
}

// Claim is the result of [Claims.Claim].
type Claim string

// Results of a claim.
const (
	ClaimTaken Claim = "taken" // the caller holds it now
	ClaimDone  Claim = "done"  // it was accepted before
	ClaimBusy  Claim = "busy"  // another owner holds it
)

// ErrClaimLost means that the lease expired and another owner took the event.
var ErrClaimLost = errors.New("webhooks: another owner has claimed the event")

// MemoryClaims returns Claims for one process that remember the last n accepted
// events. They are lost when the process ends.
func MemoryClaims(n int) Claims {
	return &memory{held: map[string]held{}, done: map[string]string{}, order: make([]string, max(n, 1))}
}

type memory struct {
	mu    sync.Mutex
	held  map[string]held
	done  map[string]string // event to owner; the oldest is forgotten first
	order []string          // a ring of the events in done
	next  int
}

type held struct {
	owner string
	until time.Time
}

func (m *memory) Claim(ctx context.Context, id, owner string, lease time.Duration) (Claim, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.done[id]; ok {
		return ClaimDone, nil
	}
	now := time.Now()
	if h, ok := m.held[id]; ok && h.owner != owner && now.Before(h.until) {
		return ClaimBusy, nil
	}
	m.held[id] = held{owner, now.Add(lease)}
	return ClaimTaken, nil
}

func (m *memory) Done(ctx context.Context, id, owner string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if by, ok := m.done[id]; ok {
		if by != owner {
			return ErrClaimLost
		}
		return nil
	}
	if h, ok := m.held[id]; ok && h.owner != owner && time.Now().Before(h.until) {
		return ErrClaimLost
	}
	delete(m.held, id)
	delete(m.done, m.order[m.next])
	m.done[id], m.order[m.next] = owner, id
	m.next = (m.next + 1) % len(m.order)
	return nil
}

func (m *memory) Release(ctx context.Context, id, owner string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.held[id].owner == owner {
		delete(m.held, id)
	}
	return nil
}
