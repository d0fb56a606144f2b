// Package words decodes enum values that Truora writes in more than one case.
package words

import "strings"

// Read returns the known value that equals text without regard to case, or else text
// itself: the set is open. A type whose values Truora's own documents spell in several
// ways calls it from UnmarshalText, so that == and switch work on decoded values;
// RawJSON keeps the original spelling.
func Read[T ~string, B ~string | ~[]byte](text B, known ...T) T {
	for _, k := range known {
		if strings.EqualFold(string(k), string(text)) {
			return k
		}
	}
	return T(text)
}
