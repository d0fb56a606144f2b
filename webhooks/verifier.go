package webhooks

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/truora/truora-go/internal/lenient"
)

// Reasons to refuse a delivery. None of the errors contains any part of the delivery.
var (
	// ErrTooLarge means that the body is larger than [Verifier.WithMaxBody]
	// allows.
	ErrTooLarge = errors.New("webhooks: the delivery is too large")
	// ErrMalformed means that the body is not a delivery.
	ErrMalformed = errors.New("webhooks: the delivery is malformed")
	// ErrSignature means that the delivery was not signed with any of the keys by
	// HMAC-SHA256. It is forged, or the key is not the webhook's.
	ErrSignature = errors.New("webhooks: the signature matches none of the keys")
	// ErrStale means that the delivery was signed longer ago than
	// [Verifier.WithMaxAge] allows, that it was signed in the future by this
	// machine's clock, or that it has expired.
	ErrStale = errors.New("webhooks: the delivery is too old, expired, or dated in the future")
)

const (
	defaultMaxAge  = 24 * time.Hour
	defaultMaxBody = 256 << 10
	// clockSkew is how far this machine's clock may differ from Truora's.
	clockSkew = 10 * time.Minute
)

// Verifier verifies deliveries. It is immutable and safe for concurrent use.
type Verifier struct {
	keys    func() []*signer // printing a struct does not print what a function captures
	maxAge  time.Duration
	maxBody int
}

// NewVerifier takes the signing keys of webhooks. A key is 64 hexadecimal digits, as
// the dashboard shows it; the text itself is the secret, and is not decoded. Each rule
// in the dashboard has its own key. Pass several keys for several rules at one address,
// or while a key is being replaced: a delivery signed with any of them is accepted.
//
// It refuses keys of fewer than 32 characters or with fewer than 8 distinct characters,
// and text encoded in hexadecimal digits, because Truora generates no such keys.
func NewVerifier(keys ...string) (*Verifier, error) {
	if len(keys) == 0 {
		return nil, errors.New("webhooks: a verifier needs a key")
	}
	var signers []*signer
	for _, key := range keys {
		if err := checkKey(key); err != nil {
			return nil, err
		}
		signers = append(signers, newSigner([]byte(key)))
	}
	return &Verifier{keys: func() []*signer { return signers }, maxAge: defaultMaxAge, maxBody: defaultMaxBody}, nil
}

// WithMaxAge returns a verifier that refuses deliveries signed longer than age ago. The
// default is 24 hours; 0 turns the limit off.
//
// The limit makes a captured delivery useless. Until then its events are dropped as
// repeats, as long as the handler's [Claims] remember them. The default is long because
// Truora makes up to 5 attempts at intervals that are not published, and it is not
// known whether it signs each attempt again: too short a limit loses events.
//
// The age is measured from the iat of the JWT or, if there is none, from the latest of
// the events; a delivery without either is refused. Clocks may differ by 10 minutes.
func (v *Verifier) WithMaxAge(age time.Duration) *Verifier {
	out := *v
	out.maxAge = age
	return &out
}

// WithMaxBody returns a verifier that reads bodies of at most n bytes. The default, 256
// KiB, is about a hundred times the largest event that Truora documents.
func (v *Verifier) WithMaxBody(n int) *Verifier {
	out := *v
	out.maxBody = n
	return &out
}

// Parse verifies the body of a request and returns the delivery in it. The body is a
// bare JWT; it may also be a JSON string, or the member token, jwt, data or payload of
// a JSON object, with a byte order mark and white space around it. The error is one of
// [ErrTooLarge], [ErrMalformed], [ErrSignature] and [ErrStale]. An event unknown to
// this version is not an error.
func (v *Verifier) Parse(body []byte) (*Delivery, error) {
	if len(body) > v.maxBody {
		return nil, ErrTooLarge
	}
	text, err := openJWS(unwrap(body), v.keys())
	if err != nil {
		return nil, err
	}
	var c claimSet
	if err := json.Unmarshal(text, &c, lenient.Options); err != nil {
		return nil, ErrMalformed
	}
	d := c.delivery(text)
	if !v.timely(&c, d.made(), time.Now()) {
		return nil, ErrStale
	}
	return d, nil
}

// timely reports whether a genuine delivery is within its time limits.
func (v *Verifier) timely(c *claimSet, made, now time.Time) bool {
	expires, begins := c.ExpiresAt.time(), c.NotBefore.time()
	switch {
	case !expires.IsZero() && now.After(expires.Add(clockSkew)):
		return false
	case now.Add(clockSkew).Before(begins):
		return false
	case v.maxAge <= 0:
		return true
	}
	return !made.IsZero() && now.Sub(made) <= v.maxAge && made.Sub(now) <= clockSkew
}

const redacted = "webhooks.Verifier{keys: [redacted]}"

// String hides the keys.
func (v Verifier) String() string { return redacted }

// GoString hides the keys.
func (v Verifier) GoString() string { return redacted }

// Format hides the keys under every verb.
func (v Verifier) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue hides the keys.
func (v Verifier) LogValue() slog.Value { return slog.StringValue(redacted) }
