package person

// What it costs to use words in an alignment: the cheapest one is the reading under
// which two names are most alike.
const (
	costParticle = 1
	costSpacing  = 2
	costShort    = 3
	costFields   = 4
	costTurned   = 5
	costOmitted  = 20
	costContrary = 1000
)

// place is a position in both names.
type place struct{ i, j int }

// step is the cheapest way on from a place: it uses n and m words of the sides.
type step struct{ cost, n, m int }

type aligner struct {
	a, b  []word
	known map[place]step
}

// align puts the words of two names beside each other.
func align(a, b []word) alignment {
	l := aligner{a, b, map[place]step{}}
	found := alignment{cost: l.best(place{}).cost}
	if len(a) > 0 && len(b) > 0 {
		found.last, found.end = max(a[0].role, b[0].role), max(a[len(a)-1].role, b[len(b)-1].role)
	}
	for p := (place{}); p.i < len(a) || p.j < len(b); {
		s := l.best(p)
		found.use(a[p.i:p.i+s.n], b[p.j:p.j+s.m])
		p = place{p.i + s.n, p.j + s.m}
	}
	found.settle(found.end)
	return found
}

const mostJoined = 4 // words that the other side may write as one: de las Casas

func (l aligner) best(p place) step {
	if s, ok := l.known[p]; ok || p.i == len(l.a) && p.j == len(l.b) {
		return s
	}
	best := step{cost: -1}
	for n := range min(mostJoined, len(l.a)-p.i) + 1 {
		for m := range min(mostJoined, len(l.b)-p.j) + 1 {
			cost, can := price(l.a[p.i:p.i+n], l.b[p.j:p.j+m])
			if !can {
				continue
			}
			cost += l.best(place{p.i + n, p.j + m}).cost
			if best.cost < 0 || cost < best.cost {
				best = step{cost, n, m}
			}
		}
	}
	l.known[p] = best
	return best
}

// price is the cost of reading a and b as one name, or as a name that one side has
// alone, and whether that can be done.
func price(a, b []word) (cost int, can bool) {
	switch {
	case len(a) == 0 && len(b) == 1:
		return priceAlone(b[0]), true
	case len(a) == 1 && len(b) == 0:
		return priceAlone(a[0]), true
	case len(a) == 0 || len(b) == 0 || len(a) > 1 && len(b) > 1:
		return 0, false
	case otherFields(a[0], b[0]):
		cost = costFields
	}
	if len(a) != len(b) {
		return cost + costSpacing, joined(a) == joined(b)
	}
	one, short, _ := same(a[0].text, b[0].text)
	if short {
		cost += costShort
	}
	return cost, one
}

func priceAlone(w word) int {
	if w.particle() {
		return costParticle
	}
	return costOmitted
}

// alignment is how the words of two names stand beside each other.
type alignment struct {
	cost           int
	matched        int
	given, surname bool      // a matched word may be one; an initial is no surname
	omitted        [2][]word // what a side has alone

	particles, spacing, short, initial, fields bool

	turned, blind bool // read with the surnames in front; with the parts of no side known
	lostSurname   bool // the surname that has to be there is not
	exact         bool

	last    role   // of the last match, at first that of the first word
	end     role   // of the last word
	settled [2]int // omitted words whose role is settled
}

// use notes words that are one name, or one that a side has alone.
func (x *alignment) use(a, b []word) {
	if len(a) > 0 && len(b) > 0 {
		x.match(a, b)
		return
	}
	for side, list := range [2][]word{a, b} {
		for _, w := range list {
			if w.particle() {
				x.particles = true
				continue
			}
			x.omitted[side] = append(x.omitted[side], w)
		}
	}
}

func (x *alignment) match(a, b []word) {
	initial := false
	if len(a) == len(b) {
		if a[0].particle() && b[0].particle() {
			return
		}
		var short bool
		_, short, initial = same(a[0].text, b[0].text)
		x.short, x.initial = x.short || short, x.initial || initial
	} else {
		x.spacing = true
	}
	x.matched++
	r := max(a[0].role, b[0].role)
	x.settle(r)
	other := otherFields(a[0], b[0])
	x.fields = x.fields || other
	x.given = x.given || other || r != surname
	x.surname = x.surname || !initial && (other || r != given)
}

func otherFields(a, b word) bool {
	return a.role != b.role && a.role != anyRole && b.role != anyRole
}

// settle gives the role of both their neighbours to the words of a full name that were
// omitted before a match, or before the end. Between a given name and a surname they
// may be either.
func (x *alignment) settle(next role) {
	for side, list := range x.omitted {
		for i := range list[x.settled[side]:] {
			if w := &list[x.settled[side]+i]; w.role == anyRole && x.last == next {
				w.role = next
			}
		}
		x.settled[side] = len(list)
	}
	x.last = next
}
