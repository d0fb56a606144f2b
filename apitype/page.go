package apitype

// Page is one page of a list, in the order Truora gave it.
type Page[T any] struct {
	Items []T
	// Next is the cursor of the page after this one: put it into the StartKey of
	// the params. Empty on the last page. A page without items may still have a
	// next one.
	Next string
	// Raw is the whole answer, including what Truora sends in addition to the
	// items.
	Raw
}
