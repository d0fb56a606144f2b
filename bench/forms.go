package bench

import (
	"context"

	"github.com/google/go-querystring/query"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/internal/rest"
)

// Forms returns pairs of params that are encoded as the body of a form: as the SDK does,
// and by go-querystring.
func Forms() ([]Pair, error) {
	return []Pair{
		form("form of a check", 0.25, person()),
		form("form of a check, all fields", 0.25, everyInput()),
		form("form with a map", 0.3, batches.CreateParams{
			Service: batches.ProductChecks, Country: apitype.CountryColombia, Type: "person", Frequency: apitype.FrequencyMonthly,
			EndDate:        apitype.Date{Year: 2027, Month: 3, Day: 2},
			ColumnsMapping: batches.ColumnsMapping{"national_id": 0, "first_name": 1, "last_name": 2, "date_of_birth": 3, "phone_number": 4},
		}),
	}, nil
}

func form[P any](name string, goal float64, params P) Pair {
	return Pair{
		Name: name, Time: goal,
		SDK: func(context.Context) (any, error) {
			return rest.Form(params)
		},
		ByHand: func(context.Context) (any, error) {
			values, err := query.Values(params)
			if err != nil {
				return nil, err
			}
			return values.Encode(), nil
		},
	}
}

// everyInput has no empty field.
func everyInput() checks.CreateParams {
	p := person()
	p.ForceCreation, p.Priority, p.ReportID, p.Watch = true, checks.PriorityHigh, "RPT0001", apitype.FrequencyMonthly
	p.CustomInput = "solicitud 2026/03 nº 15"
	p.ForeignID, p.TaxID, p.PTP, p.PEP, p.Passport = "1000002", "900000003-4", "1000005", "100000600000007", "AX000008"
	p.DiplomaticID, p.BirthCertificate, p.ProfessionalCard, p.Escrow, p.IMEI = "D-9", "B 10", "P/11", "12", "350000000000013"
	p.NativeNationalID, p.NativeCountry, p.CompanyName, p.Gender = "V-14000000", "VE", "Ejemplo & Cía. S.A.S.", apitype.GenderFemale
	p.IssueNumber, p.StateID, p.Region, p.VerificationCode = "500000015", "RG 16", "SP", apitype.NewSecret("made up 17")
	p.CertificateFolio, p.LicensePlate, p.VehicleID, p.DriverLicense = "18", "AAA019", "3N1AB7AP0AY000020", "L21"
	p.OwnerDocumentType, p.OwnerDocumentID, p.PaymentDate = apitype.DocumentTypeNationalID, "1000000022", "2026-03-31"
	return p
}
