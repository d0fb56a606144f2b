package rest

import (
	"iter"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/google/go-querystring/query"
)

// form is the text of a query, or of the body of a form, as [url.Values.Encode] writes
// it.
type form []byte

// Form returns params as the body of a form.
func Form(params any) ([]byte, error) { return newForm(params) }

// newForm returns what go-querystring makes of params. A struct with fields of the usual
// types is written by its plan, which is several times as fast. All others, and whatever
// is an error, are left to the library.
func newForm(params any) (form, error) {
	if v := reflect.ValueOf(params); v.Kind() == reflect.Struct {
		if p := planOf(v.Type()); p != nil {
			if f, ok := p.form(v); ok {
				return f, nil
			}
		}
	}
	values, err := query.Values(params)
	return form(values.Encode()), err
}

// all returns the names and values, those of one name in the order of their fields.
func (f form) all() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		if len(f) == 0 {
			return
		}
		for pair := range strings.SplitSeq(string(f), "&") {
			name, value, _ := strings.Cut(pair, "=")
			name, _ = url.QueryUnescape(name) // it was escaped here
			value, _ = url.QueryUnescape(value)
			if !yield(name, value) {
				return
			}
		}
	}
}

// form writes a struct, unless the library has to do it.
func (p plan) form(v reflect.Value) (f form, ok bool) {
	var more []formValue // of the fields that encode themselves
	if slices.ContainsFunc(p, func(field planned) bool { return field.encodes }) {
		s := scratches.Get().(*scratch)
		defer s.free()
		if more, ok = s.encode(p, v); !ok {
			return nil, false
		}
	}
	for i := range p {
		field := &p[i]
		value := field.of(v)
		if field.encodes || field.empty != nil && field.empty(value) {
			continue
		}
		for len(more) > 0 && more[0].name < field.name {
			f, more = more[0].append(f), more[1:]
		}
		if len(more) > 0 && more[0].name == field.name {
			return nil, false // the order of the fields decides which comes first, or stays
		}
		if f = field.append(f, value); f == nil {
			return nil, false
		}
	}
	for _, value := range more {
		f = value.append(f)
	}
	return f, true
}

type formValue struct{ name, value string }

func (v formValue) append(f form) form {
	return appendEscaped(append(appendEscaped(f.next(), v.name), '='), v.value)
}

// scratch is where fields encode themselves.
type scratch struct {
	values url.Values
	all    []formValue
}

var scratches = sync.Pool{New: func() any { return &scratch{values: url.Values{}} }}

// free forgets the values, which may be personal.
func (s *scratch) free() {
	clear(s.values)
	clear(s.all)
	s.all = s.all[:0]
	scratches.Put(s)
}

// encode returns what those fields write that encode themselves, sorted by name. Values
// of one name by two fields are left to the library.
func (s *scratch) encode(p plan, v reflect.Value) (all []formValue, ok bool) {
	for i := range p {
		field := &p[i]
		value := field.of(v)
		if !field.encodes || field.empty != nil && field.empty(value) {
			continue
		}
		clear(s.values)
		if value.Interface().(query.Encoder).EncodeValues(field.name, &s.values) != nil {
			return nil, false
		}
		others := s.all
		for name, list := range s.values {
			if slices.ContainsFunc(others, func(v formValue) bool { return v.name == name }) {
				return nil, false
			}
			for _, text := range list {
				s.all = append(s.all, formValue{name, text})
			}
		}
	}
	slices.SortStableFunc(s.all, func(a, b formValue) int { return strings.Compare(a.name, b.name) })
	return s.all, true
}

// next makes room for another value.
func (f form) next() form {
	if f == nil {
		return make(form, 0, typicalForm)
	}
	return append(f, '&')
}

// typicalForm is enough for most: a form that is longer is copied once or twice.
const typicalForm = 256

// appendEscaped appends what [url.QueryEscape] returns.
func appendEscaped(text []byte, s string) []byte {
	from := 0
	for i := range len(s) {
		c := s[i]
		if unreserved[c] {
			continue
		}
		text = append(text, s[from:i]...)
		from = i + 1
		if c == ' ' {
			text = append(text, '+')
		} else {
			text = append(text, '%', upperHex[c>>4], upperHex[c&15])
		}
	}
	return append(text, s[from:]...)
}

const upperHex = "0123456789ABCDEF"

// unreserved are the bytes that are not escaped.
var unreserved = func() (is [256]bool) {
	for c := range is {
		is[c] = url.QueryEscape(string([]byte{byte(c)})) == string([]byte{byte(c)})
	}
	return is
}()
