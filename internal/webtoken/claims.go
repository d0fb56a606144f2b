// Package webtoken makes the web token of one identity process and its link, and reads
// what it says. Packages apikeys and identity both need it, and no area imports another.
package webtoken

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/lenient"
)

// Additional are the claims of a token about its process, which Truora encodes as a
// JSON string inside the claims. ProcessID is empty if the token has none.
type Additional struct {
	ProcessID   string          `json:"process_id"`
	FlowID      string          `json:"flow_id"`
	Country     apitype.Country `json:"country"`
	RedirectURL string          `json:"redirect_url"`
}

// Hidden are the claims that are encoded in a way of their own.
type Hidden struct {
	IssuedAt   Seconds  `json:"iat"`
	ExpiresAt  Seconds  `json:"exp"`
	AccountID  string   `json:"account_id"`
	Additional JSONText `json:"additional_data"`
}

// ErrNoClaims is why a key cannot be read.
var ErrNoClaims = errors.New("the key is not a JWT whose claims can be read")

// Payload returns the JSON text of the claims of a key. The signature is not
// verified: only Truora can do that.
func Payload(key string) ([]byte, error) {
	parts := strings.Split(key, ".")
	if len(parts) != 3 {
		return nil, ErrNoClaims
	}
	text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return nil, ErrNoClaims
	}
	return text, nil
}

// Read returns the claims that the text of a key holds about its process.
func Read(text []byte) (Hidden, error) {
	var h Hidden
	if _, err := lenient.Read(text, &h); err != nil {
		return Hidden{}, ErrNoClaims
	}
	return h, nil
}

// Seconds are Unix seconds as a number or as text; anything else is the zero
// time.
type Seconds time.Time

// UnmarshalJSONFrom accepts both forms.
func (s *Seconds) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	n, err := strconv.ParseFloat(strings.Trim(string(value), `"`), 64)
	if err == nil && n > 0 && n < 1<<40 {
		*s = Seconds(time.Unix(int64(n), 0))
	}
	return nil
}

// JSONText is Additional as a text that holds JSON, or as that JSON itself.
type JSONText Additional

// UnmarshalJSONFrom accepts both forms. Anything else gives the zero value.
func (j *JSONText) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	return lenient.ReadEither(dec, (*Additional)(j))
}
