// Package subject names the persons of calls without naming them: by an HMAC under a
// key of yours. guard/audit and guard/erasure share it.
//
// Whoever has the key and a list of document numbers can find out which number an HMAC
// is of, as there are few of them. Keep the key as you keep the data.
package subject

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/truora/truora-go/apitype"
)

// Identifier is one thing that names a person. Printing it shows its kind only.
type Identifier struct{ kind, scope, value string }

// Reference is your own id of the person, such as that of a customer.
func Reference(id string) Identifier { return Identifier{kind: "reference", value: id} }

// Document is the number of a document. Dots, dashes, spaces and case do not matter,
// but the country and the type do: equal numbers of two types may be of two persons.
func Document(country apitype.Country, kind apitype.DocumentType, number string) Identifier {
	number = strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, number)
	return Identifier{"document", strings.ToUpper(string(country)) + " " + string(kind), number}
}

// Phone is a number with its country code; only digits matter.
func Phone(number string) Identifier {
	return Identifier{kind: "phone", value: strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)}
}

// Email is an address; case does not matter.
func Email(address string) Identifier {
	return Identifier{kind: "email", value: strings.ToLower(strings.TrimSpace(address))}
}

// Account is an account_id at Truora.
func Account(accountID string) Identifier { return Identifier{kind: "account", value: accountID} }

// Kind returns "reference", "document", "phone", "email" or "account".
func (i Identifier) Kind() string { return i.kind }

// Value returns the id, number or address, as it is compared. It is personal data.
func (i Identifier) Value() string { return i.value }

// String returns the kind.
func (i Identifier) String() string { return cmp.Or(i.kind, "nobody") }

// GoString returns the kind.
func (i Identifier) GoString() string { return i.String() }

// Format prints the kind under every verb.
func (i Identifier) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(i.String())) }

// LogValue returns the kind.
func (i Identifier) LogValue() slog.Value { return slog.StringValue(i.String()) }

// Key is a secret key. Printing it shows nothing.
type Key struct {
	secret []byte
	pool   *sync.Pool // of *hasher
}

// hasher makes ids. It is used again, because most of an HMAC of something short is to
// set it up.
type hasher struct {
	mac  hash.Hash
	text []byte
}

const minKey = 32

// NewKey makes a key of at least 32 random bytes. Another key gives other ids: to find
// persons again, keep it for as long as what was written with it.
func NewKey(secret []byte) (Key, error) {
	if len(secret) < minKey {
		return Key{}, fmt.Errorf("subject: a key has at least %d random bytes", minKey)
	}
	secret = slices.Clone(secret)
	return Key{secret, newHashers(secret)}, nil
}

func newHashers(secret []byte) *sync.Pool {
	return &sync.Pool{New: func() any { return &hasher{mac: hmac.New(sha256.New, secret)} }}
}

// IsZero reports whether there is no key.
func (k Key) IsZero() bool { return len(k.secret) == 0 }

// String hides the key.
func (k Key) String() string { return "[redacted]" }

// GoString hides the key.
func (k Key) GoString() string { return "[redacted]" }

// Format hides the key under every verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[redacted]")) }

// LogValue hides the key.
func (k Key) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// MarshalText refuses: a key is not written with other values.
func (k Key) MarshalText() ([]byte, error) { return nil, errors.New("subject: a key is secret") }

// Hash returns a new HMAC-SHA256 under the key, for other packages of guard.
func (k Key) Hash() hash.Hash { return hmac.New(sha256.New, k.secret) }

// ID returns the HMAC of an identifier, in hexadecimal digits, or "" for an empty one.
func (k Key) ID(i Identifier) string {
	if i.value == "" {
		return ""
	}
	if k.pool == nil {
		return Key{pool: newHashers(nil)}.ID(i)
	}
	h := k.pool.Get().(*hasher)
	defer k.pool.Put(h)
	h.text = append(append(append(h.text[:0], "subject\x00"...), i.kind...), 0)
	h.text = append(append(append(h.text, i.scope...), 0), i.value...)
	h.mac.Reset()
	_, _ = h.mac.Write(h.text)
	clear(h.text) // it is personal
	h.text = h.mac.Sum(h.text[:0])
	var digits [2 * sha256.Size]byte
	hex.Encode(digits[:], h.text)
	return string(digits[:])
}

type contextKey struct{}

// With says whom the calls under ctx are about. The first identifier is the one that
// the records of guard/audit bear.
func With(ctx context.Context, person ...Identifier) context.Context {
	named := slices.DeleteFunc(slices.Clone(person), func(i Identifier) bool { return i.value == "" })
	return context.WithValue(ctx, contextKey{}, named)
}
