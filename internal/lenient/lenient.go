// Package lenient decodes JSON from Truora: answers and webhooks.
package lenient

import (
	"bytes"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Options apply to every decode. Duplicate names and invalid UTF-8 do not fail it, and
// times may be in any of several formats.
var Options = json.JoinOptions(tolerant, json.WithUnmarshalers(json.UnmarshalFromFunc(anyTime)))

// Strict is Options, but a time or date that cannot be parsed is an error.
var Strict = json.JoinOptions(tolerant, json.WithUnmarshalers(json.JoinUnmarshalers(
	json.UnmarshalFromFunc(readTime), json.UnmarshalFromFunc(readDate),
)))

var tolerant = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// Trim removes the byte order mark and the white space around a JSON text.
func Trim(text []byte) []byte {
	return bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(text), []byte("\ufeff")))
}
