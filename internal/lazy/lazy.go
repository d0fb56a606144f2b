// Package lazy builds tables when they are first read.
package lazy

import "sync"

// Value is built by the first Get. An initialized package variable costs every program
// code and startup time, even one that never reads it; a Value costs nothing until
// then.
type Value[T any] struct {
	once  sync.Once
	value T
}

// Get returns the value, and calls build the first time.
func (v *Value[T]) Get(build func() T) T {
	v.once.Do(func() { v.value = build() })
	return v.value
}
