package webhooks

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// wrappers are the members in which receivers have found the JWT.
var wrappers = map[string]bool{"token": true, "jwt": true, "data": true, "payload": true}

// unwrap finds the JWT in a body: bare, as a JSON string, or as a string member of a
// JSON object. It runs before the signature is verified, so it reads only one level and
// allocates only the one string.
func unwrap(body []byte) []byte {
	body = bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\ufeff")))
	switch {
	case bytes.HasPrefix(body, []byte{'"'}):
		text, err := jsontext.AppendUnquote(nil, body)
		if err != nil {
			return nil
		}
		return bytes.TrimSpace(text)
	case bytes.HasPrefix(body, []byte{'{'}):
		return unwrapObject(body)
	}
	return body
}

// maxMembers is how many members of an object are examined.
const maxMembers = 16

// unwrapObject returns the value of the first wrapper that looks like a JWT, or nil. It
// does not descend, and stops at the first match.
func unwrapObject(body []byte) []byte {
	dec := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	_, _ = dec.ReadToken() // the brace
	for range maxMembers {
		name, err := dec.ReadToken()
		if err != nil || name.Kind() != '"' {
			return nil
		}
		wrapper := wrappers[name.String()] // before the next read, which invalidates the token
		if kind := dec.PeekKind(); kind == '{' || kind == '[' {
			return nil
		}
		value, err := dec.ReadValue()
		if err != nil {
			return nil
		}
		text, err := jsontext.AppendUnquote(nil, value)
		if err == nil && wrapper && bytes.Count(text, []byte{'.'}) == 2 {
			return bytes.TrimSpace(text)
		}
	}
	return nil
}
