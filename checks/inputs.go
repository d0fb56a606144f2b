package checks

import (
	"slices"
	"strings"

	"github.com/google/go-querystring/query"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/apitype/docid"
)

// inputSets are the alternatives that a country accepts: each is a list of
// fields that are required together.
type inputSets [][]string

// kind is a kind of subject.
type kind struct {
	subject   Type
	foreigner bool
}

func fields(names string) []string { return strings.Fields(names) }

// requiredInputs is the table of Truora's reference of April 2026. It changes,
// and custom types differ, so it is advice.
var requiredInputs = map[apitype.Country]map[kind]inputSets{
	apitype.CountryChile: {
		{TypePerson, false}:  {fields("national_id")},
		{TypePerson, true}:   {fields("foreign_id date_of_birth first_name last_name native_country")},
		{TypeVehicle, false}: {fields("national_id license_plate")},
		{TypeVehicle, true}:  {fields("foreign_id first_name last_name date_of_birth native_country license_plate")},
	},
	apitype.CountryColombia: {
		{TypePerson, false}:  {fields("national_id")},
		{TypePerson, true}:   {fields("foreign_id date_of_birth issue_date"), fields("ptp date_of_birth issue_date")},
		{TypeCompany, false}: {fields("tax_id")},
		{TypeVehicle, false}: {fields("national_id license_plate")},
		{TypeVehicle, true}:  {fields("foreign_id license_plate issue_date")},
	},
	apitype.CountryMexico: {
		{TypePerson, false}:  {fields("national_id"), fields("first_name last_name state_id gender date_of_birth")},
		{TypePerson, true}:   {fields("foreign_id")},
		{TypeCompany, false}: {fields("tax_id")},
		{TypeVehicle, false}: {fields("license_plate")},
	},
	apitype.CountryBrazil: {
		{TypePerson, false}:  {fields("national_id date_of_birth region")},
		{TypeCompany, false}: {fields("tax_id")},
		{TypeVehicle, false}: {fields("license_plate")},
	},
	apitype.CountryCostaRica: {
		{TypePerson, false}:  {fields("national_id")},
		{TypePerson, true}:   {fields("foreign_id")},
		{TypeVehicle, false}: {fields("license_plate")},
	},
	apitype.CountryPeru: {
		{TypePerson, false}:  {fields("national_id date_of_birth")},
		{TypePerson, true}:   {fields("foreign_id phone_number")},
		{TypeVehicle, false}: {fields("national_id date_of_birth license_plate")},
		{TypeVehicle, true}:  {fields("foreign_id date_of_birth license_plate")},
	},
	apitype.CountryAll: {
		{TypePerson, false}:  {fields("first_name last_name")},
		{TypeCompany, false}: {fields("company_name")},
	},
}

// MissingInputs returns the form fields, such as date_of_birth, that Truora's
// documents require for this country and kind of subject and that are empty. A
// subject with a foreign document counts as a foreigner. Where Truora accepts
// alternatives, the result is for the one with the fewest missing fields.
//
// The result is advice, based on the reference of April 2026; [Service.Create]
// does not use it. It is also empty for custom types, and for countries and
// kinds that the table does not have.
func (p CreateParams) MissingInputs() []string {
	given, err := query.Values(p)
	if err != nil {
		return nil // a date that is none: Create says so
	}
	subject := kind{p.Type, p.ForeignID != "" || p.PTP != "" || p.PEP != ""}
	sets, known := requiredInputs[p.Country][subject]
	if !known {
		sets = requiredInputs[p.Country][kind{p.Type, false}]
	}
	var least []string
	for i, set := range sets {
		missing := slices.DeleteFunc(slices.Clone(set), given.Has)
		if len(missing) == 0 {
			return nil
		}
		if i == 0 || len(missing) < len(least) {
			least = missing
		}
	}
	return least
}

// SuspectInputs returns the inputs whose numbers cannot exist, as far as is published:
// a CPF with a wrong check digit, for instance. Each such check would be billed all the
// same. It is advice, as [CreateParams.MissingInputs] is: show the person which field
// to look at, and let them insist.
func (p CreateParams) SuspectInputs() []docid.Suspect {
	given, err := query.Values(p)
	if err != nil {
		return nil // a date that is none: Create says so
	}
	return docid.Suspects(given)
}
