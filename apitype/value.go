package apitype

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// Value is a value as text: of a contact's property or of a variable of a process. The
// API writes it in different types: numbers and booleans keep their JSON text. To send
// numbers, booleans and days use [IntValue], [BoolValue] and [DateValue].
type Value string

// IntValue returns a number as a Value. unverified: how Truora writes numbers is
// inferred.
func IntValue(n int64) Value { return Value(strconv.FormatInt(n, 10)) }

// BoolValue returns a boolean as a Value. unverified: how Truora writes booleans is
// inferred from its forms.
func BoolValue(b bool) Value { return Value(strconv.FormatBool(b)) }

// DateValue returns a day as a Value. unverified: how Truora writes days here is
// inferred.
func DateValue(d Date) Value { return Value(d.String()) }

// Int parses a whole number; the second result is false if it is not one.
func (v Value) Int() (int64, bool) {
	n, err := strconv.ParseInt(string(v), 10, 64)
	return n, err == nil
}

// Bool parses a boolean; ok is false if it is not one.
func (v Value) Bool() (value, ok bool) { return v == "true", v == "true" || v == "false" }

// Date parses a day and ignores any time after it; the second result is false if it is
// not one.
func (v Value) Date() (Date, bool) {
	var d Date
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
