// Package erasuretest tests implementations of [erasure.Index]:
//
//	func TestIndex(t *testing.T) {
//		erasuretest.Run(t, open(t), open(t)) // two connections to one index
//	}
package erasuretest

import (
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/truora/truora-go/guard/erasure"
)

// Run tests two connections to one index, as two machines have them; they may be one
// value. Nothing else may use the index meanwhile, and it must be empty.
func Run(t *testing.T, one, other erasure.Index) {
	t.Helper()
	now := time.Now().UTC().Truncate(time.Microsecond)
	item := func(area erasure.Area, age time.Duration) erasure.Item {
		return erasure.Item{Area: area, ID: rand.Text(), At: now.Add(-age)}
	}
	ana, bea := "ana "+rand.Text(), "bea' "+rand.Text()
	old, shared, young := item(erasure.AreaCheck, 3*time.Hour), item(erasure.AreaContact, 2*time.Hour), item(erasure.AreaCheck, time.Hour)
	sameID := erasure.Item{Area: erasure.AreaProcess, ID: young.ID, At: now}
	for i, add := range []struct {
		item     erasure.Item
		subjects []string
	}{
		{young, []string{ana}},
		{old, []string{ana}},
		{shared, []string{bea, ana, bea}},
		{sameID, []string{bea}},
		{old, []string{ana}},
		{item(erasure.AreaCheck, 0), nil}, // about nobody: it may be kept or not
	} {
		if err := []erasure.Index{one, other}[i%2].Add(t.Context(), add.item, add.subjects); err != nil {
			t.Fatalf("Add: %v", err)
		}
	}
	again := shared
	again.At = now // later: the first counts
	wantNil(t, one.Add(t.Context(), again, []string{ana}))

	wantItems(t, other, []string{ana}, old, shared, young)
	wantItems(t, one, []string{bea}, shared, sameID)
	wantItems(t, one, []string{bea, ana, ana}, old, shared, young, sameID)
	wantItems(t, one, []string{"nobody"})
	wantItems(t, one, nil)
	subjects, err := other.Subjects(t.Context(), erasure.Item{Area: shared.Area, ID: shared.ID})
	if err != nil || !slices.Equal(subjects, []string{ana, bea}) {
		t.Fatalf("Subjects: %v, %v", subjects, err)
	}
	before, err := one.Before(t.Context(), young.At)
	wantEqual(t, before, err, []erasure.Item{old, shared})

	wantNil(t, one.Remove(t.Context(), young))
	wantNil(t, other.Remove(t.Context(), young))
	wantItems(t, other, []string{ana}, old, shared)
	wantItems(t, other, []string{bea}, shared, sameID)

	var group sync.WaitGroup
	errs := make([]error, 16)
	for i := range errs {
		group.Go(func() {
			errs[i] = []erasure.Index{one, other}[i%2].Add(t.Context(), item(erasure.AreaCheck, 0), []string{ana, bea})
		})
	}
	group.Wait()
	wantNil(t, errors.Join(errs...))
	items, err := one.Items(t.Context(), []string{bea, ana})
	if err != nil || len(items) != 3+len(errs) {
		t.Fatalf("Items after adding at once: %d, %v", len(items), err)
	}
}

func wantNil(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantItems(t *testing.T, x erasure.Index, subjects []string, want ...erasure.Item) {
	t.Helper()
	got, err := x.Items(t.Context(), subjects)
	wantEqual(t, got, err, want)
}

func wantEqual(t *testing.T, got []erasure.Item, err error, want []erasure.Item) {
	t.Helper()
	same := func(a, b erasure.Item) bool { return a.Area == b.Area && a.ID == b.ID && a.At.Equal(b.At) }
	if err != nil || !slices.EqualFunc(got, want, same) {
		t.Fatalf("got %v, %v; want %v", got, err, want)
	}
}
