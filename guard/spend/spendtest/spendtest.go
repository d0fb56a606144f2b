// Package spendtest tests implementations of [spend.Store]:
//
//	func TestStore(t *testing.T) {
//		spendtest.Run(t, open(t), open(t)) // two connections to one store
//	}
package spendtest

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/truora/truora-go/guard/spend"
)

// Run tests two connections to one store, as two machines have them; they may be one
// value. It writes some thousand reservations on accounts with random names.
func Run(t *testing.T, one, other spend.Store) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, pair){
		"reserve":         testReserve,
		"settle":          testSettle,
		"release":         testRelease,
		"all or none":     testAllOrNone,
		"keys":            testKeys,
		"large":           testLarge,
		"open":            testOpen,
		"canceled":        testCanceled,
		"up to the cap":   testUpToTheCap,
		"end once":        testEndOnce,
		"crossed lines":   testCrossedLines,
		"come and go":     testComeAndGo,
		"two guards":      testTwoGuards,
		"unknown account": testUnknownAccount,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, pair{one, other})
		})
	}
}

type pair struct{ one, other spend.Store }

// pick alternates between the two.
func (p pair) pick(i int) spend.Store {
	if i%2 == 0 {
		return p.one
	}
	return p.other
}

func newAccount() spend.Account {
	return spend.Account{Budget: "test " + rand.Text(), Key: "a/b:c'", Period: "2026-11-26"}
}

func newReservation(lines ...spend.Line) spend.Reservation {
	return spend.Reservation{ID: rand.Text(), Op: "POST /v1/checks", Reference: "order 77", At: time.Now(), Lines: lines}
}

func on(a spend.Account, amount, limit int64) spend.Line {
	return spend.Line{Account: a, Amount: amount, Limit: limit, Renews: time.Now().Add(time.Hour)}
}

// reserve wants there to be room or not, and what the accounts hold in the end.
func reserve(t *testing.T, s spend.Store, ok bool, want []int64, lines ...spend.Line) string {
	t.Helper()
	r := newReservation(lines...)
	used, got, err := s.Reserve(t.Context(), r)
	if err != nil || got != ok || !slices.Equal(used, want) {
		t.Fatalf("Reserve: %v, %v, %v; want %v, %v", used, got, err, want, ok)
	}
	return r.ID
}

func wantUsed(t *testing.T, s spend.Store, a spend.Account, want int64) {
	t.Helper()
	used, err := s.Used(t.Context(), []spend.Account{a})
	if err != nil || !slices.Equal(used, []int64{want}) {
		t.Fatalf("Used: %v, %v; want %d", used, err, want)
	}
}

func wantErr(t *testing.T, want, got error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func testReserve(t *testing.T, p pair) {
	a := newAccount()
	reserve(t, p.one, true, []int64{60}, on(a, 60, 100))
	reserve(t, p.other, false, []int64{60}, on(a, 41, 100))
	reserve(t, p.other, true, []int64{100}, on(a, 40, 100))
	reserve(t, p.one, false, []int64{100}, on(a, 1, 100))
	reserve(t, p.one, true, []int64{101}, on(a, 1, 101)) // a limit that was raised
	reserve(t, p.one, false, []int64{101}, on(a, 1, 50)) // and one that was lowered
	reserve(t, p.one, false, []int64{0}, on(newAccount(), 1, 0))
	wantUsed(t, p.other, a, 101)
}

func testSettle(t *testing.T, p pair) {
	a := newAccount()
	id := reserve(t, p.one, true, []int64{3}, on(a, 3, 5))
	wantErr(t, nil, p.other.Settle(t.Context(), id))
	wantErr(t, spend.ErrNoReservation, p.one.Settle(t.Context(), id))
	wantErr(t, spend.ErrNoReservation, p.one.Release(t.Context(), id))
	wantUsed(t, p.one, a, 3)
}

func testRelease(t *testing.T, p pair) {
	a, b := newAccount(), newAccount()
	id := reserve(t, p.one, true, []int64{5, 2}, on(a, 5, 5), on(b, 2, 5))
	wantErr(t, nil, p.other.Release(t.Context(), id))
	wantErr(t, spend.ErrNoReservation, p.one.Release(t.Context(), id))
	wantErr(t, spend.ErrNoReservation, p.one.Settle(t.Context(), id))
	wantErr(t, spend.ErrNoReservation, p.one.Release(t.Context(), rand.Text()))
	wantUsed(t, p.one, a, 0)
	wantUsed(t, p.one, b, 0)
	reserve(t, p.one, true, []int64{5}, on(a, 5, 5))
}

func testAllOrNone(t *testing.T, p pair) {
	a, b, c := newAccount(), newAccount(), newAccount()
	reserve(t, p.one, true, []int64{1}, on(b, 1, 1))
	r := newReservation(on(a, 1, 5), on(b, 1, 1), on(c, 1, 5))
	used, ok, err := p.one.Reserve(t.Context(), r)
	if err != nil || ok || !slices.Equal(used, []int64{0, 1, 0}) {
		t.Fatalf("Reserve: %v, %v, %v", used, ok, err)
	}
	for account, want := range map[spend.Account]int64{a: 0, b: 1, c: 0} {
		wantUsed(t, p.other, account, want)
	}
	wantErr(t, spend.ErrNoReservation, p.other.Release(t.Context(), r.ID))
}

// Accounts are apart if anything in them differs.
func testKeys(t *testing.T, p pair) {
	a := newAccount()
	for _, other := range []spend.Account{
		a,
		{Budget: a.Budget, Key: a.Key},
		{Budget: a.Budget, Period: a.Period},
		{Budget: a.Budget},
		{Budget: a.Budget, Key: a.Key + a.Period},
		{Budget: a.Budget + a.Key, Period: a.Period},
		{Budget: a.Budget, Key: "José 日本 %_"},
		{Budget: a.Budget, Key: a.Key + "|" + a.Period},
		{Budget: a.Budget + "|" + a.Key, Key: a.Period},
	} {
		reserve(t, p.one, true, []int64{1}, on(other, 1, 1))
		reserve(t, p.other, false, []int64{1}, on(other, 1, 1))
	}
}

func testLarge(t *testing.T, p pair) {
	a := newAccount()
	reserve(t, p.one, true, []int64{spend.MaxAmount - 1}, on(a, spend.MaxAmount-1, spend.MaxAmount))
	reserve(t, p.one, false, []int64{spend.MaxAmount - 1}, on(a, spend.MaxAmount, spend.MaxAmount))
	id := reserve(t, p.other, true, []int64{spend.MaxAmount}, on(a, 1, spend.MaxAmount))
	reserve(t, p.one, false, []int64{spend.MaxAmount}, on(a, 1, spend.MaxAmount))
	wantErr(t, nil, p.one.Release(t.Context(), id))
	wantUsed(t, p.one, a, spend.MaxAmount-1)
}

func testUnknownAccount(t *testing.T, p pair) {
	a, b := newAccount(), newAccount()
	reserve(t, p.one, true, []int64{2}, on(b, 2, 5))
	used, err := p.one.Used(t.Context(), []spend.Account{a, b, a})
	if err != nil || !slices.Equal(used, []int64{0, 2, 0}) {
		t.Fatalf("Used: %v, %v", used, err)
	}
	if used, err = p.one.Used(t.Context(), nil); err != nil || len(used) != 0 {
		t.Fatalf("Used of nothing: %v, %v", used, err)
	}
}

func testOpen(t *testing.T, p pair) {
	a, b := newAccount(), newAccount()
	old := newReservation(on(a, 2, 9), on(b, 3, 9))
	old.At = time.Now().Add(-2 * time.Hour).Truncate(time.Millisecond)
	older := newReservation(on(a, 1, 9))
	older.At = old.At.Add(-time.Minute)
	for _, r := range []spend.Reservation{old, older, newReservation(on(a, 1, 9))} {
		if _, ok, err := p.one.Reserve(t.Context(), r); err != nil || !ok {
			t.Fatalf("Reserve: %v, %v", ok, err)
		}
	}
	want := map[string]spend.Reservation{old.ID: old, older.ID: older}
	var order []string
	open, err := p.other.Open(t.Context(), time.Now().Add(-time.Hour))
	if err != nil {
		t.Fatal("Open:", err)
	}
	for _, r := range open {
		if w, mine := want[r.ID]; mine {
			order = append(order, r.ID)
			sameReservation(t, w, r)
		}
	}
	if !slices.Equal(order, []string{older.ID, old.ID}) {
		t.Fatalf("Open gave %v", order)
	}
	wantErr(t, nil, p.one.Release(t.Context(), old.ID))
	wantErr(t, nil, p.one.Settle(t.Context(), older.ID))
	open, err = p.other.Open(t.Context(), time.Now().Add(-time.Hour))
	if err != nil || slices.ContainsFunc(open, func(r spend.Reservation) bool { return want[r.ID].ID != "" }) {
		t.Fatalf("Open has what has ended (%v)", err)
	}
	wantUsed(t, p.one, a, 2)
	wantUsed(t, p.one, b, 0)
}

// sameReservation compares what a store keeps.
func sameReservation(t *testing.T, want, got spend.Reservation) {
	t.Helper()
	if got.Op != want.Op || got.Reference != want.Reference || !got.At.Equal(want.At) || len(got.Lines) != len(want.Lines) {
		t.Fatalf("Open gave %+v, want %+v", got, want)
	}
	for _, w := range want.Lines {
		if !slices.ContainsFunc(got.Lines, func(l spend.Line) bool { return l.Account == w.Account && l.Amount == w.Amount }) {
			t.Fatalf("Open gave %+v, want %+v", got.Lines, want.Lines)
		}
	}
}

func testCanceled(t *testing.T, p pair) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a := newAccount()
	id := reserve(t, p.one, true, []int64{1}, on(a, 1, 5))
	_, ok, err := p.one.Reserve(ctx, newReservation(on(a, 1, 5)))
	wantErr(t, context.Canceled, err)
	if ok {
		t.Error("Reserve says that there was room")
	}
	wantErr(t, context.Canceled, p.one.Settle(ctx, id))
	wantErr(t, context.Canceled, p.one.Release(ctx, id))
	_, err = p.one.Used(ctx, []spend.Account{a})
	wantErr(t, context.Canceled, err)
	_, err = p.one.Open(ctx, time.Now())
	wantErr(t, context.Canceled, err)
	wantUsed(t, p.other, a, 1)
	wantErr(t, nil, p.one.Release(t.Context(), id))
}

// each runs work on many goroutines, on both connections.
func (p pair) each(goroutines int, work func(i int, s spend.Store)) {
	var all sync.WaitGroup
	for i := range goroutines {
		all.Go(func() { work(i, p.pick(i)) })
	}
	all.Wait()
}

// 64 goroutines want more than there is: exactly the cap is given out.
func testUpToTheCap(t *testing.T, p pair) {
	const limit, goroutines, each = 301, 64, 8
	a := newAccount()
	var given atomic.Int64
	p.each(goroutines, func(i int, s spend.Store) {
		for range each {
			r := newReservation(on(a, 1, limit))
			used, ok, err := s.Reserve(t.Context(), r)
			switch {
			case err != nil:
				t.Error(err)
			case ok:
				given.Add(1)
				if i%3 == 0 {
					wantErr(t, nil, s.Settle(t.Context(), r.ID))
				}
			case used[0] != limit:
				t.Errorf("refused at %d of %d", used[0], limit)
			}
		}
	})
	if given.Load() != limit {
		t.Errorf("%d of %d were given out", given.Load(), limit)
	}
	wantUsed(t, p.one, a, limit)
}

// Whoever ends a reservation first does so alone.
func testEndOnce(t *testing.T, p pair) {
	a := newAccount()
	id := reserve(t, p.one, true, []int64{7}, on(a, 7, 9))
	var ended, released atomic.Int32
	p.each(16, func(i int, s spend.Store) {
		end := s.Settle
		if i/2%2 == 0 {
			end = s.Release
		}
		switch err := end(t.Context(), id); {
		case err == nil:
			ended.Add(1)
			if i/2%2 == 0 {
				released.Add(1)
			}
		case !errors.Is(err, spend.ErrNoReservation):
			t.Error(err)
		}
	})
	if ended.Load() != 1 {
		t.Errorf("a reservation ended %d times", ended.Load())
	}
	wantUsed(t, p.one, a, 7*int64(1-released.Load()))
}

// Purchases that count in the same accounts, named in another order, do not wait for
// each other forever.
func testCrossedLines(t *testing.T, p pair) {
	a, b := newAccount(), newAccount()
	p.each(32, func(i int, s spend.Store) {
		for range 6 {
			lines := []spend.Line{on(a, 1, 1000), on(b, 1, 1000)}
			if i/2%2 == 0 {
				slices.Reverse(lines)
			}
			r := newReservation(lines...)
			_, ok, err := s.Reserve(t.Context(), r)
			if err != nil || !ok {
				t.Errorf("Reserve: %v, %v", ok, err)
				return
			}
			if err := s.Release(t.Context(), r.ID); err != nil {
				t.Error(err)
			}
		}
	})
	wantUsed(t, p.one, a, 0)
	wantUsed(t, p.one, b, 0)
}

// Room that is given back is given out again, and no more of it.
func testComeAndGo(t *testing.T, p pair) {
	const limit = 5
	a := newAccount()
	var out, kept atomic.Int64
	p.each(32, func(i int, s spend.Store) {
		for n := range 8 {
			r := newReservation(on(a, 1, limit))
			_, ok, err := s.Reserve(t.Context(), r)
			if err != nil {
				t.Error(err)
				return
			}
			if !ok {
				continue
			}
			if now := out.Add(1); now > limit {
				t.Errorf("%d are out of %d", now, limit)
			}
			if i == 0 && n%4 == 3 {
				kept.Add(1)
				continue
			}
			out.Add(-1)
			if err := s.Release(t.Context(), r.ID); err != nil {
				t.Error(err)
			}
		}
	})
	wantUsed(t, p.one, a, kept.Load())
}

// Guards over one store share their budgets.
func testTwoGuards(t *testing.T, p pair) {
	budget := spend.Budget{Name: "test " + rand.Text(), Limit: 10, Each: spend.ByTenant}
	var left [2]int64
	for i := range left {
		guard, err := spend.New([]spend.Budget{budget}, spend.WithStore(p.pick(i)))
		if err != nil {
			t.Fatal(err)
		}
		reserve(t, p.pick(i), true, []int64{int64(i + 1)}, on(spend.Account{Budget: budget.Name, Key: "acme"}, 1, 10))
		balances, err := guard.Balances(t.Context(), spend.Purchase{Tenant: "acme"})
		if err != nil || len(balances) != 1 {
			t.Fatalf("Balances: %v, %v", balances, err)
		}
		left[i] = balances[0].Left
	}
	if left != [2]int64{9, 8} {
		t.Errorf("left are %v", left)
	}
}
