package lenient

import (
	"bytes"
	"errors"
	"reflect"
	"sync"
)

// Budget limits the memory that one answer may take when decoded. Three bytes of JSON
// can become a struct of a kilobyte, so without a limit one answer could exhaust the
// memory.
type Budget struct {
	left     int64
	counting bool // the text could exceed it: count while reading
	walker   *walker
}

// ErrUnfolds means that decoding a text would take many times its length in memory.
var ErrUnfolds = errors.New("the answer unfolds to many times its length")

const (
	budgetFloor    = 2 << 20
	budgetMultiple = 8
	// smallText can do no harm, and is read without counting.
	smallText = 16 << 10
)

func allowed(length int) int64 { return budgetFloor + budgetMultiple*int64(length) }

func newBudget(length int) *Budget { return &Budget{left: allowed(length)} }

// Fits reports whether a text of the given length may be decoded into size bytes.
func Fits(length int, size int64) bool { return size <= allowed(length) }

// BudgetFor returns the budget for a text that holds values of type t, or nil if the
// text cannot exceed it, which is cheap to see for nearly all.
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

// parts returns an upper bound of the number of values in text.
func parts(text []byte) int {
	return bytes.Count(text, []byte("{")) + bytes.Count(text, []byte("[")) + bytes.Count(text, []byte("null"))
}

// SharedBudget returns the budget for a text whose parts are read one by one.
func SharedBudget(text []byte) *Budget { return newBudget(len(text)) }

// Spend deducts n bytes, or fails if fewer are left.
func (b *Budget) Spend(n int64) error {
	if b.left -= n; b.left < 0 {
		return ErrUnfolds
	}
	return nil
}

// SizeOf returns the size of a t, without what it points to.
func SizeOf(t reflect.Type) int64 { return int64(t.Size()) } //nolint:gosec // no type is so large

var largestParts sync.Map // of reflect.Type to int64

// largestPart returns the size of the largest value that t can hold any number of: an
// element of a slice or map, or the target of a pointer.
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
	anyPart     = 64 // an empty object or array in an any
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
