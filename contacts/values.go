package contacts

import (
	"net/url"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Value is the value of a property, as text. Texts, e-mail addresses and enums
// are themselves; for the others use [IntValue], [BoolValue] and [DateValue].
type Value string

// IntValue writes a value of a [PropertyTypeInt]. unverified: how Truora writes numbers
// is inferred.
func IntValue(n int64) Value { return Value(strconv.FormatInt(n, 10)) }

// BoolValue writes a value of a [PropertyTypeBoolean]. unverified: how Truora writes
// booleans is inferred from its forms.
func BoolValue(b bool) Value { return Value(strconv.FormatBool(b)) }

// DateValue writes a value of a [PropertyTypeDate]. unverified: how Truora writes days
// here is inferred.
func DateValue(d apitype.Date) Value { return Value(d.String()) }

// Int reads the value of a [PropertyTypeInt]; false if it is none.
func (v Value) Int() (int64, bool) {
	n, err := strconv.ParseInt(string(v), 10, 64)
	return n, err == nil
}

// Bool reads the value of a [PropertyTypeBoolean]; false, false if it is none.
func (v Value) Bool() (value, ok bool) { return v == "true", v == "true" || v == "false" }

// Date reads the value of a [PropertyTypeDate], whatever time follows the day; false if
// it is none.
func (v Value) Date() (apitype.Date, bool) {
	var d apitype.Date
	err := d.UnmarshalText([]byte(v))
	return d, err == nil && !d.IsZero()
}

// UnmarshalJSONFrom reads a string, and keeps the text of any other JSON value,
// because the types of the values are not documented. Null is empty.
func (v *Value) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	raw, err := dec.ReadValue()
	if err != nil {
		return err
	}
	switch raw.Kind() {
	case '"':
		text, err := jsontext.AppendUnquote(nil, raw)
		*v = Value(text)
		return err
	case 'n':
		*v = ""
	default:
		*v = Value(raw)
	}
	return nil
}

// Values are values of properties, by property id.
type Values map[string]Value

// EncodeValues writes each value as custom_property_values.id.
func (v Values) EncodeValues(key string, values *url.Values) error {
	return rest.Dotted(key, v, values)
}
