package apikeys

import (
	"errors"
	"maps"
	"net/url"
	"regexp"
	"slices"

	"github.com/truora/truora-go/apitype"
)

// CreateParams describe a key. Which fields are needed depends on KeyType and
// Grant: see there. Empty fields are not sent.
type CreateParams struct {
	KeyType KeyType `url:"key_type"`
	// Grant is needed for web and SDK keys; backend keys have none.
	Grant Grant `url:"grant,omitempty"`
	// KeyName is needed for backend keys.
	KeyName string `url:"key_name,omitempty"`
	// APIKeyVersion is 0 or 1. Truora takes 0 if it is empty, and recommends 1.
	APIKeyVersion string `url:"api_key_version,omitempty"`
	// BillingHub is needed by accounts that use billing hubs.
	BillingHub string `url:"billing_hub,omitempty"`

	// For digital identity: FlowID, Country and RedirectURL are needed.

	// FlowID is the published flow, IPF….
	FlowID string `url:"flow_id,omitempty"`
	// Country is apitype.CountryAll in Truora's guide; the reference lists single
	// ones too.
	Country apitype.Country `url:"country,omitempty"`
	// RedirectURL is where the person ends up. It says nothing of the verdict.
	RedirectURL string `url:"redirect_url,omitempty"`
	// AccountID is the person, in your words: letters, digits and _ . - only.
	// Truora makes one up if it is empty.
	AccountID    string               `url:"account_id,omitempty"`
	DocumentType apitype.DocumentType `url:"document_type,omitempty"`
	// Emails and Phones (+<country><number>) are filled in for the person, who
	// cannot change them: one-time passwords go nowhere else.
	Emails []string `url:"emails,omitempty"`
	Phones []string `url:"phones,omitempty"`
	// Phone is the form of Truora's guide for a single number; the reference knows
	// Phones only. Use one of the two.
	Phone string `url:"phone,omitempty"`
	// Metadata comes back under metadata of the result.
	Metadata Metadata `url:"start_variables.metadata,omitempty"`
}

// Metadata are values of your own by name: order_id for
// start_variables.metadata.order_id.
type Metadata map[string]string

// EncodeValues writes each value under its own key.
func (m Metadata) EncodeValues(key string, values *url.Values) error {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if name == "" {
			return errors.New("a name in metadata is empty")
		}
		values.Set(key+"."+name, m[name])
	}
	return nil
}

var accountID = regexp.MustCompile(`^[a-zA-Z0-9_.-]+$`)

// Validate reports what Truora would certainly refuse. Create calls it before
// anything is sent.
func (p CreateParams) Validate() error {
	switch {
	case p.KeyType == "":
		return errors.New("key_type is required")
	case p.KeyType == KeyTypeBackend && p.KeyName == "":
		return errors.New("a backend key needs key_name")
	case (p.KeyType == KeyTypeWeb || p.KeyType == KeyTypeSDK) && p.Grant == "":
		return errors.New("a web or sdk key needs grant")
	case p.APIKeyVersion != "" && p.APIKeyVersion != "0" && p.APIKeyVersion != "1":
		return errors.New("api_key_version must be 0 or 1")
	case p.AccountID != "" && !accountID.MatchString(p.AccountID):
		return errors.New("account_id must be letters, digits and _ . - only")
	case p.Phone != "" && len(p.Phones) > 0:
		return errors.New("give phones or phone, not both")
	case p.KeyType == KeyTypeWeb && p.Grant == GrantDigitalIdentity:
		return p.validateProcess()
	}
	return nil
}

func (p CreateParams) validateProcess() error {
	switch {
	case p.FlowID == "":
		return errors.New("digital-identity needs flow_id")
	case p.Country == "":
		return errors.New("digital-identity needs country")
	case p.RedirectURL == "":
		return errors.New("digital-identity needs redirect_url")
	}
	if u, err := url.Parse(p.RedirectURL); err != nil || u.Scheme == "" || u.Host == "" {
		return errors.New("redirect_url must be an absolute URL")
	}
	return nil
}
