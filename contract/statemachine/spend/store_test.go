package spend

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/truora/truora-go/guard/spend"
)

// model is the simplest implementation of a store.
type model struct {
	store spend.Store
	used  map[spend.Account]int64
	open  map[string]spend.Reservation
	ids   []string // in order, including those that have ended
}

var (
	amounts = rapid.Int64Range(0, 7)
	limits  = rapid.Int64Range(0, 30)
)

// reserve draws a purchase on some of three accounts.
func (m *model) reserve(r *rapid.T, world string) error {
	request := spend.Reservation{ID: rand.Text(), Op: "POST /v1/checks", At: time.Now()}
	want, room := []int64{}, true
	for i, name := range rapid.Permutation([]string{"a", "b", "c"}).Draw(r, "accounts")[:rapid.IntRange(1, 3).Draw(r, "how many")] {
		line := spend.Line{
			Account: spend.Account{Budget: world, Key: name}, Amount: amounts.Draw(r, fmt.Sprint("amount", i)), Limit: limits.Draw(r, fmt.Sprint("limit", i)),
		}
		request.Lines = append(request.Lines, line)
		want = append(want, m.used[line.Account])
		room = room && m.used[line.Account]+line.Amount <= line.Limit
	}
	for i, line := range request.Lines {
		if room {
			m.used[line.Account] += line.Amount
			want[i] += line.Amount
		}
	}
	if room {
		m.open[request.ID] = request
	}
	m.ids = append(m.ids, request.ID)
	used, ok, err := m.store.Reserve(context.Background(), request)
	if err != nil || ok != room || !slices.Equal(used, want) {
		return fmt.Errorf("Reserve: %v, %v, %w; want %v, %v", used, ok, err, want, room)
	}
	return nil
}

// end settles or releases a reservation, or one that does not exist.
func (m *model) end(r *rapid.T, release bool) error {
	id := rapid.SampledFrom(append([]string{"none"}, m.ids...)).Draw(r, "id")
	request, there := m.open[id]
	delete(m.open, id)
	end := m.store.Settle
	if release {
		end = m.store.Release
		for _, line := range request.Lines {
			m.used[line.Account] -= line.Amount
		}
	}
	if err := end(context.Background(), id); errors.Is(err, spend.ErrNoReservation) == there || there && err != nil {
		return fmt.Errorf("ending a reservation (there: %t): %w", there, err)
	}
	return nil
}

// look compares everything.
func (m *model) look(world string) error {
	for _, name := range []string{"a", "b", "c"} {
		a := spend.Account{Budget: world, Key: name}
		if used, err := m.store.Used(context.Background(), []spend.Account{a}); err != nil || used[0] != m.used[a] {
			return fmt.Errorf("Used: %v, %w; want %d", used, err, m.used[a])
		}
	}
	all, err := m.store.Open(context.Background(), time.Now().Add(time.Minute))
	if err != nil {
		return err
	}
	var open []string
	for _, r := range all {
		if r.Lines[0].Account.Budget == world {
			open = append(open, r.ID)
		}
	}
	slices.Sort(open)
	var want []string
	for id := range m.open {
		want = append(want, id)
	}
	slices.Sort(want)
	if !slices.Equal(open, want) {
		return fmt.Errorf("%d reservations are open, not %d", len(open), len(want))
	}
	return nil
}

// follow does up to 300 random things to a store and to its model.
func follow(r *rapid.T, store spend.Store) {
	world := rand.Text()
	m := &model{store: store, used: map[spend.Account]int64{}, open: map[string]spend.Reservation{}}
	for range rapid.IntRange(20, 300).Draw(r, "steps") {
		var err error
		switch rapid.SampledFrom([]string{"reserve", "reserve", "settle", "release", "look"}).Draw(r, "do") {
		case "reserve":
			err = m.reserve(r, world)
		case "settle":
			err = m.end(r, false)
		case "release":
			err = m.end(r, true)
		default:
			err = m.look(world)
		}
		if err != nil {
			r.Fatal(err)
		}
	}
	if err := m.look(world); err != nil {
		r.Fatal(err)
	}
}

func TestStoresBehaveAsTheModel(t *testing.T) {
	t.Parallel()
	t.Run("memory", func(t *testing.T) { rapid.Check(t, func(r *rapid.T) { follow(r, spend.NewMemory()) }) })
	onEach(t, func(t *testing.T, _ database, store spend.Store) {
		rapid.Check(t, func(r *rapid.T) { follow(r, store) })
	})
}
