package apitype

import (
	"fmt"
	"log/slog"
	"net/url"
	"unique"
)

const redacted = "[redacted]"

// Secret is a text that must not be shown, such as a password or a one-time code. It
// prints as [redacted] under every verb of fmt, in slog and in JSON, and inside other
// values too. [Secret.Reveal] returns the text, and the SDK sends it.
//
// Secrets with the same text are equal (==). The zero Secret is empty.
type Secret struct {
	// A handle holds a pointer, which fmt does not follow inside other values.
	text unique.Handle[string]
}

// NewSecret returns a Secret that holds text.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{unique.Make(text)}
}

// NewSecrets returns a map with the same keys and the texts as secrets. It is for the
// variables of a template.
func NewSecrets(texts map[string]string) map[string]Secret {
	secrets := make(map[string]Secret, len(texts))
	for name, text := range texts {
		secrets[name] = NewSecret(text)
	}
	return secrets
}

// Reveal returns the text itself.
func (s Secret) Reveal() string {
	if s.IsZero() {
		return ""
	}
	return s.text.Value()
}

// IsZero reports whether the secret is empty.
func (s Secret) IsZero() bool { return s == Secret{} }

// String hides the text.
func (Secret) String() string { return redacted }

// GoString hides the text.
func (Secret) GoString() string { return redacted }

// Format hides the text under every verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue hides the text.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the text from encoding/json and similar packages.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// UnmarshalText sets the text as Truora sends it. The output of MarshalText becomes an
// empty secret, so that it is not sent in place of the text it hid.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = Secret{}
	if string(text) != redacted {
		*s = NewSecret(string(text))
	}
	return nil
}

// EncodeValues writes the text into a form that is sent to Truora.
func (s Secret) EncodeValues(key string, values *url.Values) error {
	values.Add(key, s.Reveal())
	return nil
}
