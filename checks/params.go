package checks

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/inputs"
)

// CreateParams are the inputs of a check. Country, Type and UserAuthorized are
// required; which others are needed depends on the country and the subject: see
// [CreateParams.MissingInputs]. Numbers that are most likely mistyped are found by
// [CreateParams.SuspectInputs]. Empty fields are not sent.
type CreateParams struct {
	// Country is where to search; apitype.CountryAll searches international
	// lists only.
	Country apitype.Country `url:"country"`
	// Type is TypePerson, TypeVehicle, TypeCompany, or the name of a custom
	// type.
	Type Type `url:"type"`
	// UserAuthorized states that the subject has consented. Create refuses to
	// send anything but true.
	UserAuthorized bool `url:"user_authorized"`
	// ForceCreation creates and bills a new check even if there is a recent equal
	// one.
	ForceCreation bool `url:"force_creation,omitempty"`
	// Priority is sent as a header; empty means medium.
	Priority Priority `url:"-"`
	// ReportID is the report that the check is filed under.
	ReportID string `url:"report_id,omitempty"`
	// Watch repeats the check, and its price, at this frequency.
	Watch apitype.Frequency `url:"watch,omitempty"`
	// CustomInput is a reference of your own, at most 128 characters. It helps to
	// find the check again after a lost answer.
	CustomInput string `url:"custom_input,omitempty"`

	// PhoneNumber is best written as "+52 5512345678". The law may require that
	// you inform the person of the search.
	PhoneNumber string `url:"phone_number,omitempty"`

	// Documents.

	NationalID       string `url:"national_id,omitempty"` // cédula, CURP, CPF, RUN, DNI
	ForeignID        string `url:"foreign_id,omitempty"`
	TaxID            string `url:"tax_id,omitempty"` // NIT, RFC, CNPJ
	PTP              string `url:"ptp,omitempty"`    // temporary permit: Peru's PTP, Colombia's PPT
	PEP              string `url:"pep,omitempty"`    // Colombia's older stay permit
	Passport         string `url:"passport,omitempty"`
	DiplomaticID     string `url:"diplomatic_id,omitempty"`
	BirthCertificate string `url:"birth_certificate,omitempty"`
	ProfessionalCard string `url:"professional_card,omitempty"`
	Escrow           string `url:"escrow,omitempty"` // number of a Colombian trust
	IMEI             string `url:"imei,omitempty"`   // 15 digits
	// NativeNationalID is the document of the country of birth; it needs
	// NativeCountry.
	NativeNationalID string          `url:"native_national_id,omitempty"`
	NativeCountry    apitype.Country `url:"native_country,omitempty"`

	// Persons and companies.

	// FirstName and LastName are needed for searches by name, complete Brazilian
	// checks, and Mexico without CURP. Without a document the result may be about
	// people of the same name.
	FirstName   string         `url:"first_name,omitempty"`
	LastName    string         `url:"last_name,omitempty"`
	CompanyName string         `url:"company_name,omitempty"`
	Gender      apitype.Gender `url:"gender,omitempty"` // Mexico without CURP only
	DateOfBirth apitype.Date   `url:"date_of_birth,omitempty"`
	IssueDate   apitype.Date   `url:"issue_date,omitempty"`   // of the document
	IssueNumber string         `url:"issue_number,omitempty"` // serial number of a Chilean identity card
	// StateID is the RG number in Brazil, the state of birth in Mexico without CURP.
	StateID string `url:"state_id,omitempty"`
	// Region is a Brazilian state to search besides that of the CPF.
	Region apitype.Region `url:"region,omitempty"`
	// VerificationCode is the code on a criminal record certificate of Peru or
	// Chile: whoever has it can view the certificate.
	VerificationCode apitype.Secret `url:"verification_code,omitempty"`
	CertificateFolio string         `url:"certificate_folio,omitempty"` // of a Chilean certificate

	// Vehicles.

	LicensePlate      string               `url:"license_plate,omitempty"`
	VehicleID         string               `url:"vehicle_id,omitempty"`     // NIV or VIN
	DriverLicense     string               `url:"driver_license,omitempty"` // Santiago de Chile, Estado de México
	OwnerDocumentType apitype.DocumentType `url:"owner_document_type,omitempty"`
	OwnerDocumentID   string               `url:"owner_document_id,omitempty"`
	PaymentDate       string               `url:"payment_date,omitempty"` // of a Chilean circulation permit
}

var imei = regexp.MustCompile(`^[0-9]{15}$`)

const maxCustomInput = 128

// Validate returns an error for input that Truora would certainly refuse.
// Create calls it before anything is sent.
func (p CreateParams) Validate() error {
	switch {
	case p.Type == "":
		return errors.New("type is required")
	case !p.UserAuthorized:
		return errors.New("user_authorized must be true: the subject has to consent")
	case utf8.RuneCountInString(p.CustomInput) > maxCustomInput:
		return fmt.Errorf("custom_input is longer than %d characters", maxCustomInput)
	case p.IMEI != "" && !imei.MatchString(p.IMEI):
		return errors.New("imei must be 15 digits")
	case p.NativeNationalID != "" && p.NativeCountry == "":
		return errors.New("native_national_id needs native_country")
	case !known(p.Gender):
		return errors.New("gender must be male or female: a letter is easily mistaken, for m is a woman")
	}
	return cmp.Or(
		inputs.Country(p.Country), inputs.Frequency("watch", p.Watch),
		inputs.Day("date_of_birth", p.DateOfBirth), inputs.Day("issue_date", p.IssueDate),
	)
}

func known(g apitype.Gender) bool {
	switch g {
	case "", apitype.GenderMale, apitype.GenderFemale, "masculino", "hombre", "h", "femenino", "mujer", "m":
		return true
	default:
		return false
	}
}
