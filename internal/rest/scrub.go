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
