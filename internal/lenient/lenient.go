// Package lenient says how JSON from Truora is read: answers and webhooks alike.
package lenient

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Options are those of every decode: repeated names and broken UTF-8 must not
// cost an answer, and times come in many spellings.
var Options = json.JoinOptions(
	jsontext.AllowDuplicateNames(true),
	jsontext.AllowInvalidUTF8(true),
	json.WithUnmarshalers(json.UnmarshalFromFunc(readTime)),
)
