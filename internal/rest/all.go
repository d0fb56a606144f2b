package rest

import (
	"context"
	"errors"
	"hash/maphash"
	"iter"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/received"
)

// Pages iterates over all pages of list, beginning with params. It fetches a page when
// it is needed, and stops at the last page or at an error without a page. startKey
// returns the address of the start key in params. Each iteration copies params, so
// iterations are independent.
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
				yield(nil, errCycle)
				return
			}
			followed[mark] = struct{}{}
			*startKey(&params) = page.Next
		}
	}
}

// All iterates over the items of all pages of list, skipping empty pages; see [Pages].
// If items of a page could not be decoded, it yields one error after the other items of
// that page and goes on; it stops at the first error of another kind.
func All[T, P any](
	ctx context.Context, params P, list func(context.Context, P) (*apitype.Page[T], error), startKey func(*P) *string,
) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for page, err := range Pages(ctx, params, list, startKey) {
			if !eachItem(page, err, yield) {
				return
			}
		}
	}
}

// OnePage is [All] for a list that has a single page.
func OnePage[T any](list func() (*apitype.Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		page, err := list()
		eachItem(page, err, yield)
	}
}

// eachItem yields the items of a page and then the error, and reports whether to go on.
func eachItem[T any](page *apitype.Page[T], err error, yield func(T, error) bool) bool {
	var none T
	if page == nil {
		return yield(none, err)
	}
	for _, item := range page.Items {
		if !yield(item, nil) {
			return false
		}
	}
	if notes := received.NotesOf(page); notes != nil {
		err = notes.Err
	}
	return err == nil || yield(none, err)
}

// AllOf is [All] for a list that belongs to the resource with the given id.
func AllOf[T, P any](
	ctx context.Context, id string, params P, list func(context.Context, string, P) (*apitype.Page[T], error), startKey func(*P) *string,
) iter.Seq2[T, error] {
	return All(ctx, params, func(ctx context.Context, p P) (*apitype.Page[T], error) {
		return list(ctx, id, p)
	}, startKey)
}

var errCycle = errors.New("truora: the pages of the list form a cycle")
