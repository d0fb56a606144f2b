package rest

import (
	"net/url"
	"reflect"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
)

// writeOptions encode every JSON body: they include the secrets, which print as nothing
// anywhere else.
var writeOptions = json.JoinOptions(
	json.Deterministic(true),
	json.WithMarshalers(json.MarshalToFunc(func(enc *jsontext.Encoder, s apitype.Secret) error {
		return enc.WriteToken(jsontext.String(s.Reveal()))
	})),
)

// Private holds the data of a call that no text may repeat. It is a function, so that
// nothing that prints an error, or walks it by reflection, finds the values.
type Private func() *values

func (p Private) values() *values {
	if p == nil {
		return nil
	}
	return p()
}

// sentValues is what a call sent, kept until it is answered.
type sentValues struct {
	key, args   []string
	query, form form
	json        jsontext.Value
	params      [3]any // query, form and JSON before encoding
}

// privateOf returns the parts of a signed link.
func privateOf(link string) Private {
	u, err := url.Parse(link)
	if err != nil {
		return nil
	}
	sent := sentValues{args: strings.Split(u.Path, "/"), query: form(u.Query().Encode())}
	return sent.private()
}

// private reads the params at once, because they belong to the caller and may change.
// The rest is done when the error is printed.
func (s *sentValues) private() Private {
	var typed typedValues
	for _, params := range s.params {
		typed.walk(reflect.ValueOf(params), false)
	}
	return sync.OnceValue(func() *values {
		v := &values{patterns: map[string]pattern{}, exact: map[string]pattern{}, words: map[string]bool{}}
		for _, text := range s.args {
			v.add(text)
		}
		for _, set := range []form{s.query, s.form} {
			for name, value := range set.all() {
				v.name(name)
				v.add(value)
				v.leaves([]byte(value))
			}
		}
		v.leaves(s.json)
		for _, text := range typed.plain {
			v.word(text)
		}
		for _, text := range append(v.names, typed.choices...) {
			v.spare(text)
		}
		for _, text := range append(s.key, typed.secrets...) {
			v.secret(text)
		}
		return v
	})
}

// typedValues are the strings in params, grouped by what their types say of them.
type typedValues struct {
	secrets []string
	plain   []string // of type string, or in a map
	choices []string // of other types: countries, types, statuses
}

func (t *typedValues) walk(v reflect.Value, inMap bool) {
	switch v.Kind() {
	case reflect.String:
		if inMap || v.Type() == reflect.TypeFor[string]() {
			t.plain = append(t.plain, v.String())
		} else {
			t.choices = append(t.choices, v.String())
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			t.walk(v.Elem(), inMap)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return // a picture
		}
		for i := range v.Len() {
			t.walk(v.Index(i), inMap)
		}
	case reflect.Map:
		for _, value := range v.Seq2() {
			t.walk(value, true)
		}
	case reflect.Struct:
		if secret, ok := reflect.TypeAssert[apitype.Secret](v); ok {
			t.secrets = append(t.secrets, secret.Reveal())
			return
		}
		for field, value := range v.Fields() {
			if field.IsExported() {
				t.walk(value, inMap)
			}
		}
	default:
	}
}

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

// spellings returns other ways to write a date, folded.
func spellings(text string) []string {
	day, ok := parseDay(text)
	if !ok {
		return nil
	}
	var all []string
	for _, layout := range []string{
		"20060102", "02012006", "01022006", "2006021", "200612", "212006", "122006", "2012006", "1022006", "0212006", "0122006",
		"020106", "010206", "060102",
	} {
		all = append(all, day.Format(layout))
	}
	for _, names := range monthNames {
		name := names[day.Month()-1]
		for _, month := range []string{name, name[:3]} {
			for _, d := range []string{day.Format("2"), day.Format("02")} {
				for _, y := range []string{day.Format("2006"), day.Format("06")} {
					all = append(all, d+month+y, d+"de"+month+"de"+y, month+d+y, y+month+d)
				}
			}
		}
	}
	return all
}

// monthNames are in the languages of Truora's countries, and English, folded.
var monthNames = [][]string{
	strings.Fields("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
	strings.Fields("janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro"),
	strings.Fields("january february march april may june july august september october november december"),
}

func parseDay(text string) (time.Time, bool) {
	if len(text) < len(time.DateOnly) {
		return time.Time{}, false
	}
	for _, layout := range []string{time.DateOnly, "02/01/2006", "02-01-2006", "2006/01/02", "02.01.2006"} {
		if day, err := time.Parse(layout, text[:len(time.DateOnly)]); err == nil {
			return day, true
		}
	}
	return time.Time{}, false
}
