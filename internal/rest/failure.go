package rest

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/internal/lenient"
)

// Failure is everything known about a call that did not succeed. The root package turns
// it into its public error.
type Failure struct {
	Op     string
	Status int // 0: no answer
	Header http.Header
	Body   []byte // as much as was read
	// RetryAfter is the wait the server asked for.
	RetryAfter time.Duration
	// Invalid: refused by the SDK; nothing was sent.
	Invalid bool
	// Refused: by Surround; nothing was sent.
	Refused bool
	// Unknown: the call changes something, and its answer was lost.
	Unknown bool
	// NotReady: what was waited for did not appear in time.
	NotReady bool
	// Link: the answer came from a signed link, not from the API.
	Link bool
	// Expired: the signed link has expired.
	Expired bool
	// Decode: a successful answer that cannot be decoded.
	Decode bool
	// Kind is an error of the area that also applies; nil for none.
	Kind error
	// Private is the data of the request that no text may repeat.
	Private Private
	Err     error
}

// missing reports whether Truora said that there is no such thing, which it does with a
// JSON object. The 404 of a proxy says nothing of Truora.
func (f *Failure) missing() bool {
	return f.Status == http.StatusNotFound && jsontext.Value(lenient.Trim(f.Body)).Kind() == '{'
}

// ErrNotFound is also found in the public error of a 404: areas that search depend on
// it.
var ErrNotFound = errors.New("truora: not found")

// ErrOutcomeUnknown is also found in the public error if Failure.Unknown is set: areas
// that combine calls depend on it.
var ErrOutcomeUnknown = errors.New("truora: outcome unknown")

func (c *Core) fail(f *Failure) error { return c.cfg.PublicError(f) }

// withoutURL unwraps the errors of net/http that print the URL, and those around a
// refusal, which print an address.
func withoutURL(err error) error {
	if refused, ok := errors.AsType[refusal](err); ok {
		return refused
	}
	var u *url.Error
	for errors.As(err, &u) {
		err = u.Err
	}
	return err
}
