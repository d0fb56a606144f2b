package rest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// values are strings in the forms in which a message is searched for them.
type values struct {
	patterns map[string]pattern // letters and digits, found anywhere
	exact    map[string]pattern // with punctuation, for those with few letters
	words    map[string]bool    // found as whole words
	names    []string           // of fields
}

// pattern says where a pattern may match.
type pattern uint8

const (
	anywhere pattern = iota
	oneWord          // see [folded.fits]
)

const (
	shortestValue  = 4 // bytes
	shortestSecret = 3 // a shorter one would mask every message
	shortestWord   = 3
	shortestPart   = 4 // of a word in a name
	longestName    = 8 // words
)

// telling reports whether a value can identify a person. Short ones and single words
// are countries, types and statuses, and without those a message would make no sense.
func telling(v string) bool {
	return len(v) >= shortestValue && strings.Trim(v, "abcdefghijklmnopqrstuvwxyz_-.") != ""
}

// letters folds as much of a value as a message of limited length can hold.
func letters(v string) *folded {
	v = strings.TrimFunc(v, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return fold(glyphs(v[:min(len(v), window)]), false)
}

// secret adds a value that is private whatever it looks like.
func (v *values) secret(text string) {
	text = strings.TrimSpace(text)
	f := letters(text)
	switch {
	case text == "":
	case len(f.text) >= shortestSecret:
		v.patterns[string(f.text)] = anywhere
	case f.signs || len(f.text) == 0:
		v.exact[softened(text)] = anywhere
	default:
		v.words[string(f.text)] = true
	}
}

// add adds a value that may be private.
func (v *values) add(text string) {
	text = strings.TrimSpace(text)
	if !telling(text) {
		return
	}
	v.private(text)
	for _, date := range spellings(text) {
		v.patterns[date] = anywhere
	}
	if local, _, ok := strings.Cut(text, "@"); ok {
		v.word(local)
		if strings.ContainsAny(local, "._-") {
			v.private(local)
		}
	}
	v.parts(text)
}

func (v *values) private(text string) {
	f := letters(text)
	switch _, known := v.patterns[string(f.text)]; {
	case len(f.text) < shortestValue:
		v.exact[softened(text)] = anywhere
	case !known && !f.signs && strings.ContainsFunc(text, unicode.IsLetter) && !strings.ContainsFunc(text, unicode.IsDigit):
		v.patterns[string(f.text)] = oneWord
	default:
		v.patterns[string(f.text)] = anywhere
	}
}

func softened(text string) string {
	return string(fold(glyphs(text[:min(len(text), window)]), true).text)
}

// parts adds the words of a name or an address: messages may repeat a surname alone.
func (v *values) parts(text string) {
	if strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && !strings.ContainsRune(" '’.,-#°", r)
	}) {
		return
	}
	var words []string
	f := letters(text)
	f.words(func(from, to int) { words = append(words, string(f.text[from:to])) })
	if len(words) < 2 || len(words) > longestName {
		return
	}
	for _, word := range words {
		if utf8.RuneCountInString(word) >= shortestPart {
			v.words[word] = true
		}
	}
}

// word adds a value of a free text field that is one word, such as a lowercase first
// name.
func (v *values) word(text string) {
	f := letters(text)
	if !f.signs && utf8.RuneCount(f.text) >= shortestWord && !strings.ContainsFunc(text, unicode.IsDigit) {
		v.words[string(f.text)] = true
	}
}

// name records the name of a field, whose last part can come from the caller.
func (v *values) name(text string) {
	v.names = append(v.names, text)
	v.add(text[strings.LastIndexByte(text, '.')+1:])
}

// spare leaves the words of text readable.
func (v *values) spare(text string) {
	if telling(text) {
		return
	}
	f := fold(glyphs(text), false)
	f.words(func(from, to int) { delete(v.words, string(f.text[from:to])) })
}

// leaves adds the strings, numbers and names in a JSON document.
func (v *values) leaves(text []byte) {
	dec := jsontext.NewDecoder(strings.NewReader(string(text)), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	for {
		token, err := dec.ReadToken()
		if err != nil {
			return
		}
		kind, length := dec.StackIndex(dec.StackDepth())
		switch {
		case kind == '{' && length%2 == 1:
			v.name(token.String())
		case token.Kind() == '"' || token.Kind() == '0':
			v.add(token.String())
		}
	}
}
