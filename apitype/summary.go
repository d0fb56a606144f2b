package apitype

import (
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// PersonSummary is what was found about a person.
type PersonSummary struct {
	Result         Result          `json:"result"`
	IdentityStatus IdentityStatus  `json:"identity_status"`
	NamesFound     []NameFound     `json:"names_found"`
	Gender         Gender          `json:"gender"`
	DateOfBirth    Date            `json:"date_of_birth"`
	DeathDate      Date            `json:"death_date"`
	DriversLicense *DriversLicense `json:"drivers_license"`
	DriverStatus   string          `json:"driver_status"` // in the source's words
	NSS            string          `json:"nss"`           // Mexican social security number
	RFC            string          `json:"rfc"`           // Mexican tax number
	UpdateDate     time.Time       `json:"update_date"`

	Birthday Date   `json:"birthday"` // older name of date_of_birth
	IMSS     string `json:"imss"`     // seen in 2021 only
}

// NameFound is a name under which sources know the subject.
type NameFound struct {
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Count     int    `json:"count"` // sources with this name
}

// DriversLicense is a driver's licence. It is an object in Truora's samples and
// a string in its tables; Text is set in the latter case.
type DriversLicense struct {
	Text       string            `json:"-"`
	Status     string            `json:"status"` // e.g. ACTIVA
	Categories []LicenseCategory `json:"categories"`
}

// LicenseCategory is a class of vehicles that a licence allows.
type LicenseCategory struct {
	Category       string    `json:"category"` // e.g. B2
	Status         string    `json:"status"`   // in the source's words
	ExpeditionDate time.Time `json:"expedition_date"`
	ExpirationDate time.Time `json:"expiration_date"`
}

// UnmarshalJSONFrom accepts both forms.
func (l *DriversLicense) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if dec.PeekKind() == '"' {
		return json.UnmarshalDecode(dec, &l.Text)
	}
	type object DriversLicense
	return json.UnmarshalDecode(dec, (*object)(l))
}

// CompanySummary is what was found about a company.
type CompanySummary struct {
	Result        Result             `json:"result"` // skipped unless the subject is a company
	CompanyStatus CompanyStatus      `json:"company_status"`
	NamesFound    []CompanyNameFound `json:"names_found"`
	UpdateDate    time.Time          `json:"update_date"`
}

// CompanyNameFound is a name under which sources know a company.
type CompanyNameFound struct {
	CompanyName string `json:"company_name"`
	Count       int    `json:"count"` // sources with this name
}

// VehicleSummary is what was found about a vehicle.
type VehicleSummary struct {
	Result          Result        `json:"result"` // skipped unless the subject is a vehicle
	VehicleStatus   VehicleStatus `json:"vehicle_status"`
	VehicleID       string        `json:"vehicle_id"`
	LicensePlate    string        `json:"license_plate"`
	Manufacturer    string        `json:"manufacturer"`
	Model           string        `json:"model"`
	Year            int           `json:"year"` // of the model
	Color           string        `json:"color"`
	VehicleCategory string        `json:"vehicle_category"`
	VehicleType     string        `json:"vehicle_type"`
	ServiceType     string        `json:"service_type"` // e.g. Particular
	Capacity        int           `json:"capacity"`     // seats
	NumberOfDoors   int           `json:"number_of_doors"`
	// ObligatoryInsuranceStatus is in the source's wording, such as VIGENTE.
	ObligatoryInsuranceStatus         string    `json:"obligatory_insurance_status"`
	ObligatoryInsuranceExpirationDate Date      `json:"obligatory_insurance_expiration_date"`
	UpdateDate                        time.Time `json:"update_date"`
}
