package apitype

import (
	"unsafe"

	"github.com/truora/truora-go/internal/received"
)

// Raw is embedded in every result. It keeps the text that Truora sent, so that
// fields that this version of the SDK does not know, and evidence for an audit,
// remain available. Printing a result does not print it.
type Raw struct {
	// The text, as its first byte and its length: fmt prints the bytes of a slice,
	// and does not follow a pointer. The tags let the JSON package take the embedded
	// struct as empty.

	text   *byte           `json:"-"`
	length int             `json:"-"`
	notes  *received.Notes `json:"-"`
}

// RawJSON returns the exact text Truora sent for this value: the object itself,
// without the envelope around it. It is nil for a value that did not come from
// Truora. The bytes are shared with the rest of the answer; do not change them.
// truora.Unmarshal reads a stored text back.
func (r Raw) RawJSON() []byte { return unsafe.Slice(r.text, r.length) } //nolint:gosec // attach set both

// Envelope returns the whole answer that contained this value, with everything that
// Truora puts beside it: the paths "details" and "self" beside a check, for example. It
// is nil if the value is the whole answer, is an item of a page (see the page's
// RawJSON), or did not come from Truora. Do not change the bytes.
func (r Raw) Envelope() []byte {
	if r.notes == nil {
		return nil
	}
	return r.notes.Envelope
}

// Problems lists the members that were not as documented, at most 100 of them. Such a
// member is zero, and RawJSON has it; all others were decoded. It is nil for nearly
// every answer.
//
// The problems of a [Page] are the items that could not be decoded at all, and so are
// not among its Items, and a next page that could not be decoded. An item lists its own
// problems itself.
func (r Raw) Problems() []Problem {
	if r.notes == nil || len(r.notes.Problems) == 0 {
		return nil
	}
	list := make([]Problem, len(r.notes.Problems))
	for i, p := range r.notes.Problems {
		list[i] = Problem(p)
	}
	return list
}

// Problem is a member of an answer that was not as documented. It never contains a
// value of the answer.
type Problem struct {
	// Pointer is the JSON Pointer (RFC 6901) of the member within RawJSON, such as
	// /scores/3. A name that does not look like one of Truora's is "…".
	Pointer string
	// Want is the kind that was expected: object, array, string, number, integer,
	// boolean, time or date.
	Want string
	// Got is the kind of JSON that was sent: object, array, string, number or boolean;
	// nothing if there was no such member.
	Got string
}

// String returns, for example, "/scores/3 is a string, not a number".
func (p Problem) String() string {
	return received.Problem(p).String()
}

func (r *Raw) attach(text []byte, notes *received.Notes) {
	r.text, r.length, r.notes = unsafe.SliceData(text), len(text), notes //nolint:gosec // see RawJSON
}

func (r *Raw) noted() *received.Notes { return r.notes }

func init() {
	received.Attach = func(v any, text []byte, notes *received.Notes) {
		if holder, ok := v.(interface {
			attach([]byte, *received.Notes)
		}); ok {
			holder.attach(text, notes)
		}
	}
	received.NotesOf = func(v any) *received.Notes {
		if holder, ok := v.(interface{ noted() *received.Notes }); ok {
			return holder.noted()
		}
		return nil
	}
}
