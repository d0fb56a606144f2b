// Package docid checks and normalises the numbers of Latin American documents
// and vehicles: CPF, CNPJ, NIT, cédula, RUN, CURP, RFC, DNI and plates.
//
//	err := docid.Check(apitype.CountryBrazil, apitype.DocumentTypeNationalID, "529.982.247-25")
//
// It knows what is published: shapes, places, dates and check digits. A number
// that passes may still belong to nobody. A number that fails was most likely
// mistyped, but rules change and registries keep exceptions: show the person what
// looks wrong, and let them insist.
//
// A kind of number is an [apitype.DocumentType], or the name of the field in
// Truora's forms: "national-id" and "national_id" are one. There are rules for
//
//	AR  national-id (DNI), license-plate
//	BR  national-id (CPF), tax-id (CNPJ), license-plate
//	CL  national-id, tax-id, rut (RUN or RUT), license-plate
//	CO  national-id (cédula), identity-card (tarjeta de identidad), tax-id, rut (NIT), license-plate
//	CR  national-id (cédula), license-plate
//	EC  national-id (cédula), license-plate
//	MX  national-id (CURP), tax-id (RFC), license-plate
//	PE  national-id (DNI), license-plate
package docid

import (
	"strings"
	"unicode"

	"github.com/truora/truora-go/apitype"
)

// Check returns an *[Error] that says why no such number can exist. It returns nil if
// the number is possible, or if there is no rule for the country and kind. Separators,
// spaces and the case of letters do not matter.
func Check(country apitype.Country, kind apitype.DocumentType, number string) error {
	r, known := find(country, kind)
	if !known {
		return nil
	}
	if reason := r.problem(number); reason != "" {
		return &Error{Country: upper(country), Kind: hyphened(kind), Rule: r.name, Reason: reason}
	}
	return nil
}

// Normalize returns the number as it is best stored, compared and sent: letters in
// upper case and digits, without separators. What is not part of a number is
// dropped: leading zeros of a Colombian, Argentine or Chilean number, the check digit
// behind a NIT and behind a Peruvian DNI. The parts of a Costa Rican cédula are filled
// up (1-234-567 is 102340567). Without a rule, only separators are removed.
//
// A number that does not pass [Check] is normalised as well as possible.
func Normalize(country apitype.Country, kind apitype.DocumentType, number string) string {
	r, known := find(country, kind)
	if !known {
		return clean(number)
	}
	return r.normal(number)
}

// Same reports whether two texts are the same number. An empty text equals none.
func Same(country apitype.Country, kind apitype.DocumentType, a, b string) bool {
	a, b = Normalize(country, kind, a), Normalize(country, kind, b)
	return a != "" && a == b
}

// Name returns what the country calls this number, such as "CPF", or "" if there is no
// rule.
func Name(country apitype.Country, kind apitype.DocumentType) string {
	r, _ := find(country, kind)
	return r.name
}

// Reason says what is wrong with a number.
type Reason string

// Reasons.
const (
	ReasonCharacters  Reason = "characters"  // holds what no such number holds; also digits outside ASCII
	ReasonLength      Reason = "length"      // too long or too short
	ReasonFormat      Reason = "format"      // letters and digits are not where they belong
	ReasonCheckDigit  Reason = "check_digit" // a digit is wrong, or two are exchanged
	ReasonDate        Reason = "date"        // the date of birth or founding within it is no day
	ReasonPlace       Reason = "place"       // the state or province within it does not exist
	ReasonPlaceholder Reason = "placeholder" // stands for nobody, such as 111.111.111-11
	ReasonRange       Reason = "range"       // outside of what was ever issued
)

var texts = map[Reason]string{
	ReasonCharacters:  "holds characters that do not belong to it",
	ReasonLength:      "is too long or too short",
	ReasonFormat:      "has letters or digits where they do not belong",
	ReasonCheckDigit:  "has a wrong check digit",
	ReasonDate:        "holds a date that does not exist",
	ReasonPlace:       "holds a place that does not exist",
	ReasonPlaceholder: "stands for nobody",
	ReasonRange:       "is outside of what was issued",
}

// Error says what is wrong with a number. It never contains the number.
type Error struct {
	Country apitype.Country
	Kind    apitype.DocumentType
	Rule    string // what the country calls it: CPF
	Reason  Reason
}

// Error returns, for example, "docid: this CPF has a wrong check digit".
func (e *Error) Error() string { return "docid: " + e.text() }

func (e *Error) text() string { return "this " + e.Rule + " " + texts[e.Reason] }

func upper(c apitype.Country) apitype.Country {
	return apitype.Country(strings.ToUpper(string(c)))
}

func hyphened(kind apitype.DocumentType) apitype.DocumentType {
	return apitype.DocumentType(strings.ReplaceAll(strings.ToLower(string(kind)), "_", "-"))
}

func find(country apitype.Country, kind apitype.DocumentType) (rule, bool) {
	kind = hyphened(kind)
	if kind == apitype.DocumentTypeNativeNationalID {
		kind = apitype.DocumentTypeNationalID // of the country of birth
	}
	r, known := rules.Get(makeRules)[upper(country)][kind]
	return r, known
}

// clean keeps letters, digits, and everything else that is not a separator.
func clean(number string) string {
	text := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.In(r, unicode.Pd, unicode.Cf), strings.ContainsRune(".,/_·•", r):
			return -1
		case r >= 'a' && r <= 'z', r == 'ñ':
			return unicode.ToUpper(r)
		default:
			return r
		}
	}, number)
	return strings.ReplaceAll(text, "N\u0303", "Ñ") // an Ñ in two parts
}
