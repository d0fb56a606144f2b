package apikeys

import (
	"errors"
	"net/url"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/inputs"
	"github.com/truora/truora-go/internal/webtoken"
)

// CreateParams configures [Service.Create]. Which fields are required depends
// on KeyType and Grant. Empty fields are not sent.
type CreateParams struct {
	KeyType KeyType `url:"key_type"`
	// Grant is required for web and SDK keys; backend keys have none.
	Grant Grant `url:"grant,omitempty"`
	// KeyName is required for backend keys.
	KeyName string `url:"key_name,omitempty"`
	// APIKeyVersion is the version of the key. Truora uses 0 if it is empty, and
	// recommends 1.
	APIKeyVersion apitype.KeyVersion `url:"api_key_version,omitempty"`
	// BillingHub is required for accounts that use billing hubs.
	BillingHub string `url:"billing_hub,omitempty"`

	// For digital identity: FlowID, Country and RedirectURL are needed.

	// FlowID is the published flow, IPF….
	FlowID string `url:"flow_id,omitempty"`
	// Country is apitype.CountryAll in Truora's guide; the reference lists single
	// ones too.
	Country apitype.Country `url:"country,omitempty"`
	// RedirectURL is where the person is sent at the end, whatever the verdict.
	RedirectURL string `url:"redirect_url,omitempty"`
	// AccountID is your own id for the person: letters, digits and _ . - only.
	// Truora generates one if it is empty.
	AccountID    string               `url:"account_id,omitempty"`
	DocumentType apitype.DocumentType `url:"document_type,omitempty"`
	// Emails and Phones (+<country><number>) are filled in for the person, who
	// cannot change them: one-time passwords are sent only there. If both are given,
	// the page shows a screen to review them whose edit button does nothing. Only a
	// number that is filled in changes the country that the page begins with. Numbers
	// with and without plus are in use. Each is a field of its own, as documented; other
	// clients send one field with commas between, or phones[0].
	Emails []string `url:"emails,omitempty"`
	Phones []string `url:"phones,omitempty"`
	// Phone is a single number, as in Truora's guide; the reference has only
	// Phones. Set one of the two.
	Phone string `url:"phone,omitempty"`
	// Metadata is returned in the Metadata of identity.Result.
	Metadata Metadata `url:"start_variables.metadata,omitempty"`
}

// Metadata are values of your own by name: order_id for
// start_variables.metadata.order_id.
type Metadata map[string]string

// EncodeValues writes each value under its own key.
func (m Metadata) EncodeValues(key string, values *url.Values) error {
	return webtoken.Metadata(m).EncodeValues(key, values)
}

// Validate returns an error for input that Truora would certainly refuse.
// Create calls it before anything is sent.
func (p CreateParams) Validate() error {
	switch {
	case p.KeyType == "":
		return errors.New("key_type is required")
	case p.KeyType == KeyTypeBackend && p.KeyName == "":
		return errors.New("a backend key needs key_name")
	case (p.KeyType == KeyTypeWeb || p.KeyType == KeyTypeSDK) && p.Grant == "":
		return errors.New("a web or sdk key needs grant")
	case p.APIKeyVersion != "" && p.APIKeyVersion != apitype.KeyVersion0 && p.APIKeyVersion != apitype.KeyVersion1:
		return errors.New("api_key_version must be 0 or 1")
	case p.Phone != "" && len(p.Phones) > 0:
		return errors.New("give phones or phone, not both")
	case p.KeyType == KeyTypeWeb && p.Grant == GrantDigitalIdentity:
		if err := p.validateProcess(); err != nil {
			return err
		}
	}
	return inputs.AccountID(p.AccountID)
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
	return inputs.RedirectURL(p.RedirectURL)
}
