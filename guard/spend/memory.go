package spend

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// Memory is a [Store] in the memory of one process: its content ends with the process.
type Memory struct {
	mu       sync.Mutex
	accounts map[Account]holding
	open     map[string]Reservation
	sweep    int // the number of accounts at which expired ones are deleted
}

type holding struct {
	used   int64
	renews time.Time
}

var _ Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{accounts: map[Account]holding{}, open: map[string]Reservation{}, sweep: 1024}
}

// Reserve implements [Store].
func (m *Memory) Reserve(ctx context.Context, r Reservation) ([]int64, bool, error) {
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	used, ok := make([]int64, len(r.Lines)), true
	for i, line := range r.Lines {
		used[i] = m.accounts[line.Account].used
		ok = ok && line.Amount <= line.Limit-used[i]
	}
	if !ok {
		return used, false, nil
	}
	for i, line := range r.Lines {
		used[i] += line.Amount
		m.accounts[line.Account] = holding{used[i], line.Renews}
	}
	r.Lines = slices.Clone(r.Lines)
	m.open[r.ID] = r
	if len(m.accounts) >= m.sweep {
		maps.DeleteFunc(m.accounts, func(_ Account, h holding) bool { return !h.renews.IsZero() && h.renews.Before(r.At) })
		m.sweep = max(1024, 2*len(m.accounts))
	}
	return used, true, nil
}

// Settle implements [Store].
func (m *Memory) Settle(ctx context.Context, id string) error {
	return m.end(ctx, id, func(Line) {})
}

// Release implements [Store].
func (m *Memory) Release(ctx context.Context, id string) error {
	return m.end(ctx, id, func(line Line) {
		if h, ok := m.accounts[line.Account]; ok {
			m.accounts[line.Account] = holding{h.used - line.Amount, h.renews}
		}
	})
}

// end deletes a reservation and applies the rest of its end to its lines.
func (m *Memory) end(ctx context.Context, id string, each func(Line)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.open[id]
	if !ok {
		return ErrNoReservation
	}
	delete(m.open, id)
	for _, line := range r.Lines {
		each(line)
	}
	return nil
}

// Used implements [Store].
func (m *Memory) Used(ctx context.Context, accounts []Account) ([]int64, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	used := make([]int64, len(accounts))
	for i, a := range accounts {
		used[i] = m.accounts[a].used
	}
	return used, nil
}

// Open implements [Store].
func (m *Memory) Open(ctx context.Context, before time.Time) ([]Reservation, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var open []Reservation
	for _, r := range m.open {
		if r.At.Before(before) {
			r.Lines = slices.Clone(r.Lines)
			open = append(open, r)
		}
	}
	slices.SortFunc(open, func(a, b Reservation) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return open, nil
}
