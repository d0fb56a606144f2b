package main

import (
	"cmp"
	"crypto/rand"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
)

// subject is who or what is checked.
type subject struct {
	document, taxID, firstName, lastName, company, plate, region string
	birth                                                        apitype.Date
}

// madeUp has a person for each country. None of them exists; the numbers have the
// country's format. They are for the embedded Truora only.
var madeUp = map[apitype.Country]subject{
	apitype.CountryArgentina: {document: "10000001", taxID: "30000000007", plate: "AA000AA"},
	apitype.CountryBrazil:    {document: "12345678909", taxID: "11222333000181", plate: "ABC0D00", region: "SP"},
	apitype.CountryChile:     {document: "11111111-1", taxID: "99999999-9", plate: "BBBB00"},
	apitype.CountryColombia:  {document: "1000000010", taxID: "900000001", plate: "AAA000"},
	apitype.CountryCostaRica: {document: "100010001", taxID: "3101000001", plate: "AAA000"},
	apitype.CountryEcuador:   {document: "1700000001", taxID: "1700000001001", plate: "AAA0000"},
	apitype.CountryMexico:    {document: "HEGG560427MVZRRL04", taxID: "XXX010101AA1", plate: "AAA000A"},
	apitype.CountryPeru:      {document: "00000001", taxID: "20000000001", plate: "AAA000"},
}

// createParams puts a subject into the fields of its type. A subject that the flags
// name is used as it is, without made-up data.
func createParams(country apitype.Country, kind checks.Type, who subject) checks.CreateParams {
	p := checks.CreateParams{
		Country: country, Type: kind, UserAuthorized: true,
		CustomInput: "check-" + rand.Text()[:12],
	}
	if (who == subject{}) {
		who = madeUp[country]
		who.firstName, who.lastName, who.company = "Ana", "Prueba Ejemplo", "Empresa de Prueba"
		who.birth = apitype.Date{Year: 1990, Month: 1, Day: 31}
		if country != apitype.CountryAll { // document numbers identify better, where they are searched
			who.firstName, who.lastName, who.company = "", "", ""
		}
	}
	switch kind {
	case checks.TypeCompany:
		p.TaxID, p.CompanyName = cmp.Or(who.taxID, who.document), who.company
		return p // a made-up subject has both, -document gives only one
	case checks.TypeVehicle:
		p.LicensePlate = who.plate
	case checks.TypePerson, checks.TypeDocumentValidation:
	default: // a custom type of the account
	}
	p.NationalID, p.FirstName, p.LastName = who.document, who.firstName, who.lastName
	p.DateOfBirth, p.Region = who.birth, apitype.Region(who.region)
	return p
}

// inputs names the fields that identify the subject, never their values.
func inputs(p checks.CreateParams) []string {
	var names []string
	for _, field := range []struct{ name, value string }{
		{"national_id", p.NationalID},
		{"tax_id", p.TaxID},
		{"license_plate", p.LicensePlate},
		{"first_name", p.FirstName},
		{"last_name", p.LastName},
		{"company_name", p.CompanyName},
		{"date_of_birth", p.DateOfBirth.String()},
		{"region", string(p.Region)},
	} {
		if field.value != "" {
			names = append(names, field.name)
		}
	}
	return names
}
