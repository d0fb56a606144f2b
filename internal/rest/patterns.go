package rest

// patternIndex finds patterns by their characters at one position of a text.
type patternIndex struct {
	kinds   map[string]pattern
	long    map[string][]string // by their first headLength bytes
	lengths []int               // to try, shortest first
}

func indexOf(kinds map[string]pattern) patternIndex {
	index := patternIndex{kinds: kinds, long: map[string][]string{}}
	var has [headLength + 1]bool
	for text := range kinds {
		if len(text) > headLength {
			index.long[text[:headLength]] = append(index.long[text[:headLength]], text)
		}
		has[min(len(text), headLength)] = true
	}
	for length, has := range has {
		if has && length > 0 {
			index.lengths = append(index.lengths, length)
		}
	}
	return index
}

// hidePatterns finds patterns anywhere in f, and long ones by their beginning.
func (m *mask) hidePatterns(f *folded, patterns patternIndex) {
	if len(patterns.lengths) == 0 {
		return
	}
	found := newRuns(len(f.text))
	begun := map[string]bool{} // beginnings already looked up
	for at := range f.text {
		for _, length := range patterns.lengths {
			if at+length > len(f.text) {
				break
			}
			text := f.text[at : at+length]
			if p, ok := patterns.kinds[string(text)]; ok && (p != oneWord || f.fits(at, at+length)) {
				found.add(at, at+length)
			}
			if long := patterns.long[string(text)]; length == headLength && long != nil && !begun[string(text)] {
				begun[string(text)] = true
				for _, text := range long {
					found.addBeginnings(text, f.text)
				}
			}
		}
	}
	found.each(func(from, to int) { m.cover(f.from[from], f.to[to-1]) })
}

// runs collects ranges that may overlap, each in constant time: it counts those that
// begin and end at each position.
type runs struct {
	covers, joins []int // of each position, and between it and the next
}

func newRuns(length int) *runs { return &runs{make([]int, length+1), make([]int, length+1)} }

func (r *runs) add(from, to int) {
	r.covers[from]++
	r.covers[to]--
	r.joins[from]++
	r.joins[to-1]--
}

// addBeginnings adds the places where text contains pattern, or its beginning, by the
// Knuth-Morris-Pratt algorithm.
func (r *runs) addBeginnings(pattern string, text []byte) {
	pattern = pattern[:min(len(pattern), len(text))]
	border := make([]int, len(pattern)+1)
	step := func(matched int, b byte) int {
		for matched > 0 && (matched == len(pattern) || pattern[matched] != b) {
			matched = border[matched]
		}
		if pattern[matched] == b {
			matched++
		}
		return matched
	}
	for i, matched := 1, 0; i < len(pattern); i++ {
		matched = step(matched, pattern[i])
		border[i+1] = matched
	}
	matched := 0
	for i, b := range text {
		if matched = step(matched, b); matched >= headLength {
			r.add(i+1-matched, i+1)
		}
	}
}

// each calls see with the ranges; overlapping ones are merged.
func (r *runs) each(see func(from, to int)) {
	covers, joins, from := 0, 0, 0
	for i := range r.covers {
		covers += r.covers[i]
		if joins == 0 {
			from = i
		}
		if joins += r.joins[i]; covers > 0 && joins == 0 {
			see(from, i+1)
		}
	}
}
