package contract_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

var _ = drives(
	row{Go: "checks.List", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		for range 2 {
			if _, err := finished(ctx, d, truoratest.CheckScript{}, person()); err != nil {
				return err
			}
		}
		page, err := d.client.Checks.List(ctx, checks.ListParams{})
		if err != nil {
			return err
		}
		_, err = d.client.Checks.List(ctx, checks.ListParams{StartKey: page.Next, ReportID: "RPT1"})
		return err
	}},
	row{Go: "checks.Create", Run: func(ctx context.Context, d drive) error {
		for _, params := range []checks.CreateParams{person(), foreigner(), company(), vehicle()} {
			if _, err := d.client.Checks.Create(ctx, params); err != nil {
				return err
			}
		}
		unknown := person()
		unknown.Type = "no_such_type"
		_, err := d.client.Checks.Create(ctx, unknown)
		return expect(truora.ErrInvalid, err)
	}},
	row{Go: "checks.Get", Run: func(ctx context.Context, d drive) error {
		for _, params := range []checks.CreateParams{person(), company(), vehicle()} {
			script := truoratest.CheckScript{
				Findings:    []truoratest.Finding{{DataSet: "criminal_record", Severity: "high"}, {DataSet: "alert_in_media", ByName: true}},
				Sources:     []truoratest.SourceScript{{Source: "traffic_fines", Delay: time.Minute}, {Source: "legal_background", Outcome: "expired"}},
				WrongInputs: []string{"first_name", "document_expedition_date"},
			}
			if _, err := finished(ctx, d, script, params); err != nil {
				return err
			}
			params.ForceCreation = true
			check, err := d.client.Checks.Create(ctx, params)
			if err != nil {
				return err
			}
			time.Sleep(1500 * time.Millisecond) // the sources are answering
			if _, err = d.client.Checks.Get(ctx, check.CheckID); err != nil {
				return err
			}
		}
		_, err := d.client.Checks.Get(ctx, "CHK0")
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "checks.Delete", Run: func(ctx context.Context, d drive) error {
		params := person()
		params.Watch = "" // the first check of a continuous check cannot be deleted
		check, err := finished(ctx, d, truoratest.CheckScript{}, params)
		if err != nil {
			return err
		}
		if _, err := d.client.Checks.Delete(ctx, check.CheckID); err != nil {
			return err
		}
		_, err = d.client.Checks.Get(ctx, check.CheckID)
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "checks.ListAttachments", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		check, err := finished(ctx, d, found(), person())
		if err != nil {
			return err
		}
		page, err := d.client.Checks.ListAttachments(ctx, check.CheckID, checks.ListAttachmentsParams{})
		if err != nil {
			return err
		}
		if len(page.Items) == 0 || page.Next == "" {
			return errors.New("no attachments")
		}
		var file bytes.Buffer
		err = d.client.Checks.DownloadAttachment(ctx, page.Items[0].Link, &file, checks.DownloadAttachmentParams{})
		if err != nil {
			return err
		}
		_, err = d.client.Checks.ListAttachments(ctx, check.CheckID, checks.ListAttachmentsParams{StartKey: page.Next})
		return err
	}},
	row{Go: "checks.ListDetails", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(5)
		check, err := finished(ctx, d, found(), person())
		if err != nil {
			return err
		}
		count := 0
		for detail, err := range d.client.Checks.AllDetails(ctx, check.CheckID, checks.ListDetailsParams{Lang: "en"}) {
			if err != nil {
				return err
			}
			count += len(detail.Tables)
		}
		if count == 0 {
			return errors.New("no tables")
		}
		_, err = d.client.Checks.ListDetails(ctx, "CHK0", checks.ListDetailsParams{})
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "checks.Summarize", Run: func(ctx context.Context, d drive) error {
		check, err := finished(ctx, d, found(), person())
		if err != nil {
			return err
		}
		_, err = d.client.Checks.Summarize(ctx, check.CheckID)
		return err
	}},
	row{Go: "checks.ListDatabases", Run: func(ctx context.Context, d drive) error {
		params := checks.ListDatabasesParams{Country: apitype.CountryColombia, At: time.Now(), OffsetSeconds: -18000}
		databases, err := d.client.Checks.ListDatabases(ctx, params)
		if err == nil && len(databases.Items) == 0 {
			err = errors.New("no databases")
		}
		return err
	}},
	row{Go: "checks.DownloadPDF", Run: func(ctx context.Context, d drive) error {
		check, err := finished(ctx, d, found(), person())
		if err != nil {
			return err
		}
		var file bytes.Buffer
		return d.client.Checks.DownloadPDF(ctx, check.CheckID, &file, checks.DownloadPDFParams{Lang: apitype.LanguageEnglish})
	}},
	row{Go: "checks.CreatePDF", Run: func(ctx context.Context, d drive) error {
		check, err := finished(ctx, d, truoratest.CheckScript{}, person())
		if err != nil {
			return err
		}
		_, err = d.client.Checks.CreatePDF(ctx, check.CheckID)
		return err
	}},
	row{Go: "checks.GetVariables", Run: func(ctx context.Context, d drive) error {
		check, err := finished(ctx, d, found(), person())
		if err != nil {
			return err
		}
		time.Sleep(time.Minute) // they are ready some seconds after the check
		_, err = d.client.Checks.GetVariables(ctx, check.CheckID)
		return err
	}},
	row{Go: "checks.UpdateSettings", Run: func(ctx context.Context, d drive) error {
		_, err := d.client.Checks.UpdateSettings(ctx, checks.UpdateSettingsParams{
			NamesMatchingType: checks.NamesMatchingExact, Retries: new(false), MaxDuration: "25m",
		})
		return err
	}},
	row{Go: "checks.SaveCredential", Run: saveCredential},
	row{Go: "checks.GetCredentials", Run: func(ctx context.Context, d drive) error {
		if err := saveCredential(ctx, d); err != nil {
			return err
		}
		_, err := d.client.Checks.GetCredentials(ctx)
		return err
	}},
	row{Go: "checks.DeleteCredential", Run: func(ctx context.Context, d drive) error {
		if err := saveCredential(ctx, d); err != nil {
			return err
		}
		if err := d.client.Checks.DeleteCredential(ctx, database); err != nil {
			return err
		}
		err := d.client.Checks.DeleteCredential(ctx, database)
		return expect(truora.ErrNotFound, err)
	}},
)

const database = "DBI0101010101010101010101010101010101010101"

func saveCredential(ctx context.Context, d drive) error {
	err := d.client.Checks.SaveCredential(ctx, database, checks.SaveCredentialParams{
		Username: "user@example.com", Password: apitype.NewSecret("not-a-real-one"),
	})
	return err
}

// finished creates a check and waits until it is final.
func finished(ctx context.Context, d drive, script truoratest.CheckScript, params checks.CreateParams) (*checks.Check, error) {
	d.server.Checks.Next(script)
	params.ForceCreation = true
	check, err := d.client.Checks.Create(ctx, params)
	if err != nil {
		return nil, err
	}
	return d.client.Checks.Wait(ctx, check.CheckID, checks.WaitParams{})
}

// found scripts a check that finds something, with two files.
func found() truoratest.CheckScript {
	return truoratest.CheckScript{
		Findings: []truoratest.Finding{{DataSet: "criminal_record", Severity: "very_high"}},
		Attachments: []truoratest.Attachment{
			{Name: "certificate.pdf", MIMEType: "application/pdf", Data: []byte("%PDF-1.4 made up")},
			{Name: "photo.png", MIMEType: "image/png", Data: []byte("\x89PNG made up")},
		},
	}
}

func person() checks.CreateParams {
	return checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true,
		NationalID: "1000000001", FirstName: "Ana María", LastName: "Prueba Ejemplo",
		DateOfBirth: apitype.Date{Year: 1990, Month: time.January, Day: 31}, IssueDate: apitype.Date{Year: 2008, Month: time.March, Day: 4},
		PhoneNumber: "+57 3000000000", CustomInput: "case 17 & more", ReportID: "RPT1", Watch: "3d", Priority: checks.PriorityHigh,
	}
}

func foreigner() checks.CreateParams {
	return checks.CreateParams{
		Country: apitype.CountryChile, Type: checks.TypePerson, UserAuthorized: true,
		ForeignID: "E0000001", Passport: "PA000001", NativeNationalID: "20000001", NativeCountry: "VE",
		FirstName: "Luis", LastName: "Prueba", DateOfBirth: apitype.Date{Year: 1985, Month: time.July, Day: 9}, IssueNumber: "A000001",
		Gender: apitype.GenderMale, PTP: "PT000001", PEP: "PE000001", DiplomaticID: "D000001", BirthCertificate: "B000001",
		ProfessionalCard: "P000001", CertificateFolio: "F000001", VerificationCode: apitype.NewSecret("V000001"), StateID: "CDMX",
		PaymentDate: "2026-03-01", IMEI: "350000000000006",
	}
}

func company() checks.CreateParams {
	return checks.CreateParams{
		Country: apitype.CountryBrazil, Type: checks.TypeCompany, UserAuthorized: true,
		TaxID: "00000000000191", CompanyName: "Prueba Ltda.", Region: "SP", Escrow: "1000",
	}
}

func vehicle() checks.CreateParams {
	return checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypeVehicle, UserAuthorized: true,
		NationalID: "1000000002", LicensePlate: "AAA000", VehicleID: "00000000000000001", DriverLicense: "L000001",
		OwnerDocumentType: apitype.DocumentTypeNationalID, OwnerDocumentID: "1000000002",
	}
}

// expect returns nil for the error that a row provokes.
func expect(want, err error) error {
	if errors.Is(err, want) {
		return nil
	}
	return fmt.Errorf("want %w, got %w", want, err)
}
