package erasure

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// Area is a kind of thing that Truora holds about a person.
type Area string

// The areas, in the order in which a plan treats them.
const (
	AreaContinuous Area = "continuous check"
	AreaProcess    Area = "identity process"
	AreaValidation Area = "validation"
	AreaEnrollment Area = "enrollment"
	AreaContact    Area = "contact"
	AreaCheck      Area = "check"
	AreaChat       Area = "chat"
	AreaCustomer   Area = "customer profile"
	AreaAccount    Area = "account"
	AreaMessage    Area = "message"
)

// Item is one thing that Truora holds.
type Item struct {
	Area Area   `json:"area"`
	ID   string `json:"id"` // Truora's
	// At is when it was created; zero if that is not known.
	At time.Time `json:"at,omitzero"`
}

func (i Item) key() Item { return Item{Area: i.Area, ID: i.ID} }

// Index says which things are about whom. Subjects are what subject.Key.ID returns. An
// Index must be safe for concurrent use.
type Index interface {
	// Add remembers that an item is about the subjects. Twice is as once.
	Add(ctx context.Context, item Item, subjects []string) error
	// Items returns the items about any of the subjects, each once.
	Items(ctx context.Context, subjects []string) ([]Item, error)
	// Subjects returns whom an item is about.
	Subjects(ctx context.Context, item Item) ([]string, error)
	// Before returns the items created before a time, each once, the oldest first.
	Before(ctx context.Context, t time.Time) ([]Item, error)
	// Remove forgets an item. One that is not there is no error.
	Remove(ctx context.Context, item Item) error
}

// Memory is an [Index] that ends with the program. The zero value is ready.
type Memory struct {
	mu    sync.Mutex
	items map[Item]*entry // by key
}

type entry struct {
	item     Item
	subjects map[string]bool
}

var _ Index = (*Memory)(nil)

// Add remembers an item.
func (m *Memory) Add(_ context.Context, item Item, subjects []string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.items == nil {
		m.items = map[Item]*entry{}
	}
	e := m.items[item.key()]
	if e == nil {
		e = &entry{item, map[string]bool{}}
		m.items[item.key()] = e
	}
	for _, s := range subjects {
		e.subjects[s] = true
	}
	return nil
}

// Items returns the items about any of the subjects.
func (m *Memory) Items(_ context.Context, subjects []string) ([]Item, error) {
	return m.filter(func(e *entry) bool {
		return slices.ContainsFunc(subjects, func(s string) bool { return e.subjects[s] })
	}), nil
}

// Before returns the items created before a time.
func (m *Memory) Before(_ context.Context, t time.Time) ([]Item, error) {
	return m.filter(func(e *entry) bool { return e.item.At.Before(t) }), nil
}

func (m *Memory) filter(fits func(*entry) bool) (items []Item) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.items {
		if fits(e) {
			items = append(items, e.item)
		}
	}
	slices.SortFunc(items, byAge)
	return items
}

func byAge(a, b Item) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Area, b.Area), cmp.Compare(a.ID, b.ID))
}

// Subjects returns whom an item is about.
func (m *Memory) Subjects(_ context.Context, item Item) (subjects []string, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e := m.items[item.key()]; e != nil {
		for s := range e.subjects {
			subjects = append(subjects, s)
		}
	}
	slices.Sort(subjects)
	return subjects, nil
}

// Remove forgets an item.
func (m *Memory) Remove(_ context.Context, item Item) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.items, item.key())
	return nil
}
