package spend

import (
	"regexp"
	"slices"
	"strings"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
)

// What Truora's reference of April 2026 accepts. AR and EC are in its older documents
// only, so it is not sure that they are refused.
var (
	countries       = strings.Fields("ALL AR BR CL CO CR EC MX PE")
	nativeCountries = strings.Fields("BR CL CO EC MX PE VE")
	regions         = strings.Fields("DF AC AL AP AM BA CE ES GO MA MT MS MG PA PB PR PE PI RJ RN RS RO RR SC SP SE TO ALL")
	ownerDocuments  = strings.Fields("national-id foreign-id tax-id passport")
	priorities      = strings.Fields("low medium high")

	builtIn   = []checks.Type{checks.TypePerson, checks.TypeCompany, checks.TypeVehicle}
	phoneForm = regexp.MustCompile(`^\+?[0-9]{7,15}$`)
)

// Advise returns what speaks against the inputs of a check: that Truora refuses them,
// that a documented one is missing, or that a document number cannot exist. It calls
// nobody.
func Advise(check checks.CreateParams) []Finding {
	var r Report
	r.lookForRefusals(check)
	for _, field := range check.MissingInputs() {
		r.add(ConcernMissingInput, field, "%s is missing, which Truora documents as required here", field)
	}
	for _, number := range check.SuspectInputs() {
		r.add(ConcernDocument, number.Field, "%s looks mistyped: %v", number.Field, number.Problem)
	}
	return r.Findings
}

// lookForRefusals finds what Truora answers with a 400.
func (r *Report) lookForRefusals(p checks.CreateParams) {
	before := len(r.Findings)
	for _, word := range []struct {
		field, value string
		known        []string
	}{
		{"country", string(p.Country), countries},
		{"native_country", string(p.NativeCountry), nativeCountries},
		{"region", string(p.Region), regions},
		{"owner_document_type", string(p.OwnerDocumentType), ownerDocuments},
		{"Truora-Priority", string(p.Priority), priorities},
	} {
		equal := func(known string) bool { return strings.EqualFold(known, word.value) }
		if word.value != "" && !slices.ContainsFunc(word.known, equal) {
			r.add(ConcernRefused, word.field, "%s is none of those that Truora accepts", word.field)
		}
	}
	switch {
	case p.Type == checks.TypeDocumentValidation:
		r.add(ConcernRefused, "type", "checks of type document-validation are made by validations only")
	case p.Type == checks.TypeVehicle && p.Country == apitype.CountryAll:
		r.add(ConcernRefused, "type", "there are no checks of vehicles in country ALL")
	}
	if !identified(p) {
		r.add(ConcernRefused, "", "no input says whom or what to search")
	}
	phone := strings.NewReplacer(" ", "", "-", "").Replace(p.PhoneNumber)
	if p.PhoneNumber != "" && !phoneForm.MatchString(phone) {
		r.add(ConcernRefused, "phone_number", "phone_number is not a number with 7 to 15 digits")
	}
	if err := p.Validate(); err != nil && len(r.Findings) == before {
		r.add(ConcernRefused, "", "%v", err)
	}
}

// identified reports whether an input names the subject.
func identified(p checks.CreateParams) bool {
	return slices.ContainsFunc([]string{
		p.NationalID, p.ForeignID, p.TaxID, p.PTP, p.PEP, p.Passport, p.DiplomaticID, p.BirthCertificate,
		p.ProfessionalCard, p.Escrow, p.IMEI, p.NativeNationalID, p.FirstName, p.LastName, p.CompanyName,
		p.LicensePlate, p.VehicleID, p.DriverLicense, p.OwnerDocumentID, p.PhoneNumber,
	}, func(value string) bool { return value != "" })
}
