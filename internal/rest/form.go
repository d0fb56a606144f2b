package rest

import (
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/google/go-querystring/query"
)

// go-querystring reads the tags of every field of a struct at every call, which
// is most of the cost of a small call. A plan remembers what the tags of a type
// say and leaves to the library whatever is more than a word or a number.
type plan []planned

type planned struct {
	index     int
	name      string
	omitEmpty bool
	plain     bool         // a string, a bool or an integer, written as it is
	encodes   bool         // a query.Encoder, which writes itself
	alone     reflect.Type // otherwise: a struct of only this field, for the library
}

var plans sync.Map // reflect.Type → plan

// formValues is query.Values for the struct params.
func formValues(params any) (url.Values, error) {
	v := reflect.ValueOf(params)
	if v.Kind() != reflect.Struct {
		return query.Values(params)
	}
	fields := planOf(v.Type())
	if fields == nil {
		return query.Values(params)
	}
	values := url.Values{}
	for i := range fields {
		field := &fields[i]
		if err := field.add(&values, v.Field(field.index)); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// embeds reports whether t embeds another type, which reflect.StructOf cannot do
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
		p = nil // the library knows how
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

func (p *planned) add(to *url.Values, v reflect.Value) error {
	if p.omitEmpty && v.IsZero() {
		return nil
	}
	if p.plain {
		to.Add(p.name, plainText(v))
		return nil
	}
	if p.encodes {
		return v.Interface().(query.Encoder).EncodeValues(p.name, to)
	}
	alone := reflect.New(p.alone).Elem()
	alone.Field(0).Set(v)
	values, err := query.Values(alone.Interface())
	for name, list := range values {
		(*to)[name] = append((*to)[name], list...)
	}
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
