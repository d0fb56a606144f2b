package person

import (
	"cmp"
	"slices"
)

// compareNames finds the reading of both names under which they are most alike. Where
// readings are equally so, the order of a and b does not decide.
func compareNames(a, b Name, brazilian bool) alignment {
	if cmp.Or(cmp.Compare(a.Full, b.Full), cmp.Compare(a.Given, b.Given), cmp.Compare(a.Surnames, b.Surnames)) > 0 {
		a, b = b, a
	}
	as, bs := a.orders(), b.orders()
	blind := len(as) == 1 && len(bs) == 1
	switch {
	case blind:
		bs = rotations(bs[0])
	case len(as) == len(bs):
		as, bs = as[:1], bs[:1] // the parts are known: there is one order
	}
	var best alignment
	for i, x := range as {
		for j, y := range bs {
			found := align(x, y)
			found.turned, found.blind = i+j > 0, blind
			found.lostSurname = lost(x, found.omitted[0], brazilian) || lost(y, found.omitted[1], brazilian)
			if found.turned {
				found.cost += costTurned
			}
			if len(found.contradictions()) > 0 {
				found.cost += costContrary
			}
			if i+j == 0 || found.cost < best.cost {
				best = found
			}
		}
	}
	best.exact = a == b
	return best
}

// lost reports whether the surname that has to be there was omitted, while another was
// not.
func lost(list, omitted []word, brazilian bool) bool {
	all, gone := surnames(list), surnames(omitted)
	if len(all) == 0 || len(gone) == len(all) {
		return false
	}
	key := all[0]
	if brazilian {
		key = all[len(all)-1]
	}
	return count(gone, key) == count(all, key)
}

func surnames(list []word) []word {
	return slices.DeleteFunc(slices.Clone(list), func(w word) bool {
		return w.role != surname || w.particle() || w.generation()
	})
}

func count(list []word, w word) int {
	return len(list) - len(slices.DeleteFunc(slices.Clone(list), func(v word) bool { return v == w }))
}

// contradictions are the reasons why the names are not one person's: in each part of
// the name only one side may have words alone.
func (x *alignment) contradictions() []Reason {
	var found []Reason
	add := func(is bool, r Reason) {
		if is && !slices.Contains(found, r) {
			found = append(found, r)
		}
	}
	a, b := x.omitted[0], x.omitted[1]
	add(has(a, given) && has(b, given), ReasonGivenName)
	add(x.lostSurname || has(a, surname) && has(b, surname), ReasonSurname)
	add(has(a, anyRole) && len(b) > 0 || has(b, anyRole) && len(a) > 0, ReasonOtherName)
	add(slices.ContainsFunc(slices.Concat(a, b), word.generation), ReasonGeneration)
	for _, w := range a {
		for _, v := range b {
			add(w.text == v.text, ReasonSwapped)
			add(len(found) > 0 && similar(w.text, v.text), ReasonSimilar)
		}
	}
	return found
}

func has(list []word, r role) bool {
	return slices.ContainsFunc(list, func(w word) bool { return w.role == r })
}

func (x *alignment) shorter() bool { return len(x.omitted[0])+len(x.omitted[1]) > 0 }

func (x *alignment) tooLittle() bool { return x.matched < 2 || !x.given || !x.surname }

func (x *alignment) verdict() Verdict {
	switch {
	case len(x.contradictions()) > 0:
		return VerdictDifferent
	case x.tooLittle():
		return VerdictUnknown
	case x.shorter(), x.initial, x.fields, x.turned && x.blind:
		return VerdictCompatible
	default:
		return VerdictSame
	}
}

func (x *alignment) reasons() []Reason {
	if found := x.contradictions(); len(found) > 0 {
		return found
	}
	if x.tooLittle() {
		return []Reason{ReasonTooLittle}
	}
	var found []Reason
	for _, r := range []struct {
		is     bool
		reason Reason
	}{
		{x.exact, ReasonExact},
		{x.shorter(), ReasonMissingName},
		{x.short, ReasonAbbreviated},
		{x.fields, ReasonFields},
		{x.turned, ReasonOrder},
		{x.spacing, ReasonSpacing},
		{x.particles, ReasonParticles},
	} {
		if r.is {
			found = append(found, r.reason)
		}
	}
	if len(found) == 0 {
		return []Reason{ReasonSpelling}
	}
	return found
}
