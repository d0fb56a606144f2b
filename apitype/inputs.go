package apitype

// CheckInputs are the inputs of a background check as Truora returns them: those that
// were sent, with dates as midnight UTC.
type CheckInputs struct {
	PhoneNumber      string  `json:"phone_number"`
	NationalID       string  `json:"national_id"`
	ForeignID        string  `json:"foreign_id"`
	TaxID            string  `json:"tax_id"`
	PTP              string  `json:"ptp"`
	PEP              string  `json:"pep"`
	Passport         string  `json:"passport"`
	DiplomaticID     string  `json:"diplomatic_id"`
	BirthCertificate string  `json:"birth_certificate"`
	ProfessionalCard string  `json:"professional_card"`
	NativeCountry    Country `json:"native_country"`
	FirstName        string  `json:"first_name"`
	LastName         string  `json:"last_name"`
	DateOfBirth      Date    `json:"date_of_birth"`
	IssueDate        Date    `json:"issue_date"`
	Region           Region  `json:"region"`

	LicensePlate      string       `json:"license_plate"`
	VehicleID         string       `json:"vehicle_id"`
	DriverLicense     string       `json:"driver_license"`
	OwnerDocumentType DocumentType `json:"owner_document_type"`
	OwnerDocumentID   string       `json:"owner_document_id"`
	PaymentDate       string       `json:"payment_date"`

	// CustomInput is the caller's reference. unverified: no sample shows it.
	CustomInput string `json:"custom_input"`
	// ReportID is the report that the check is filed under.
	ReportID   string `json:"report_id"`
	BillingHub string `json:"billing_hub"` // cost centre of the account
}

// WrongInput is an input that is contradicted by what was found.
type WrongInput struct {
	Input InputName `json:"Input"` // sic
}

// InputName is Truora's internal name of an input, which is not always the name in the
// form.
type InputName string

// Inputs that can be wrong.
const (
	InputNameFirstName InputName = "first_name"
	InputNameLastName  InputName = "last_name"
	InputNameTaxID     InputName = "tax_id"                   // the names behind tax_id and national_id differ
	InputNameIssueDate InputName = "document_expedition_date" // issue_date in the form
)
