package lenient

import (
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

var errNeither = errors.New("neither the value nor a text that holds it")

// ReadEither reads JSON, or a string that contains it, with the options of dec. An
// empty string leaves out unchanged, and so does an error.
func ReadEither[T any](dec *jsontext.Decoder, out *T) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	text := []byte(value)
	if value.Kind() == '"' {
		if text, err = jsontext.AppendUnquote(nil, value); err != nil {
			return errNeither
		}
		if len(Trim(text)) == 0 {
			return nil
		}
	}
	var read T
	if json.Unmarshal(text, &read, dec.Options()) != nil {
		return errNeither
	}
	*out = read
	return nil
}
