// Package lazy holds tables that are made when they are first read.
package lazy

import "sync"

// Value is made by the first Get. A variable with an initial value costs every
// program its code and its start, even one that never reads it; this costs nothing.
type Value[T any] struct {
	once  sync.Once
	value T
}

// Get returns the value, which build makes if it is not there yet.
func (v *Value[T]) Get(build func() T) T {
	v.once.Do(func() { v.value = build() })
	return v.value
}
