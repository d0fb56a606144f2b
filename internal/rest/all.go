package rest

import (
	"context"
	"errors"
	"hash/maphash"
	"iter"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/received"
)

// Pages walks over all pages of list, beginning with params. It fetches a page when
// it is asked for, and ends with a page that has no next one or an error without a
// page. startKey points at the start key of the params, which are copied, so that
// walks do not disturb each other.
func Pages[T, P any](
	ctx context.Context, params P, list func(context.Context, P) (*apitype.Page[T], error), startKey func(*P) *string,
) iter.Seq2[*apitype.Page[T], error] {
	return func(yield func(*apitype.Page[T], error) bool) {
		params := params
		seed, followed := maphash.MakeSeed(), map[uint64]struct{}{} // of hashes: a long list has long cursors
		for {
			page, err := list(ctx, params)
			if !yield(page, err) || page == nil || page.Next == "" {
				return
			}
			mark := maphash.String(seed, page.Next)
			if _, again := followed[mark]; again {
				yield(nil, errCircle)
				return
			}
			followed[mark] = struct{}{}
			*startKey(&params) = page.Next
		}
	}
}

// All walks over the items of all pages of list, past empty pages; see [Pages]. Items
// that could not be read are one error after the others of their page, and the walk
// goes on; it ends with the first error of another kind.
func All[T, P any](
	ctx context.Context, params P, list func(context.Context, P) (*apitype.Page[T], error), startKey func(*P) *string,
) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		for page, err := range Pages(ctx, params, list, startKey) {
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
			if err != nil && !yield(none, err) {
				return
			}
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
