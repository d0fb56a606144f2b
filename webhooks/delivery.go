package webhooks

import (
	"bytes"
	"math"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/received"
)

// Delivery is what Truora sends in one request.
type Delivery struct {
	// Issuer is Truora.
	Issuer string
	// IssuedAt is when it was signed; zero if it does not say.
	IssuedAt time.Time
	// Events are in the order in which they were sent. There can be several.
	Events []Event
	// Raw is the verified payload of the JWT.
	apitype.Raw
}

// claimSet is a delivery in its signed form.
type claimSet struct {
	Issuer    loose   `json:"iss"`
	IssuedAt  seconds `json:"iat"`
	ExpiresAt seconds `json:"exp"`
	NotBefore seconds `json:"nbf"`
	Events    []span  `json:"events"`
}

func (c *claimSet) delivery(text []byte) *Delivery {
	d := &Delivery{Issuer: string(c.Issuer), IssuedAt: c.IssuedAt.time()}
	for _, event := range c.Events {
		d.Events = append(d.Events, parseEvent(event.of(text)))
	}
	received.Attach(d, text, nil)
	return d
}

// span is where a value is in the text that is decoded. It is not copied, because the
// whole text is kept anyway.
type span struct{ from, to int64 }

// UnmarshalJSONFrom skips the value.
func (s *span) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	from := dec.InputOffset()
	err := dec.SkipValue()
	*s = span{from, dec.InputOffset()}
	return err
}

// of returns the value; nil for none. Before it there are white space and a comma or
// colon.
func (s span) of(text []byte) jsontext.Value {
	return bytes.TrimLeft(text[s.from:s.to:s.to], " \t\r\n,:")
}

// made returns when the delivery was signed or, if it does not say, when the latest of
// its events happened.
func (d *Delivery) made() time.Time {
	at := d.IssuedAt
	if at.IsZero() {
		for _, e := range d.Events {
			if e.Timestamp.After(at) {
				at = e.Timestamp
			}
		}
	}
	return at
}

// seconds is a Unix time.
type seconds float64

// UnmarshalJSONFrom never fails on JSON, like that of loose. Anything but a number
// becomes 0.
func (s *seconds) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var text loose
	if err := text.UnmarshalJSONFrom(dec); err != nil {
		return err
	}
	n, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		n = 0
	}
	*s = seconds(n)
	return nil
}

func (s seconds) time() time.Time {
	if !(s > 0 && s < math.MaxInt32*100) { // also NaN
		return time.Time{}
	}
	return time.Unix(int64(s), 0)
}

// loose is a string that may also be sent as a number or a boolean; anything else
// becomes "".
type loose string

// UnmarshalJSONFrom never fails on JSON: one unexpected member must not lose an event.
func (l *loose) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	*l = ""
	switch value.Kind() {
	case '"':
		var short [64]byte
		text, _ := jsontext.AppendUnquote(short[:0], value)
		*l = loose(text)
	case '0', 't', 'f':
		*l = loose(value)
	}
	return nil
}
