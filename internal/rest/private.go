package rest

import (
	"net/url"
	"reflect"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
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
		for entries := v.MapRange(); entries.Next(); { // Seq2 would link reflect's calls of functions
			t.walk(entries.Value(), true)
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
