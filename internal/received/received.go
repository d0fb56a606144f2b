// Package received is how the SDK fills apitype.Raw in what it decodes. Nothing
// of it shows in the documentation of apitype.
package received

// Problem is an apitype.Problem.
type Problem struct{ Pointer, Want, Got string }

// MaxProblems is how many problems are listed of one value.
const MaxProblems = 100

// Notes are what was odd in a value, and what it came in.
type Notes struct {
	Problems []Problem
	// Envelope is the answer that held the value, if the value was not all of it.
	Envelope []byte
	// Err is the public error of the items that a page had to leave out.
	Err error
}

// Full reports whether there is no room for another problem.
func (n *Notes) Full() bool { return len(n.Problems) >= MaxProblems }

// Add lists one more problem, if there is room.
func (n *Notes) Add(p Problem) {
	if !n.Full() {
		n.Problems = append(n.Problems, p)
	}
}

// Attach makes text the raw JSON of v, a pointer to a struct that embeds
// apitype.Raw, and notes what was noted of it: nil if nothing was. Any other v is
// left alone. Package apitype sets it.
var Attach func(v any, text []byte, notes *Notes)

// NotesOf returns what was noted of v, or nil. Package apitype sets it.
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
