// Package words reads values of open sets that Truora writes in more than one case.
package words

import "strings"

// Read returns the known value that text is in some case of its letters, and text
// itself if it is none of them: the set is open. A type whose values Truora's own
// documents spell in several ways calls it from UnmarshalText, so that == and switch
// work on what was read; RawJSON keeps the spelling.
func Read[T ~string, B ~string | ~[]byte](text B, known ...T) T {
	for _, k := range known {
		if strings.EqualFold(string(k), string(text)) {
			return k
		}
	}
	return T(text)
}
