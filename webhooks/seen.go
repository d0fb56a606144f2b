package webhooks

import (
	"context"
	"sync"
)

// Seen remembers which events were accepted, by their id, so that [Handler] drops
// those that Truora sends again. Write one over a shared store, such as Redis, if
// several instances of a program receive at one address. Keep ids for longer than
// Truora may go on sending, which is not published: a day is ample for what is
// observed, 5 attempts. It must be safe for concurrent use.
type Seen interface {
	// Has reports whether an event was accepted before.
	Has(ctx context.Context, id string) (bool, error)
	// Add notes an event that was accepted.
	Add(ctx context.Context, id string) error
}

// MemorySeen returns a Seen that remembers the last n events, in this process.
func MemorySeen(n int) Seen {
	return &memory{known: map[string]struct{}{}, order: make([]string, max(n, 1))}
}

// memory forgets the oldest first.
type memory struct {
	mu    sync.Mutex
	known map[string]struct{}
	order []string // a ring
	next  int
}

func (m *memory) Has(_ context.Context, id string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, ok := m.known[id]
	return ok, nil
}

func (m *memory) Add(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.known[id]; ok {
		return nil
	}
	delete(m.known, m.order[m.next]) // "" at first, which is no id
	m.known[id], m.order[m.next] = struct{}{}, id
	m.next = (m.next + 1) % len(m.order)
	return nil
}
