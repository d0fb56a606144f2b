package truora

import (
	"fmt"

	"github.com/truora/truora-go/internal/rest"
)

// Unmarshal reads a result back from its JSON, such as a stored RawJSON or a
// sample. It reads as an answer of Truora's is read, in all spellings of times and
// passing over odd members, which Problems lists; what must always be there must
// be in raw. The result keeps a copy of raw as its RawJSON.
//
// T is any type that a method of this SDK returns, or that is an item of its
// lists: Unmarshal[checks.Check]. Of a page, store and read the items; events are
// read back with webhooks.ParseEvent.
func Unmarshal[T any](raw []byte) (*T, error) {
	out := new(T)
	if err := rest.Unmarshal(raw, out); err != nil {
		return nil, fmt.Errorf("truora: %T cannot be read: %w", *out, err)
	}
	return out, nil
}
