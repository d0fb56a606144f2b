package rest

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/google/go-querystring/query"
)

// plan caches the struct tags of a type. go-querystring parses the tags of every field
// at every call, which is most of the cost of a small call. Whatever is more than a
// string or a number is left to the library.
type plan []planned

type planned struct {
	index     int
	name      string
	omitEmpty bool
	plain     bool         // a string, a bool or an integer, written as it is
	encodes   bool         // a query.Encoder, which writes itself
	alone     reflect.Type // otherwise: a struct with only this field, for the library
}

var plans sync.Map // reflect.Type → plan

// form is the content of a query or form body, in field order. url.Values, a map of
// slices, would cost an allocation for each.
type form []formValue

type formValue struct{ name, value string }

// newForm is query.Values for the struct params.
func newForm(params any) (form, error) {
	v := reflect.ValueOf(params)
	if v.Kind() != reflect.Struct {
		return libraryForm(params)
	}
	fields := planOf(v.Type())
	if fields == nil {
		return libraryForm(params)
	}
	f := make(form, 0, len(fields))
	for i := range fields {
		if err := fields[i].add(&f, v.Field(fields[i].index)); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func libraryForm(params any) (form, error) {
	values, err := query.Values(params)
	return form(nil).with(values), err
}

func (f form) with(values url.Values) form {
	for name, list := range values {
		for _, value := range list {
			f = append(f, formValue{name, value})
		}
	}
	return f
}

// encode encodes f as [url.Values.Encode] does. It sorts f.
func (f form) encode() []byte {
	slices.SortStableFunc(f, func(a, b formValue) int { return strings.Compare(a.name, b.name) })
	size := 0
	for _, v := range f {
		size += len(v.name) + len(v.value)*3/2 + 2
	}
	text := make([]byte, 0, size)
	for i, v := range f {
		if i > 0 {
			text = append(text, '&')
		}
		text = append(text, url.QueryEscape(v.name)...)
		text = append(text, '=')
		text = append(text, url.QueryEscape(v.value)...)
	}
	return text
}

// embeds reports whether t embeds another type, which reflect.StructOf does not support
// in general.
func embeds(t reflect.Type) bool {
	for f := range t.Fields() {
		if f.Anonymous {
			return true
		}
	}
	return false
}

func planOf(t reflect.Type) plan {
	if known, ok := plans.Load(t); ok {
		return known.(plan)
	}
	p := plan{}
	if embeds(t) {
		p = nil // left to the library
	}
	for i := range t.NumField() {
		if f := t.Field(i); p != nil && f.IsExported() && f.Tag.Get("url") != "-" {
			p = append(p, planField(f, i))
		}
	}
	plans.Store(t, p)
	return p
}

func planField(f reflect.StructField, index int) planned {
	tag := f.Tag.Get("url")
	name, options, _ := strings.Cut(tag, ",")
	p := planned{index: index, name: name, omitEmpty: options == "omitempty"}
	simple := name != "" && (options == "" || p.omitEmpty)
	switch kind := f.Type.Kind(); {
	case simple && f.Type.Implements(encoderType):
		p.encodes = kind != reflect.Pointer && kind != reflect.Interface
	case kind == reflect.String, kind == reflect.Bool, kind == reflect.Int, kind == reflect.Int64:
		p.plain = simple && !f.Type.Implements(stringerType)
	}
	if !p.plain && !p.encodes {
		p.alone = reflect.StructOf([]reflect.StructField{f})
	}
	return p
}

var (
	encoderType  = reflect.TypeFor[query.Encoder]()
	stringerType = reflect.TypeFor[fmt.Stringer]()
)

func (p *planned) add(to *form, v reflect.Value) error {
	if p.omitEmpty && v.IsZero() {
		return nil
	}
	if p.plain {
		*to = append(*to, formValue{p.name, plainText(v)})
		return nil
	}
	values := url.Values{}
	var err error
	if p.encodes {
		err = v.Interface().(query.Encoder).EncodeValues(p.name, &values)
	} else {
		alone := reflect.New(p.alone).Elem()
		alone.Field(0).Set(v)
		values, err = query.Values(alone.Interface())
	}
	*to = to.with(values)
	return err
}

func plainText(v reflect.Value) string {
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	default:
		return strconv.FormatInt(v.Int(), 10)
	}
}
