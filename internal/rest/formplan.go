package rest

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/go-querystring/query"

	"github.com/truora/truora-go/apitype"
)

// plan is how a struct is written: its fields by name. go-querystring parses the tags of
// every field at every call, which is most of the cost of a small call.
type plan []planned

type planned struct {
	index   []int // of the field, within those that are embedded
	name    string
	key     string                   // the name, escaped, and an equals sign
	empty   func(reflect.Value) bool // nil: it is always written
	list    bool                     // each item is written
	write   writer
	encodes bool // a [query.Encoder], which writes itself, instead of write
}

// writer appends a value, escaped. It returns nil if it cannot.
type writer func(text []byte, v reflect.Value) []byte

// of returns the field of v.
func (p *planned) of(v reflect.Value) reflect.Value {
	for _, i := range p.index {
		v = v.Field(i)
	}
	return v
}

func (p *planned) append(f form, v reflect.Value) form {
	if !p.list {
		return p.write(append(f.next(), p.key...), v)
	}
	for i := range v.Len() {
		f = p.write(append(f.next(), p.key...), v.Index(i))
	}
	return f
}

var plans sync.Map // reflect.Type → plan

// planOf returns nil for a type that is left to the library.
func planOf(t reflect.Type) plan {
	if known, ok := plans.Load(t); ok {
		return known.(plan)
	}
	p := newPlan(t)
	plans.Store(t, p)
	return p
}

func newPlan(t reflect.Type) plan {
	fields, ok := planFields(nil, t, nil)
	if !ok {
		return nil
	}
	sorted := plan{}
	for _, field := range fields {
		at := len(sorted)
		for at > 0 && sorted[at-1].name > field.name {
			at--
		}
		if at > 0 && sorted[at-1].name == field.name {
			return nil
		}
		sorted = slices.Insert(sorted, at, field)
	}
	return sorted
}

func planFields(p plan, t reflect.Type, within []int) (_ plan, ok bool) {
	for i := range t.NumField() {
		f, index := t.Field(i), append(slices.Clip(within), i)
		tag := f.Tag.Get("url")
		switch {
		case tag == "-" || !f.IsExported() && !f.Anonymous:
			continue
		case f.Anonymous && tag == "" && f.Type.Kind() == reflect.Struct:
			if p, ok = planFields(p, f.Type, index); !ok {
				return nil, false
			}
			continue
		case f.Anonymous:
			return nil, false
		}
		field, ok := planField(f, index)
		if !ok {
			return nil, false
		}
		p = append(p, field)
	}
	return p, true
}

func planField(f reflect.StructField, index []int) (p planned, ok bool) {
	options := strings.Split(f.Tag.Get("url"), ",")
	p = planned{index: index, name: options[0]}
	if p.name == "" {
		p.name = f.Name
	}
	p.key = string(append(appendEscaped(nil, p.name), '='))
	options = options[1:]
	if omit := slices.Index(options, "omitempty"); omit >= 0 {
		options = slices.Delete(options, omit, omit+1)
		p.empty = emptyOf(f.Type)
	}
	if len(options) > 0 && f.Type != reflect.TypeFor[time.Time]() {
		return p, false
	}
	switch t := f.Type; {
	case t == reflect.TypeFor[apitype.Date]():
		p.empty, p.write = emptyOf(t), writeDate // a zero one is never written
	case t == reflect.TypeFor[apitype.Secret]():
		p.write = writeSecret
	case t.Implements(reflect.TypeFor[query.Encoder]()):
		p.encodes = t.Kind() != reflect.Pointer && t.Kind() != reflect.Interface
	case t == reflect.TypeFor[time.Time]():
		p.write = timeWriter(options, f.Tag.Get("layout"))
	case t.Kind() == reflect.Slice && f.Tag.Get("del") == "":
		p.list, p.write = true, writerOf(t.Elem())
	default:
		p.write = writerOf(t)
	}
	return p, p.write != nil || p.encodes
}

// emptyOf is what the library takes for empty.
func emptyOf(t reflect.Type) func(reflect.Value) bool {
	switch t.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return func(v reflect.Value) bool { return v.Len() == 0 }
	case reflect.Struct:
		if !t.Implements(reflect.TypeFor[zeroable]()) {
			return nil
		}
		return func(v reflect.Value) bool { return v.Interface().(zeroable).IsZero() }
	default:
		return reflect.Value.IsZero
	}
}

type zeroable interface{ IsZero() bool }

func writeDate(text []byte, v reflect.Value) []byte {
	d, _ := reflect.TypeAssert[apitype.Date](v)
	if !d.Valid() {
		return nil
	}
	for _, part := range []struct{ n, least int }{{d.Year, 1000}, {int(d.Month), 10}, {d.Day, 10}} {
		for least := part.least; part.n < least; least /= 10 {
			text = append(text, '0')
		}
		text = append(strconv.AppendInt(text, int64(part.n), 10), '-')
	}
	return text[:len(text)-1]
}

func writeSecret(text []byte, v reflect.Value) []byte {
	s, _ := reflect.TypeAssert[apitype.Secret](v)
	return appendEscaped(text, s.Reveal())
}

func timeWriter(options []string, layout string) writer {
	if layout == "" {
		layout = time.RFC3339
	}
	unix := slices.Contains(options, "unix")
	if !unix && len(options) > 0 {
		return nil
	}
	return func(text []byte, v reflect.Value) []byte {
		at, _ := reflect.TypeAssert[time.Time](v)
		if unix {
			return strconv.AppendInt(text, at.Unix(), 10)
		}
		return appendEscaped(text, at.Format(layout))
	}
}

// writerOf returns the writer of a type that fmt prints by its kind; nil for others. A
// nil pointer is written as nothing.
func writerOf(t reflect.Type) writer {
	if t.Kind() == reflect.Pointer {
		to := writerOf(t.Elem())
		if to == nil {
			return nil
		}
		return func(text []byte, v reflect.Value) []byte {
			if v.IsNil() {
				return text
			}
			return to(text, v.Elem())
		}
	}
	if t.Implements(reflect.TypeFor[fmt.Stringer]()) || t.Implements(reflect.TypeFor[error]()) || t.Implements(reflect.TypeFor[fmt.Formatter]()) {
		return nil
	}
	switch t.Kind() {
	case reflect.String:
		return func(text []byte, v reflect.Value) []byte { return appendEscaped(text, v.String()) }
	case reflect.Bool:
		return func(text []byte, v reflect.Value) []byte { return strconv.AppendBool(text, v.Bool()) }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(text []byte, v reflect.Value) []byte { return strconv.AppendInt(text, v.Int(), 10) }
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(text []byte, v reflect.Value) []byte { return strconv.AppendUint(text, v.Uint(), 10) }
	case reflect.Float32, reflect.Float64:
		bits := t.Bits()
		return func(text []byte, v reflect.Value) []byte {
			return appendEscaped(text, strconv.FormatFloat(v.Float(), 'g', -1, bits))
		}
	default:
		return nil
	}
}
