package rest

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/truora/truora-go/apitype"
)

// Dotted writes the members of m into a form as key.name=value. It implements
// EncodeValues for maps with dynamic keys.
func Dotted[M ~map[string]V, V ~string | apitype.Secret](key string, m M, into *url.Values) error {
	for name, value := range m {
		// A trailing space is easily mistyped, and would silently name another field.
		if name == "" || strings.TrimSpace(name) != name {
			return errors.New("a name of " + key + " is empty, or begins or ends with a blank")
		}
		if secret, ok := any(value).(apitype.Secret); ok {
			into.Set(key+"."+name, secret.Reveal())
			continue
		}
		into.Set(key+"."+name, fmt.Sprint(value))
	}
	return nil
}
