package person

import (
	"slices"
	"strings"
	"unicode"

	"github.com/truora/truora-go/internal/latin"
)

// role is the part of a name that a word belongs to.
type role int

const (
	anyRole role = iota
	given
	surname
)

// word is a word of a name, in plain lowercase letters.
type word struct {
	text string
	role role
}

// full has what registries and people abbreviate.
var full = map[string]string{"ma": "maria", "jr": "junior", "fco": "francisco", "gpe": "guadalupe", "sta": "santa", "sto": "santo"}

func (w word) particle() bool {
	switch w.text {
	case "de", "del", "dela", "delas", "delos", "la", "las", "lo", "los", "y",
		"e", "da", "das", "do", "dos", "di", "van", "von", "der", "den":
		return true
	default:
		return false
	}
}

// generation tells a son or nephew from the one that he is named after.
func (w word) generation() bool {
	switch w.text {
	case "jr", "junior", "filho", "neto", "netto", "sobrinho", "ii", "iii", "iv":
		return w.role != given
	default:
		return false
	}
}

// mostWords is the most words that a text is split into: hardly a name has more.
const mostWords = 20

// words splits a text. Hyphens part words, apostrophes and accents do not.
func words(text string, r role) []word {
	var list []word
	var letters []byte
	end := func() {
		if len(letters) > 0 && len(list) < mostWords-1 {
			list = append(list, word{string(letters), r})
			letters = nil
		}
	}
	for _, c := range text {
		before := len(letters)
		letters = latin.AppendFolded(letters, c)
		if len(letters) == before && !unicode.In(c, unicode.Mn, unicode.Cf) && !strings.ContainsRune("'’´`", c) {
			end()
		}
	}
	if len(letters) > 0 {
		list = append(list, word{string(letters), r})
	}
	return list
}

// orders are the readings of a name: surnames behind, and in front. In a full name
// nobody knows where they begin, so it is read as it stands.
func (n Name) orders() [][]word {
	if n.Given == "" && n.Surnames == "" {
		return [][]word{words(n.Full, anyRole)}
	}
	first, last := words(n.Given, given), words(n.Surnames, surname)
	return [][]word{slices.Concat(first, last), slices.Concat(last, first)}
}

// rotations are the readings of a full name from each of its words on.
func rotations(list []word) [][]word {
	if len(list) == 0 {
		return [][]word{nil}
	}
	all := make([][]word, len(list))
	for i := range list {
		all[i] = slices.Concat(list[i:], list[:i])
	}
	return all
}

// same reports whether two words are one, and whether one is short for the other; an
// initial is.
func same(a, b string) (one, short, initial bool) {
	switch {
	case a == b:
		return true, false, false
	case full[a] == b || full[b] == a || full[a] != "" && full[a] == full[b]:
		return true, true, false
	case len(a) == 1 && strings.HasPrefix(b, a), len(b) == 1 && strings.HasPrefix(a, b):
		return true, true, true
	default:
		return false, false, false
	}
}

// joined is the text of words without blanks.
func joined(list []word) string {
	var b strings.Builder
	for _, w := range list {
		b.WriteString(w.text)
	}
	return b.String()
}

// similar reports whether a letter more, less or another is all that two words of
// four letters or more are unlike in.
func similar(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 4 || len(b)-len(a) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return a[i:] == b[i+1:] || len(a) == len(b) && a[i+1:] == b[i+1:]
}
