// Package received lets the SDK fill apitype.Raw in what it decodes, without exporting
// anything from apitype.
package received

// Problem is an apitype.Problem.
type Problem struct{ Pointer, Want, Got string }

// MaxProblems is the most problems recorded for one value.
const MaxProblems = 100

// Notes records the problems of a value and the answer it came in.
type Notes struct {
	Problems []Problem
	// Envelope is the answer that contained the value, if the value was only a part of
	// it.
	Envelope []byte
	// Err is the public error for the items that a page left out.
	Err error
}

// Full reports whether no more problems are recorded.
func (n *Notes) Full() bool { return len(n.Problems) >= MaxProblems }

// Add records a problem, if there is room.
func (n *Notes) Add(p Problem) {
	if !n.Full() {
		n.Problems = append(n.Problems, p)
	}
}

// Attach sets the raw JSON of v, a pointer to a struct that embeds apitype.Raw, to
// text, and records notes, which may be nil. It ignores any other v. Package apitype
// sets it.
var Attach func(v any, text []byte, notes *Notes)

// NotesOf returns the notes recorded for v, or nil. Package apitype sets it.
var NotesOf func(v any) *Notes

// String returns, for example, "/scores/3 is a string, not a number".
func (p Problem) String() string {
	where := p.Pointer
	if where == "" {
		where = "the value"
	}
	if p.Got == Nothing {
		return where + " is missing"
	}
	if p.Got == p.Want {
		return where + " is not a valid " + p.Want
	}
	return where + " is " + article(p.Got) + ", not " + article(p.Want)
}

// Nothing is what was got where a member is missing.
const Nothing = "nothing"

func article(kind string) string {
	switch kind {
	case "null":
		return kind
	case "array", "object", "integer":
		return "an " + kind
	default:
		return "a " + kind
	}
}
