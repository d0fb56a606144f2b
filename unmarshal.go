package truora

import (
	"fmt"

	"github.com/truora/truora-go/internal/rest"
)

// Unmarshal decodes a result from its JSON, such as a stored RawJSON or a sample.
// It decodes raw exactly as if Truora had sent it: it accepts all formats of times
// that Truora uses, skips members of an unexpected type, which Problems then
// lists, and fails if a required member is missing. The result keeps a copy of raw
// as its RawJSON.
//
// T is any type that a method of this SDK returns, or that is an item of its
// lists: Unmarshal[checks.Check]. For a page, store and decode the items. To
// decode events, use webhooks.ParseEvent.
func Unmarshal[T any](raw []byte) (*T, error) {
	out := new(T)
	if err := rest.Unmarshal(raw, out); err != nil {
		return nil, fmt.Errorf("truora: %T cannot be read: %w", *out, err)
	}
	return out, nil
}
