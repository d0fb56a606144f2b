package webhooks

import (
	"bytes"
	"math"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/golang-jwt/jwt/v5"

	"github.com/truora/truora-go/internal/received"
)

// payload is the text of the claims. Nothing in it is read before the signature
// has been found good.
type payload []byte

// UnmarshalJSON keeps the text.
func (p *payload) UnmarshalJSON(text []byte) error {
	*p = bytes.Clone(text)
	return nil
}

// What makes payload a jwt.Claims; see timely for the times.
func (payload) GetExpirationTime() (*jwt.NumericDate, error) { return nil, nil }
func (payload) GetIssuedAt() (*jwt.NumericDate, error)       { return nil, nil }
func (payload) GetNotBefore() (*jwt.NumericDate, error)      { return nil, nil }
func (payload) GetIssuer() (string, error)                   { return "", nil }
func (payload) GetSubject() (string, error)                  { return "", nil }
func (payload) GetAudience() (jwt.ClaimStrings, error)       { return nil, nil }

// claims is a delivery as it is signed.
type claims struct {
	Issuer    loose            `json:"iss"`
	IssuedAt  seconds          `json:"iat"`
	ExpiresAt seconds          `json:"exp"`
	NotBefore seconds          `json:"nbf"`
	Events    []jsontext.Value `json:"events"`
}

func (c *claims) delivery(text []byte) *Delivery {
	d := &Delivery{Issuer: string(c.Issuer), IssuedAt: c.IssuedAt.time()}
	for _, event := range c.Events {
		d.Events = append(d.Events, parseEvent(event))
	}
	received.Attach(d, text, nil)
	return d
}

// seconds is Unix time.
type seconds float64

func (s seconds) time() time.Time {
	if s <= 0 || s > math.MaxInt32*100 {
		return time.Time{}
	}
	return time.Unix(int64(s), 0)
}

// loose is a text that may also come as a number or another plain value; what is
// neither is "".
type loose string

// UnmarshalJSONFrom never fails on JSON: one odd member must not cost an event.
func (l *loose) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	*l = ""
	switch value.Kind() {
	case '"':
		text, _ := jsontext.AppendUnquote(nil, value)
		*l = loose(text)
	case '0', 't', 'f':
		*l = loose(value)
	}
	return nil
}
