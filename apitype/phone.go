package apitype

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"unicode"
)

// Phone is a telephone number, its country code apart. Truora's fields want it in
// different forms: [Phone.E164] (+573001234567), [Phone.CountryCode] and
// [Phone.Number] in two fields (+57, 3001234567), or [Phone.Digits]. A Phone prints as
// its country code only. Phones are equal (==) if the numbers are; the zero Phone is
// none.
//
// It checks a number against E.164 and, for the countries of this package, its length.
// It does not check that the number is in use, or is a mobile. It has no JSON form:
// store one of the texts.
type Phone struct {
	code   string
	number Secret // does not print, also where fmt does not see the methods of a Phone
}

// PhoneReason is why a text is not a telephone number.
type PhoneReason string

// Reasons.
const (
	PhoneReasonCharacters       PhoneReason = "characters"         // letters, digits outside ASCII, or signs of no number
	PhoneReasonLength           PhoneReason = "length"             // too long or too short for the country
	PhoneReasonCountryCode      PhoneReason = "country_code"       // no such country code
	PhoneReasonCountryCodeTwice PhoneReason = "country_code_twice" // the number begins with the country code that stands apart
	PhoneReasonNoCountry        PhoneReason = "no_country"         // no plus, and no country to complete it
)

var phoneTexts = map[PhoneReason]string{
	PhoneReasonCharacters:       "it may have the digits 0 to 9, spaces, one + in front, and the signs - . ( ) only",
	PhoneReasonLength:           "it is too long or too short",
	PhoneReasonCountryCode:      "there is no such country code",
	PhoneReasonCountryCodeTwice: "it begins with the country code: leave that out, or write a plus in front",
	PhoneReasonNoCountry:        "it needs a plus and the country code",
}

// PhoneError says why a text is not a telephone number. It never contains the text.
type PhoneError struct{ Reason PhoneReason }

// Error returns, for example, "apitype: not a telephone number: there is no such country
// code".
func (e *PhoneError) Error() string {
	return "apitype: not a telephone number: " + phoneTexts[e.Reason]
}

// plan is how a country dials. The lengths are those of national numbers in the
// national plans that the ITU publishes.
type plan struct {
	code    string
	lengths []int
	trunk   string // dialled before a number within the country, and not part of it
}

var plans = map[Country]plan{
	CountryArgentina:         {"54", []int{10, 11}, "0"}, // 11 with the 9 of mobiles
	CountryBolivia:           {"591", []int{8}, "0"},
	CountryBrazil:            {"55", []int{10, 11}, "0"},
	CountryChile:             {"56", []int{9}, ""},
	CountryColombia:          {"57", []int{10}, ""},
	CountryCostaRica:         {"506", []int{8}, ""},
	CountryDominicanRepublic: {"1", []int{10}, ""},
	CountryEcuador:           {"593", []int{8, 9}, "0"},
	CountryElSalvador:        {"503", []int{8}, ""},
	CountryGuatemala:         {"502", []int{8}, ""},
	CountryMexico:            {"52", []int{10}, "1"}, // the 1 of mobiles, until 2019; WhatsApp still has it
	CountryPanama:            {"507", []int{7, 8}, ""},
	CountryPeru:              {"51", []int{8, 9}, "0"},
	CountryUnitedStates:      {"1", []int{10}, ""},
	CountryVenezuela:         {"58", []int{10}, "0"},
}

// ParsePhone reads a number as a person writes it: with a plus or 00 and the country
// code, or, if home is a country of this package, as it is dialled there (0991234567 in
// Ecuador). The error is a *[PhoneError].
//
// A number that begins with the country code but without a plus is refused: nobody
// can say whether its first digits are the code.
func ParsePhone(text string, home Country) (Phone, error) {
	digits, plus, ok := dialled(text)
	switch {
	case !ok:
		return Phone{}, &PhoneError{PhoneReasonCharacters}
	case !plus && strings.HasPrefix(digits, "00"):
		digits, plus = digits[2:], true
	}
	if plus {
		code := countryCode(digits)
		return phone(code, strings.TrimPrefix(digits, code))
	}
	at, known := plans[Country(strings.ToUpper(string(home)))]
	if !known {
		return Phone{}, &PhoneError{PhoneReasonNoCountry}
	}
	return phone(at.code, digits)
}

// NewPhone joins a country code, with or without a plus, and a number without it. The
// error is a *[PhoneError]; 573001234567 with +57 is one.
func NewPhone(code, number string) (Phone, error) {
	country, _, ok := dialled(code)
	digits, plus, clean := dialled(number)
	switch {
	case !ok || !clean:
		return Phone{}, &PhoneError{PhoneReasonCharacters}
	case plus:
		return Phone{}, &PhoneError{PhoneReasonCountryCodeTwice}
	case country == "" || country != countryCode(country+"000"):
		return Phone{}, &PhoneError{PhoneReasonCountryCode}
	}
	return phone(country, digits)
}

const (
	longestPhone  = 15 // of E.164, with the country code
	shortestPhone = 4
)

func phone(code, number string) (Phone, error) {
	if code == "" {
		return Phone{}, &PhoneError{PhoneReasonCountryCode}
	}
	fits := func(n string) bool { return len(n) >= shortestPhone && len(code)+len(n) <= longestPhone && n[0] != '0' }
	for _, p := range plans {
		if p.code != code {
			continue
		}
		fits = func(n string) bool { return slices.Contains(p.lengths, len(n)) && n[0] != '0' }
		if rest, cut := strings.CutPrefix(number, p.trunk); cut && !fits(number) && fits(rest) {
			number = rest
		}
		break // two countries with one code have one plan
	}
	if fits(number) {
		return Phone{code, NewSecret(number)}, nil
	}
	if rest, twice := strings.CutPrefix(number, code); twice && fits(rest) {
		return Phone{}, &PhoneError{PhoneReasonCountryCodeTwice}
	}
	return Phone{}, &PhoneError{PhoneReasonLength}
}

// dialled returns the digits of a text, and whether a plus precedes them. A copied number
// may have hyphens and spaces of every kind, and direction marks around it.
func dialled(text string) (digits string, plus, ok bool) {
	var b strings.Builder
	for _, r := range strings.TrimSpace(text) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && !plus && b.Len() == 0:
			plus = true
		case !unicode.In(r, unicode.Zs, unicode.Pd, unicode.Cf) && !strings.ContainsRune(".()", r):
			return "", false, false
		}
	}
	return b.String(), plus, true
}

// countryCode returns the country code that digits begin with: in zones 1 and 7 it has
// one digit, in others two, or three where two are not enough (ITU E.164).
func countryCode(digits string) string {
	const two = " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 " +
		"81 82 84 86 90 91 92 93 94 95 98 "
	const unassigned = " 28 83 89 "
	switch {
	case len(digits) < 3 || digits[0] == '0' || strings.Contains(unassigned, " "+digits[:2]+" "):
		return ""
	case digits[0] == '1' || digits[0] == '7':
		return digits[:1]
	case strings.Contains(two, " "+digits[:2]+" "):
		return digits[:2]
	default:
		return digits[:3]
	}
}

// IsZero reports whether there is no number.
func (p Phone) IsZero() bool { return p == Phone{} }

// CountryCode returns the country code with a plus: +57.
func (p Phone) CountryCode() string { return p.prefixed(p.code) }

// Number returns the number without the country code: 3001234567.
func (p Phone) Number() string { return p.number.Reveal() }

// E164 returns the whole number with a plus: +573001234567.
func (p Phone) E164() string { return p.prefixed(p.Digits()) }

// Digits returns the whole number without a plus: 573001234567.
func (p Phone) Digits() string { return p.code + p.number.Reveal() }

func (p Phone) prefixed(digits string) string {
	if p.IsZero() {
		return ""
	}
	return "+" + digits
}

// String returns the country code only, as do all verbs of fmt.
func (p Phone) String() string { return p.CountryCode() }

// Format writes the country code only.
func (p Phone) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(p.CountryCode())) }

// LogValue is the country code only.
func (p Phone) LogValue() slog.Value { return slog.StringValue(p.CountryCode()) }
