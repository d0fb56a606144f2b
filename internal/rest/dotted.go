package rest

import (
	"errors"
	"net/url"
	"strings"
)

// Dotted writes the members of m into a form under key: key.name=value. It is
// what the EncodeValues of a map of dynamic keys does.
func Dotted[M ~map[string]V, V ~string](key string, m M, into *url.Values) error {
	for name, value := range m {
		// A blank at the end is easily mistyped, and silently another field.
		if name == "" || strings.TrimSpace(name) != name {
			return errors.New("a name of " + key + " is empty, or begins or ends with a blank")
		}
		into.Set(key+"."+name, string(value))
	}
	return nil
}
