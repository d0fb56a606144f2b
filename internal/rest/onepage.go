package rest

import (
	"iter"

	"github.com/truora/truora-go/apitype"
)

// OnePage iterates over the items of a list that has a single page.
func OnePage[T any](list func() (*apitype.Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		page, err := list()
		if err != nil {
			yield(*new(T), err)
			return
		}
		for _, item := range page.Items {
			if !yield(item, nil) {
				return
			}
		}
	}
}
