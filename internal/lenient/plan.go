package lenient

import (
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/truora/truora-go/apitype"
)

// store decodes the next value into the variable at p.
type store func(d *Decoder, p unsafe.Pointer) error

// A plan is how values of a type are stored, worked out once. The JSON package looks for
// a function of ours at every value, and grows every list from nothing; that is most of
// what an answer costs. Whatever is more than a struct, a list, a text or a number is
// left to the package, and so is every answer that is not as documented.
type plan struct {
	of      reflect.Type
	members map[string]member
	left    store // the JSON package's, if there is no plan
}

type member struct {
	offset uintptr
	store  store
}

var stores sync.Map // reflect.Type → store

func storeOf(t reflect.Type) store {
	if known, ok := stores.Load(t); ok {
		return known.(store)
	}
	known, _ := stores.LoadOrStore(t, planner{}.store(t))
	return known.(store)
}

// planner holds the plans of the structs it has met: a struct may contain itself.
type planner map[reflect.Type]*plan

func (pl planner) store(t reflect.Type) store {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return func(d *Decoder, p unsafe.Pointer) error { return readTime(&d.Decoder, (*time.Time)(p)) }
	case t == reflect.TypeFor[apitype.Date]():
		return func(d *Decoder, p unsafe.Pointer) error { return readDate(&d.Decoder, (*apitype.Date)(p)) }
	case implements(t, unmarshalerFrom), implements(t, unmarshaler), implements(t, textUnmarshaler):
		return leave(t)
	}
	if decode := leafOf(t); decode != nil {
		return plain(decode, t)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return pl.pointerTo(t.Elem())
	case reflect.Slice:
		if t.Elem().Kind() != reflect.Uint8 && t.Elem().Size() > 0 {
			return listOf(t, pl.store(t.Elem()))
		}
	case reflect.Struct:
		p, known := pl[t]
		if !known {
			p = &plan{of: t, members: map[string]member{}}
			pl[t] = p
			if !p.add(pl, t, 0) {
				p.left = leave(t)
			}
		}
		return p.store
	}
	return leave(t)
}

// add adds the fields of a struct at the offset. It reports whether all are of a kind
// that needs no more than a name.
func (p *plan) add(pl planner, t reflect.Type, offset uintptr) bool {
	for f := range t.Fields() {
		tag := f.Tag.Get("json")
		name, option, _ := strings.Cut(tag, ",")
		switch {
		case tag == "-", !f.IsExported() && !f.Anonymous:
			continue
		case option != "" && option != "omitzero" && option != "omitempty", strings.ContainsAny(name, `'"\`):
			return false
		case f.Anonymous && name == "":
			if f.Type.Kind() != reflect.Struct || !p.add(pl, f.Type, offset+f.Offset) {
				return false
			}
			continue
		case name == "":
			name = f.Name
		}
		if _, twice := p.members[name]; twice {
			return false
		}
		p.members[name] = member{offset + f.Offset, pl.store(f.Type)}
	}
	return true
}

func (p *plan) store(d *Decoder, at unsafe.Pointer) error {
	if p.left != nil {
		return p.left(d, at)
	}
	if null, err := d.open('{'); err != nil || null {
		reflect.NewAt(p.of, at).Elem().SetZero()
		return err
	}
	for d.PeekKind() != '}' {
		name, err := d.ReadValue()
		if err != nil {
			return err
		}
		m, known := p.members[string(name[1:len(name)-1])]
		switch {
		case known:
			err = m.store(d, unsafe.Add(at, m.offset))
		case hasEscape(name):
			err = errUnplanned
		default:
			err = d.SkipValue()
		}
		if err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

// leafOf is nil for a type whose values can hold others.
func leafOf(t reflect.Type) leaf {
	switch t.Kind() {
	case reflect.String:
		return (*Decoder).string
	case reflect.Bool:
		return (*Decoder).bool
	case reflect.Int:
		return (*Decoder).int
	case reflect.Float64:
		return (*Decoder).float
	default:
		return nil
	}
}

func plain(decode leaf, t reflect.Type) store {
	return func(d *Decoder, p unsafe.Pointer) error {
		value, err := d.ReadValue()
		if err != nil {
			return err
		}
		if value[0] == 'n' {
			reflect.NewAt(t, p).Elem().SetZero()
			return nil
		}
		return decode(d, value, p)
	}
}

func (pl planner) pointerTo(t reflect.Type) store {
	elem := pl.store(t)
	return func(d *Decoder, p unsafe.Pointer) error {
		at := (*unsafe.Pointer)(p)
		if d.PeekKind() == 'n' {
			*at = nil
			_, err := d.ReadToken()
			return err
		}
		if *at == nil {
			*at = reflect.New(t).UnsafePointer()
		}
		return elem(d, *at)
	}
}

// listOf makes room for as many elements as the last list had: to grow a list of sixty
// takes seven allocations, and as much memory again.
func listOf(t reflect.Type, elem store) store {
	size := t.Elem().Size()
	last := new(atomic.Int32)
	return func(d *Decoder, p unsafe.Pointer) error {
		list := reflect.NewAt(t, p).Elem()
		if null, err := d.open('['); err != nil || null {
			list.SetZero()
			return err
		}
		if list.Len() > 0 {
			return errUnplanned // the member is there twice
		}
		if d.PeekKind() != ']' {
			list.Grow(max(1, min(int(last.Load()), d.left()/int(size))))
		}
		n := 0
		for ; d.PeekKind() != ']'; n++ {
			if n == list.Cap() {
				list.Grow(1)
			}
			list.SetLen(n + 1)
			if err := elem(d, unsafe.Add(list.UnsafePointer(), uintptr(n)*size)); err != nil {
				return err
			}
		}
		if n == 0 || n < list.Cap()/2 {
			exact := reflect.MakeSlice(t, n, n)
			reflect.Copy(exact, list)
			list.Set(exact)
		}
		if int(last.Load()) != n {
			last.Store(int32(n))
		}
		_, err := d.ReadToken()
		return err
	}
}
