package apikeys

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/lenient"
	"github.com/truora/truora-go/internal/received"
)

// Claims are the claims in a key. They are not verified, because only Truora
// can check the signature. Use them to look things up, never to authenticate
// anyone.
type Claims struct {
	Issuer   string  `json:"iss"`
	ID       string  `json:"jti"`
	ClientID string  `json:"client_id"` // the Truora account, TCI…
	KeyName  string  `json:"key_name"`
	KeyType  KeyType `json:"key_type"`
	Grant    Grant   `json:"grant"`
	Username string  `json:"username"`
	// AccountID identifies the person; it is empty in backend keys.
	AccountID string `json:"account_id"`
	// ApplicationID is the bundle id of a mobile app; only SDK keys have it.
	ApplicationID string `json:"application_id"`
	// IssuedAt and ExpiresAt are zero if the key does not have them.
	IssuedAt  time.Time `json:"-"`
	ExpiresAt time.Time `json:"-"`
	Additional
	apitype.Raw
}

// Additional are the claims of a web token about its process. Truora encodes
// them as a JSON string inside the claims.
type Additional struct {
	// ProcessID is the process of the token, known before anyone opens it. It is
	// empty if the token has none. unverified: seen in tokens, not documented.
	ProcessID   string          `json:"process_id"`
	FlowID      string          `json:"flow_id"`
	Country     apitype.Country `json:"country"`
	RedirectURL string          `json:"redirect_url"`
}

var errNoClaims = errors.New("apikeys: the key is not a JWT whose claims can be read")

// Claims returns the claims of the key without verifying them. A key that is
// not a JWT gives an error, which does not contain the key.
func (t Token) Claims() (*Claims, error) {
	parts := strings.Split(t.Reveal(), ".")
	if len(parts) != 3 {
		return nil, errNoClaims
	}
	text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return nil, errNoClaims
	}
	var hidden struct {
		IssuedAt   seconds  `json:"iat"`
		ExpiresAt  seconds  `json:"exp"`
		Additional jsonText `json:"additional_data"`
	}
	c := new(Claims)
	notes, err := lenient.Read(text, c)
	if err != nil {
		return nil, errNoClaims
	}
	if _, err := lenient.Read(text, &hidden); err != nil {
		return nil, errNoClaims
	}
	c.IssuedAt, c.ExpiresAt, c.Additional = time.Time(hidden.IssuedAt), time.Time(hidden.ExpiresAt), Additional(hidden.Additional)
	received.Attach(c, text, notes)
	return c, nil
}

// seconds are Unix seconds as a number or as text; anything else is the zero
// time.
type seconds time.Time

// UnmarshalJSONFrom accepts both forms.
func (s *seconds) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	n, err := strconv.ParseFloat(strings.Trim(string(value), `"`), 64)
	if err == nil && n > 0 && n < 1<<40 {
		*s = seconds(time.Unix(int64(n), 0))
	}
	return nil
}

// jsonText is Additional as a text that holds JSON, or as that JSON itself.
type jsonText Additional

// UnmarshalJSONFrom accepts both forms. Anything else gives the zero value.
func (j *jsonText) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	return lenient.ReadEither(dec, (*Additional)(j))
}
