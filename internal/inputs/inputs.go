// Package inputs checks inputs that several areas have. Its errors name them as Truora's
// forms do.
package inputs

import (
	"errors"
	"net/url"
	"strings"

	"github.com/truora/truora-go/apitype"
)

// Country accepts the code of a country, and [apitype.CountryAll].
func Country(c apitype.Country) error {
	if c != apitype.CountryAll && (len(c) != 2 || strings.Trim(string(c), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "") {
		return errors.New("country must be two capital letters, or ALL")
	}
	return nil
}

// AccountID accepts an id of the caller's own, and none.
func AccountID(id string) error {
	for _, b := range []byte(id) {
		switch {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9', b == '_', b == '.', b == '-':
		default:
			return errors.New("account_id must be letters, digits and _ . - only")
		}
	}
	return nil
}

// Frequency accepts a frequency, and none.
func Frequency(field string, f apitype.Frequency) error {
	if f != "" && !f.Valid() {
		return errors.New(field + " must be daily, weekly, monthly, yearly, or a number with d, w, m or y")
	}
	return nil
}

// Day accepts a day of the calendar, and none.
func Day(field string, d apitype.Date) error {
	if !d.IsZero() && !d.Valid() {
		return errors.New(field + " is not a day of the calendar")
	}
	return nil
}

// RedirectURL accepts an address to which a browser can be sent from another site.
func RedirectURL(link string) error {
	if u, err := url.Parse(link); err != nil || u.Scheme == "" || u.Host == "" {
		return errors.New("redirect_url must be an absolute URL")
	}
	return nil
}
