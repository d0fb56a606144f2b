package lenient

import (
	"bytes"
	"errors"
	"reflect"
	"sync"
)

// Budget bounds the memory that one answer may unfold to. Three bytes of JSON can
// become a struct of a kilobyte, so an answer without such a bound could fill the
// memory of any machine.
type Budget struct {
	left     int64
	counting bool // the text could exceed it: count while reading
	walker   *walker
}

// ErrUnfolds is a text that would take many times its length in memory.
var ErrUnfolds = errors.New("the answer unfolds to many times its length")

const (
	budgetFloor    = 2 << 20
	budgetMultiple = 8
	// smallText cannot do harm: it is read without a look at what is in it.
	smallText = 16 << 10
)

func allowed(length int) int64 { return budgetFloor + budgetMultiple*int64(length) }

func newBudget(length int) *Budget { return &Budget{left: allowed(length)} }

// Fits reports whether a text of that length may unfold to size bytes.
func Fits(length int, size int64) bool { return size <= allowed(length) }

// BudgetFor returns the budget of a text that holds values of type t; nil for
// nearly all, which are seen at a glance to stay within it.
func BudgetFor(text []byte, t reflect.Type) *Budget {
	if len(text) <= smallText {
		return nil
	}
	b := newBudget(len(text))
	if int64(parts(text))*largestPart(t) <= b.left {
		return nil
	}
	b.counting = true
	return b
}

// parts counts what could be values of more than their length, itself among them.
func parts(text []byte) int {
	return bytes.Count(text, []byte("{")) + bytes.Count(text, []byte("[")) + bytes.Count(text, []byte("null"))
}

// SharedBudget is for a text whose parts are read one by one.
func SharedBudget(text []byte) *Budget { return newBudget(len(text)) }

// Spend takes n bytes away.
func (b *Budget) Spend(n int64) error {
	if b.left -= n; b.left < 0 {
		return ErrUnfolds
	}
	return nil
}

// SizeOf is the size of a t without what it points at.
func SizeOf(t reflect.Type) int64 { return int64(t.Size()) } //nolint:gosec // no type is so large

var largestParts sync.Map // of reflect.Type to int64

// largestPart is the size of the largest value that t can hold any number of:
// elements of lists and maps, and what pointers point at.
func largestPart(t reflect.Type) int64 {
	if known, ok := largestParts.Load(t); ok {
		return known.(int64)
	}
	largest := largestWithin(t, map[reflect.Type]bool{})
	largestParts.Store(t, largest)
	return largest
}

const (
	mapOverhead = 64
	anyPart     = 64 // an empty object or list where any value may be
)

func largestWithin(t reflect.Type, seen map[reflect.Type]bool) int64 {
	if seen[t] {
		return 0
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Interface:
		return anyPart
	case reflect.Array:
		return largestWithin(t.Elem(), seen)
	case reflect.Slice, reflect.Pointer:
		return max(SizeOf(t.Elem()), largestWithin(t.Elem(), seen))
	case reflect.Map:
		return max(SizeOf(t.Elem())+mapOverhead, largestWithin(t.Elem(), seen))
	case reflect.Struct:
		var largest int64
		for field := range t.Fields() {
			if field.Tag.Get("json") == "-" || !field.IsExported() && !field.Anonymous {
				continue
			}
			largest = max(largest, largestWithin(field.Type, seen))
		}
		return largest
	default:
		return 0
	}
}
