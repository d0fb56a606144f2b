package webhooks

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/golang-jwt/jwt/v5"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/lenient"
)

// Why a delivery is refused. None of the errors repeats anything of the delivery.
var (
	// ErrTooLarge: the body is larger than [Verifier.WithMaxBody] allows.
	ErrTooLarge = errors.New("webhooks: the delivery is too large")
	// ErrMalformed: the body is no delivery.
	ErrMalformed = errors.New("webhooks: the delivery is malformed")
	// ErrSignature: none of the keys signed it by HMAC-SHA256. It is forged, or the
	// key is not that of the webhook.
	ErrSignature = errors.New("webhooks: the signature is not of any of the keys")
	// ErrStale: it was signed longer ago than [Verifier.WithMaxAge] allows, or after
	// now by this machine's clock, or says itself that its time is over.
	ErrStale = errors.New("webhooks: the delivery is outside of its time")
)

const (
	defaultMaxBody = 1 << 20
	// clockSkew is how far two honest clocks may be apart.
	clockSkew = time.Minute
)

// Verifier tells Truora's deliveries from forged ones. It is immutable and safe
// for concurrent use.
type Verifier struct {
	keys    func() jwt.VerificationKeySet // printing a struct does not look into a function
	maxAge  time.Duration
	maxBody int
}

// NewVerifier takes the signing key of the webhook, 64 hexadecimal digits, as the
// dashboard shows it: the text itself is the secret. Give several while a key is
// replaced, or for several webhooks at one address; a delivery signed with any of
// them is good.
func NewVerifier(keys ...string) (*Verifier, error) {
	if len(keys) == 0 {
		return nil, errors.New("webhooks: a verifier needs a key")
	}
	var set jwt.VerificationKeySet
	for _, key := range keys {
		if err := checkKey(key); err != nil {
			return nil, err
		}
		set.Keys = append(set.Keys, []byte(key))
	}
	return &Verifier{keys: func() jwt.VerificationKeySet { return set }, maxBody: defaultMaxBody}, nil
}

// checkKey refuses an empty key, under which anybody can sign, and one with a line
// break from the file it was in, under which nothing would ever verify.
func checkKey(key string) error {
	if key == "" {
		return errors.New("webhooks: a key is empty")
	}
	if strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return errors.New("webhooks: a key holds a blank, a line break or a character outside ASCII")
	}
	return nil
}

// WithMaxAge returns a verifier that also refuses what was signed longer than age
// ago, or more than a minute after now. Without it the age does not matter: Truora
// sends no expiry, and whether it signs anew when it sends again is not published.
func (v *Verifier) WithMaxAge(age time.Duration) *Verifier {
	out := *v
	out.maxAge = age
	return &out
}

// WithMaxBody returns a verifier that reads bodies of at most n bytes; 1 MiB
// unless told.
func (v *Verifier) WithMaxBody(n int) *Verifier {
	out := *v
	out.maxBody = n
	return &out
}

// Delivery is what Truora sends in one request.
type Delivery struct {
	// Issuer is Truora.
	Issuer string
	// IssuedAt is when it was signed; zero if it does not say.
	IssuedAt time.Time
	// Events are all of them, in their order. There can be several.
	Events []Event
	// Raw is the verified payload of the JWT.
	apitype.Raw
}

// Parse verifies the body of a request and returns what is in it. The body is a
// bare JWT; blanks around it and {"token": "…"}, as some proxies make of it, are
// taken too. The error is one of [ErrTooLarge], [ErrMalformed], [ErrSignature] and
// [ErrStale]. An event this version does not know is not an error.
func (v *Verifier) Parse(body []byte) (*Delivery, error) {
	if len(body) > v.maxBody {
		return nil, ErrTooLarge
	}
	var text payload
	token, err := parser.ParseWithClaims(tokenIn(body), &text, func(*jwt.Token) (any, error) { return v.keys(), nil })
	switch {
	case errors.Is(err, jwt.ErrTokenMalformed):
		return nil, ErrMalformed
	case err != nil || token.Header["crit"] != nil: // an extension that must be understood
		return nil, ErrSignature
	}
	var c claims
	if err := json.Unmarshal(text, &c, lenient.Options); err != nil {
		return nil, ErrMalformed
	}
	if !v.timely(&c, time.Now()) {
		return nil, ErrStale
	}
	return c.delivery(text), nil
}

// The parser leaves the claims alone: their times are looked at in timely, with
// the tolerance that Truora's missing expiry asks for.
var parser = jwt.NewParser(
	jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
	jwt.WithStrictDecoding(),
	jwt.WithoutClaimsValidation(),
)

// tokenIn finds the JWT in a body.
func tokenIn(body []byte) string {
	body = bytes.TrimSpace(body)
	if !bytes.HasPrefix(body, []byte("{")) {
		return string(body)
	}
	var wrapped struct {
		Token string `json:"token"`
	}
	if err := json.Unmarshal(body, &wrapped, lenient.Options); err != nil {
		return ""
	}
	return strings.TrimSpace(wrapped.Token)
}

// timely judges the times of a delivery that is genuine.
func (v *Verifier) timely(c *claims, now time.Time) bool {
	issued, expires, begins := c.IssuedAt.time(), c.ExpiresAt.time(), c.NotBefore.time()
	switch {
	case !expires.IsZero() && now.After(expires.Add(clockSkew)):
		return false
	case now.Add(clockSkew).Before(begins):
		return false
	case v.maxAge <= 0:
		return true
	}
	return !issued.IsZero() && now.Sub(issued) <= v.maxAge && issued.Sub(now) <= clockSkew
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
