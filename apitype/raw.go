package apitype

// Raw is embedded in every result. It keeps the text Truora sent for it, so
// that fields this version of the SDK does not know, and the evidence an audit
// asks for, stay within reach.
type Raw struct {
	text []byte `json:"-"` // the tag lets the JSON package take the embedded struct as empty
}

// RawJSON returns the exact text Truora sent for this value: the object itself,
// without the envelope around it. It is nil for a value that did not come from
// Truora. The bytes are shared with the rest of the answer; do not change them.
func (r Raw) RawJSON() []byte { return r.text }

func (r *Raw) attach(text []byte) { r.text = text }

// Attach makes text the raw JSON of v, a pointer to a struct that embeds [Raw];
// any other v is left alone. The SDK calls it for what it decodes; in a test it
// lets hand-made values look as if they had been received.
func Attach(v any, text []byte) {
	if holder, ok := v.(interface{ attach([]byte) }); ok {
		holder.attach(text)
	}
}
