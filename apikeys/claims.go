package apikeys

import (
	"fmt"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/lenient"
	"github.com/truora/truora-go/internal/received"
	"github.com/truora/truora-go/internal/webtoken"
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

// Claims returns the claims of the key without verifying them. A key that is
// not a JWT gives an error, which does not contain the key.
func (t Token) Claims() (*Claims, error) {
	text, err := webtoken.Payload(t.Reveal())
	if err != nil {
		return nil, errNoClaims
	}
	c := new(Claims)
	notes, err := lenient.Read(text, c)
	if err != nil {
		return nil, errNoClaims
	}
	hidden, err := webtoken.Read(text)
	if err != nil {
		return nil, errNoClaims
	}
	c.IssuedAt, c.ExpiresAt, c.Additional = time.Time(hidden.IssuedAt), time.Time(hidden.ExpiresAt), Additional(hidden.Additional)
	received.Attach(c, text, notes)
	return c, nil
}

var errNoClaims = fmt.Errorf("apikeys: %w", webtoken.ErrNoClaims)
