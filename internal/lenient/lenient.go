// Package lenient says how JSON from Truora is read: answers and webhooks alike.
package lenient

import (
	"bytes"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Options are those of every decode: repeated names and broken UTF-8 must not
// cost an answer, and times come in many spellings.
var Options = json.JoinOptions(tolerant, json.WithUnmarshalers(json.UnmarshalFromFunc(anyTime)))

// Strict are Options under which a time or date that cannot be read is an error.
var Strict = json.JoinOptions(tolerant, json.WithUnmarshalers(json.JoinUnmarshalers(
	json.UnmarshalFromFunc(readTime), json.UnmarshalFromFunc(readDate),
)))

var tolerant = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// Trim takes away the byte order mark and the blanks around a JSON text.
func Trim(text []byte) []byte {
	return bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(text), []byte("\ufeff")))
}
