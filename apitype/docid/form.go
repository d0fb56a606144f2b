package docid

import (
	"errors"
	"net/url"

	"github.com/truora/truora-go/apitype"
)

// Suspect is a field of a form whose number cannot exist, as far as is published.
type Suspect struct {
	Field   string // as Truora names it: national_id
	Problem *Error
}

// String returns, for example, "national_id: this CPF has a wrong check digit". It
// never contains the number.
func (s Suspect) String() string { return s.Field + ": " + s.Problem.text() }

// numbers are the fields of Truora's forms that hold a number, each with the field of
// its country, and of its kind unless the field's own name is one.
var numbers = []struct{ field, country, kind string }{
	{"national_id", "country", ""},
	{"tax_id", "country", ""},
	{"license_plate", "country", ""},
	{"document_number", "country", "document_type"},
	{"owner_document_id", "country", "owner_document_type"},
	{"native_national_id", "native_country", ""},
}

// Suspects checks the numbers in a form for Truora: of checks (national_id, tax_id,
// license_plate, owner_document_id, native_national_id) and of validator accounts
// (document_number). checks.CreateParams and validators.CreateAccountParams have a
// method that calls it.
func Suspects(form url.Values) []Suspect {
	var found []Suspect
	for _, n := range numbers {
		number, kind := form.Get(n.field), n.field
		if number == "" {
			continue
		}
		if n.kind != "" {
			kind = form.Get(n.kind)
		}
		err := Check(apitype.Country(form.Get(n.country)), apitype.DocumentType(kind), number)
		if problem, ok := errors.AsType[*Error](err); ok {
			found = append(found, Suspect{n.field, problem})
		}
	}
	return found
}
