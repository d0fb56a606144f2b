package rest

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	redacted = "[redacted]"
	// longestText is how many characters of a server's message an error shows.
	longestText = 300
	// window is how many bytes of a message are examined.
	window = 4 << 10
	// margin is how much is dropped from the end of a message that was cut: it may hold
	// the beginning of a value that continues after the cut.
	margin = 256
	// headLength is how many letters and digits at the beginning of a value identify
	// it: servers shorten what they repeat.
	headLength = 12
	// longDigits is how many digits are masked whether they were sent or not.
	longDigits = 7
)

var urls = regexp.MustCompile(`[a-zA-Z][a-zA-Z0-9+.-]*://\S+`)

// Scrub makes a server's message safe for an error text: one line, of limited length,
// without URLs, long numbers, or anything the call sent, in any spelling.
func Scrub(s string, private Private) string {
	end := len(s)
	if end > window {
		cut := window
		for cut > window-utf8.UTFMax && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s, end = s[:cut], cut-margin
	}
	m := newMask(s)
	m.hideDigits()
	m.hide(private.values())
	return tidy(m.text(end))
}

// Hide is [Scrub] for a text of this SDK, whose numbers are its own.
func Hide(s string, private Private) string {
	m := newMask(s)
	m.hide(private.values())
	return tidy(m.text(len(s)))
}

func tidy(s string) string {
	if strings.Contains(s, "://") {
		s = urls.ReplaceAllString(s, "[url]")
	}
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) { // a line break could forge a log record
			return ' '
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > longestText {
		s = string(runes[:longestText]) + "…"
	}
	return s
}

// mask records which bytes of a text are hidden.
type mask struct {
	s      string
	hidden []bool
	views  [][]glyph // the text as it stands, and with its escapes decoded
}

// Escapes are decoded this many times: a value in the query of a URL in JSON has two
// layers.
const maxEscapes = 3

func newMask(s string) *mask {
	m := &mask{s: s, hidden: make([]bool, len(s))}
	for view := glyphs(s); view != nil && len(m.views) <= maxEscapes; view = unescape(view, escapes) {
		m.views = append(m.views, view)
	}
	for _, kind := range escapes { // what looks like another kind was sent that way
		if view := unescape(m.views[0], string(kind)); view != nil {
			m.views = append(m.views, view)
		}
	}
	return m
}

// text returns the first end bytes with the hidden ones replaced.
func (m *mask) text(end int) string {
	var b strings.Builder
	for i := range end {
		switch {
		case !m.hidden[i]:
			b.WriteByte(m.s[i])
		case i == 0 || !m.hidden[i-1]:
			b.WriteString(redacted)
		}
	}
	return b.String()
}

func (m *mask) cover(from, to int) {
	for i := from; i < to; i++ {
		m.hidden[i] = true
	}
}

// hideDigits hides long numbers: of documents, telephones and accounts, which a server
// can also know from elsewhere.
func (m *mask) hideDigits() {
	for _, view := range m.views {
		first, last, count, gap := 0, 0, 0, 0
		end := func() {
			if count >= longDigits {
				m.cover(view[first].from, view[last].to)
			}
			count, gap = 0, 0
		}
		for i, g := range view {
			switch {
			case unicode.IsDigit(g.r):
				if count == 0 {
					first = i
				}
				last, gap = i, 0
				count++
			case count > 0 && gap < 3 && parts(view, i):
				gap++
			default:
				end()
			}
		}
		end()
	}
}

// parts reports whether the character at i can occur inside one number. A comma
// followed by a space separates two.
func parts(view []glyph, i int) bool {
	r := view[i].r
	if r == ',' {
		return i+1 < len(view) && unicode.IsDigit(view[i+1].r)
	}
	return unicode.IsSpace(r) && r != '\n' || unicode.Is(unicode.Pd, r) || silent(r) || strings.ContainsRune("./()_'’", r)
}

func (m *mask) hide(v *values) {
	if v == nil {
		return
	}
	patterns, exact := indexOf(v.patterns), indexOf(v.exact)
	for _, view := range m.views {
		letters := fold(view, false)
		m.hideWords(letters, v.words)
		m.hidePatterns(letters, patterns)
		m.hidePatterns(fold(view, true), exact)
	}
}

func (m *mask) hideWords(f *folded, words map[string]bool) {
	f.words(func(from, to int) {
		if words[string(f.text[from:to])] {
			m.cover(f.from[from], f.to[to-1])
		}
	})
}

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
