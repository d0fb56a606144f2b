package subject

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
)

// documents are the parameters that hold the number of a document, or a plate. Their
// names are also the types, with a dash.
var documents = []string{
	"national_id", "foreign_id", "tax_id", "passport", "ptp", "pep", "diplomatic_id", "birth_certificate",
	"professional_card", "driver_license", "license_plate", "vehicle_id",
}

// Of returns whom a call is about: those of [With], then the account of its path, and
// what its parameters name: your reference (external_id), documents, the account,
// phones and addresses. A call that has the id of a check only names nobody by itself.
// Names of persons are not identifiers, for others bear them too.
func Of(ctx context.Context, call *truora.Call) []Identifier {
	given, _ := ctx.Value(contextKey{}).([]Identifier)
	values, account := call.Values(), call.Arg("account_id")
	if len(values) == 0 && account == "" {
		return given
	}
	all := slices.Clone(given)
	add := func(i Identifier) {
		if i.value != "" && !slices.Contains(all, i) {
			all = append(all, i)
		}
	}
	add(Account(account))
	add(Reference(values.Get("external_id")))
	addDocuments(values, add)
	add(Account(values.Get("account_id")))
	addContacts(values, add)
	return all
}

// addDocuments leaves out a number without country or type: it might be that of
// somebody else.
func addDocuments(values url.Values, add func(Identifier)) {
	document := func(country, kind, number string) {
		if country != "" && kind != "" && number != "" {
			add(Document(apitype.Country(country), apitype.DocumentType(kind), number))
		}
	}
	country := values.Get("country")
	for _, name := range documents {
		document(country, strings.ReplaceAll(name, "_", "-"), values.Get(name))
	}
	document(country, values.Get("document_type"), values.Get("document_number"))
	document(country, values.Get("owner_document_type"), values.Get("owner_document_id"))
	document(values.Get("native_country"), string(apitype.DocumentTypeNationalID), values.Get("native_national_id"))
}

// addContacts: some forms have the country code of a number apart.
func addContacts(values url.Values, add func(Identifier)) {
	if number := values.Get("phone_number"); number != "" {
		add(Phone(cmp.Or(values.Get("country_code"), values.Get("phone_country_code")) + number))
	}
	for _, name := range []string{"phone", "phones"} {
		for _, number := range values[name] {
			add(Phone(number))
		}
	}
	for _, name := range []string{"email", "emails"} {
		for _, address := range values[name] {
			add(Email(address))
		}
	}
}
