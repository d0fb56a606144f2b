package rest

import (
	"context"
	"errors"
	"hash/maphash"
	"iter"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/received"
)

// All walks over all pages of list, beginning with params. It fetches a page
// when its first item is asked for, and goes on past empty pages. Items that could
// not be read are one error after the others of their page, and the walk goes on;
// it ends with the first error of another kind. startKey points at the start key of
// the params, which are copied, so that walks do not disturb each other.
func All[T, P any](
	ctx context.Context, params P, list func(context.Context, P) (*apitype.Page[T], error), startKey func(*P) *string,
) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		params := params
		seed, followed := maphash.MakeSeed(), map[uint64]struct{}{} // of hashes: a long list has long cursors
		for {
			page, err := list(ctx, params)
			if page == nil {
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if notes := received.NotesOf(page); notes != nil {
				err = notes.Err
			}
			if err != nil && !yield(none, err) || page.Next == "" {
				return
			}
			mark := maphash.String(seed, page.Next)
			if _, again := followed[mark]; again {
				yield(none, errCircle)
				return
			}
			followed[mark] = struct{}{}
			*startKey(&params) = page.Next
		}
	}
}

// AllOf is [All] for a list below the resource with the given id.
func AllOf[T, P any](
	ctx context.Context, id string, params P, list func(context.Context, string, P) (*apitype.Page[T], error), startKey func(*P) *string,
) iter.Seq2[T, error] {
	return All(ctx, params, func(ctx context.Context, p P) (*apitype.Page[T], error) {
		return list(ctx, id, p)
	}, startKey)
}

var errCircle = errors.New("truora: the pages of the list go round in a circle")
