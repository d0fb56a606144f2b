package rest

import (
	"encoding/hex"
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/truora/truora-go/internal/latin"
)

// glyph is a character of a text, and its position there.
type glyph struct {
	r        rune
	from, to int
}

func glyphs(s string) []glyph {
	list := make([]glyph, 0, len(s))
	for i, r := range s {
		_, size := utf8.DecodeRuneInString(s[i:]) // an invalid byte is one character
		list = append(list, glyph{r, i, i + size})
	}
	return list
}

// Escapes begin with one of these.
const escapes = `%\&`

// unescape decodes %41, \u0041, \n and &amp;, if they begin with one of kinds. It
// returns nil if there are none.
func unescape(in []glyph, kinds string) []glyph {
	var out []glyph // nil until something is decoded
	for i := 0; i < len(in); {
		var runes string
		n := 0
		if strings.ContainsRune(kinds, in[i].r) {
			runes, n = escaped(in[i:])
		}
		if n == 0 {
			if out != nil {
				out = append(out, in[i])
			}
			i++
			continue
		}
		if out == nil {
			out = append(make([]glyph, 0, len(in)), in[:i]...)
		}
		for _, r := range runes {
			out = append(out, glyph{r, in[i].from, in[i+n-1].to})
		}
		i += n
	}
	return out
}

// escaped returns the meaning of the escape at the beginning of in, and its length.
func escaped(in []glyph) (string, int) {
	switch in[0].r {
	case '%':
		var bytes []byte
		n := 0
		for ; n+2 < len(in) && in[n].r == '%'; n += 3 {
			b, ok := unhex(in[n+1 : n+3])
			if !ok || n > 0 && utf8.Valid(bytes) {
				break
			}
			bytes = append(bytes, b...)
		}
		return string(bytes), n
	case '\\':
		if len(in) > 5 && in[1].r == 'u' {
			if b, ok := unhex(in[2:6]); ok {
				return string(rune(b[0])<<8 | rune(b[1])), 6
			}
		}
		if len(in) > 3 && in[1].r == 'x' {
			if b, ok := unhex(in[2:4]); ok {
				return string(b), 4
			}
		}
		if len(in) > 1 && strings.ContainsRune(`nrtbfva"'/\`, in[1].r) {
			return map[bool]string{true: " ", false: string(in[1].r)}[unicode.IsLetter(in[1].r)], 2
		}
	case '&':
		const longest = 10
		var entity strings.Builder
		for n, g := range in[:min(len(in), longest)] {
			entity.WriteRune(g.r)
			if g.r != ';' {
				continue
			}
			if text := html.UnescapeString(entity.String()); text != entity.String() {
				return text, n + 1
			}
			break
		}
	}
	return "", 0
}

func unhex(digits []glyph) ([]byte, bool) {
	var s strings.Builder
	for _, g := range digits {
		s.WriteRune(g.r)
	}
	b, err := hex.DecodeString(s.String())
	return b, err == nil
}

// silent reports whether r modifies or joins letters without separating words.
func silent(r rune) bool { return unicode.In(r, unicode.Mn, unicode.Cf) }

// folded is a text in the form in which texts are compared, with the position that each
// byte came from.
type folded struct {
	text     []byte
	from, to []int
	begins   []bool // a word begins here
	signs    bool   // there is more than letters and digits
}

// fold keeps the letters and digits and, if all is set, what stands between them: all
// white space as one kind, including a plus, which is a space in forms.
func fold(list []glyph, all bool) *folded {
	n := len(list)
	f := &folded{text: make([]byte, 0, n), from: make([]int, 0, n), to: make([]int, 0, n), begins: make([]bool, 0, n)}
	apart := true
	for _, g := range list {
		n := len(f.text)
		f.text = latin.AppendFolded(f.text, g.r)
		isLetter := len(f.text) > n
		f.signs = f.signs || !isLetter
		switch {
		case isLetter || silent(g.r):
		case all && (g.r == '+' || !unicode.IsGraphic(g.r) || unicode.IsSpace(g.r)):
			f.text = append(f.text, ' ')
		case all:
			f.text = utf8.AppendRune(f.text, g.r)
		}
		for i := n; i < len(f.text); i++ {
			f.from, f.to = append(f.from, g.from), append(f.to, g.to)
			f.begins = append(f.begins, isLetter && apart && i == n)
		}
		switch {
		case !silent(g.r):
			apart = !isLetter
		case n > 0 && !apart:
			f.to[n-1] = g.to
		}
	}
	return f
}

// ends reports whether a word ends before the letter at i.
func (f *folded) ends(i int) bool { return i == len(f.text) || f.begins[i] }

// words calls see with the position of each word of letters and digits.
func (f *folded) words(see func(from, to int)) {
	for from := 0; from < len(f.text); {
		to := from + 1
		for !f.ends(to) {
			to++
		}
		see(from, to)
		from = to
	}
}

// fits reports whether a match is part of one word, or made of whole words: Andrea
// matches in "and rea", but not in "and real".
func (f *folded) fits(from, to int) bool {
	return !slices.Contains(f.begins[from+1:to], true) || f.begins[from] && f.ends(to)
}
