package lenient

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ReadEither reads JSON, or text that holds it, with the options of dec. What
// cannot be read leaves out as it was: the raw answer has it, and a side note must
// not cost the whole answer.
func ReadEither[T any](dec *jsontext.Decoder, out *T) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	text := []byte(value)
	if value.Kind() == '"' {
		if text, err = jsontext.AppendUnquote(nil, value); err != nil {
			return nil //nolint:nilerr // see above
		}
	}
	var read T
	if json.Unmarshal(text, &read, dec.Options()) == nil {
		*out = read
	}
	return nil
}
