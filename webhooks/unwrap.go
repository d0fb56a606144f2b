package webhooks

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// wrappers are the members in which programs that receive from Truora have found
// the JWT.
var wrappers = map[string]bool{"token": true, "jwt": true, "data": true, "payload": true}

// unwrap finds the JWT in a body: bare, as a JSON string, or as a string member of a
// JSON object. This runs before the signature is known, so it reads one level and
// builds nothing but the one string.
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

// maxMembers is how many members of an object are looked at.
const maxMembers = 16

// unwrapObject returns the first wrapper's value that looks like a JWT, or nil. It
// looks no deeper, and no further than a member that does.
func unwrapObject(body []byte) []byte {
	dec := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	_, _ = dec.ReadToken() // the brace
	for range maxMembers {
		name, err := dec.ReadToken()
		if err != nil || name.Kind() != '"' {
			return nil
		}
		wrapper := wrappers[name.String()] // before the next read, which ends the token
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
