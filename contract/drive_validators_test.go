package contract_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"sync"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/validators"
)

const customer = "acct_4711.demo"

var _ = drives(
	row{Go: "validators.CreateAccount", Run: func(ctx context.Context, d drive) error {
		if _, err := d.client.Validators.CreateAccount(ctx, validators.CreateAccountParams{}); err != nil {
			return err
		}
		return newAccount(ctx, d)
	}},
	row{Go: "validators.GetAccount", Run: func(ctx context.Context, d drive) error {
		if err := newAccount(ctx, d); err != nil {
			return err
		}
		if _, err := d.client.Validators.GetAccount(ctx, customer); err != nil {
			return err
		}
		_, err := d.client.Validators.GetAccount(ctx, "nobody")
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "validators.ListAccounts", Run: func(ctx context.Context, d drive) error {
		for range 3 {
			if _, err := d.client.Validators.CreateAccount(ctx, validators.CreateAccountParams{}); err != nil {
				return err
			}
		}
		return walked(3, d.client.Validators.AllAccounts(ctx, validators.ListAccountsParams{Limit: 2}))
	}},
	row{Go: "validators.ListEnrollments", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		for _, params := range []validators.CreateEnrollmentParams{phoneEnrollment(), emailEnrollment()} {
			if _, err := d.client.Validators.CreateEnrollment(ctx, params); err != nil {
				return err
			}
		}
		if _, err := d.client.Validators.ListEnrollments(ctx, "nobody", validators.ListEnrollmentsParams{}); !errors.Is(err, truora.ErrNotFound) {
			return err
		}
		return walked(2, d.client.Validators.AllEnrollments(ctx, customer, validators.ListEnrollmentsParams{}))
	}},
	row{Go: "validators.ListAccountValidations", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(2)
		if err := everyKind(ctx, d); err != nil {
			return err
		}
		if _, err := d.client.Validators.ListAccountValidations(ctx, "nobody", validators.ListAccountValidationsParams{}); !errors.Is(err, truora.ErrNotFound) {
			return err
		}
		return walked(5, d.client.Validators.AllAccountValidations(ctx, customer, validators.ListAccountValidationsParams{}))
	}},
	row{Go: "validators.List", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(2)
		if err := everyKind(ctx, d); err != nil {
			return err
		}
		return walked(5, d.client.Validators.All(ctx, validators.ListParams{AccountID: customer}))
	}},
	row{Go: "validators.CreateEnrollment", Run: func(ctx context.Context, d drive) error {
		d.server.Validators.NextEnrollment("", "", "phone_number_out_of_coverage")
		blocked := validators.CreateEnrollmentParams{
			Type: validators.TypeFaceSearch, UserAuthorized: true, Country: apitype.CountryAll, FraudReason: validators.FraudReasonFraudster,
		}
		known := validators.CreateEnrollmentParams{
			Type: validators.TypeFaceRecognition, UserAuthorized: true, AccountID: customer, Confirmation: validators.ConfirmationNone,
		}
		for _, params := range []validators.CreateEnrollmentParams{phoneEnrollment(), emailEnrollment(), phoneEnrollment(), blocked, known} {
			if _, err := d.client.Validators.CreateEnrollment(ctx, params); err != nil {
				return err
			}
		}
		nowhere := phoneEnrollment()
		nowhere.Country = "XX"
		_, err := d.client.Validators.CreateEnrollment(ctx, nowhere)
		return expect(truora.ErrInvalid, err)
	}},
	row{Go: "validators.GetEnrollment", Run: func(ctx context.Context, d drive) error {
		e, err := enrolledFace(ctx, d)
		if err != nil {
			return err
		}
		if _, err := d.client.Validators.GetEnrollment(ctx, e.EnrollmentID); err != nil {
			return err
		}
		_, err = d.client.Validators.GetEnrollment(ctx, "ENR0")
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "validators.DeleteEnrollment", Run: func(ctx context.Context, d drive) error {
		e, err := d.client.Validators.EnrollFace(ctx, validators.EnrollFaceParams{
			Enroll: validators.CreateEnrollmentParams{
				Type: validators.TypeFaceSearch, UserAuthorized: true, Country: apitype.CountryColombia, FraudReason: validators.FraudReasonNonPayment,
			},
			Picture: picture(3),
		})
		if err != nil {
			return err
		}
		err = d.client.Validators.DeleteEnrollment(ctx, e.EnrollmentID, validators.DeleteEnrollmentParams{})
		if err := expect(truora.ErrInvalid, err); err != nil {
			return err
		}
		params := validators.DeleteEnrollmentParams{FraudReason: validators.FraudReasonNonPayment}
		if err := d.client.Validators.DeleteEnrollment(ctx, e.EnrollmentID, params); err != nil {
			return err
		}
		err = d.client.Validators.DeleteEnrollment(ctx, e.EnrollmentID, params)
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "validators.Create", Run: func(ctx context.Context, d drive) error {
		if err := everyKind(ctx, d); err != nil {
			return err
		}
		params := documentParams()
		params.Type, params.AccountID = validators.TypeFaceSearch, "nobody"
		_, err := d.client.Validators.Create(ctx, params)
		return expect(truora.ErrInvalid, err)
	}},
	row{Go: "validators.Get", Run: func(ctx context.Context, d drive) error {
		for _, country := range []apitype.Country{apitype.CountryColombia, apitype.CountryMexico} {
			params := documentParams()
			params.Country = country
			v, err := document(ctx, d, params)
			if err != nil {
				return err
			}
			if _, err := d.client.Validators.Get(ctx, v.ValidationID, validators.GetParams{ShowDetails: true}); err != nil {
				return err
			}
		}
		_, err := d.client.Validators.Get(ctx, "VLD0", validators.GetParams{})
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "validators.Perform", Run: func(ctx context.Context, d drive) error {
		v, err := sentCode(ctx, d)
		if err != nil {
			return err
		}
		for _, token := range []string{"wrong", d.server.Validators.Code(v.ValidationID)} {
			if _, err := d.client.Validators.Perform(ctx, v.ValidationID, validators.PerformParams{Type: v.Type, Token: apitype.NewSecret(token)}); err != nil {
				return err
			}
		}
		_, err = d.client.Validators.Perform(ctx, v.ValidationID, validators.PerformParams{Type: v.Type, Token: apitype.NewSecret("late")})
		return expect(truora.ErrInvalid, err)
	}},
	row{Go: "validators.Delete", Run: func(ctx context.Context, d drive) error {
		v, err := document(ctx, d, documentParams())
		if err != nil {
			return err
		}
		if _, err := d.client.Validators.Delete(ctx, v.ValidationID); err != nil {
			return err
		}
		if _, err := d.client.Validators.Get(ctx, v.ValidationID, validators.GetParams{}); err != nil {
			return err
		}
		_, err = d.client.Validators.Delete(ctx, v.ValidationID)
		if err := expect(truora.ErrConflict, err); err != nil {
			return err
		}
		_, err = d.client.Validators.Delete(ctx, "VLD0")
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "validators.Restore", Run: func(ctx context.Context, d drive) error {
		v, err := document(ctx, d, documentParams())
		if err != nil {
			return err
		}
		_, err = d.client.Validators.Restore(ctx, v.ValidationID)
		if err := expect(truora.ErrInvalid, err); err != nil {
			return err // what was not deleted cannot be restored
		}
		if _, err := d.client.Validators.Delete(ctx, v.ValidationID); err != nil {
			return err
		}
		if _, err := d.client.Validators.Restore(ctx, v.ValidationID); err != nil {
			return err
		}
		time.Sleep(time.Minute)
		_, err = d.client.Validators.Get(ctx, v.ValidationID, validators.GetParams{})
		return err
	}},
	row{Go: "validators.Upload", Run: func(ctx context.Context, d drive) error {
		v, err := d.client.Validators.Create(ctx, documentParams())
		if err != nil {
			return err
		}
		if _, err := d.client.Validators.Upload(ctx, v.Instructions.FrontURL, picture(1).Body, validators.UploadParams{}); err != nil {
			return err
		}
		_, err = d.client.Validators.Upload(ctx, v.Instructions.FrontURL, picture(1).Body, validators.UploadParams{ContentType: "image/png"})
		return expect(truora.ErrExpired, err)
	}},
	row{Go: "validators.CreateAccountValidation", Run: func(ctx context.Context, d drive) error {
		_, err := d.client.Validators.CreateAccountValidation(ctx, customer, documentParams())
		return err
	}},
	row{Go: "validators.GetAccountValidation", Run: func(ctx context.Context, d drive) error {
		v, err := document(ctx, d, documentParams())
		if err != nil {
			return err
		}
		if _, err := d.client.Validators.GetAccountValidation(ctx, customer, v.ValidationID, validators.GetParams{ShowDetails: true}); err != nil {
			return err
		}
		_, err = d.client.Validators.GetAccountValidation(ctx, "nobody", v.ValidationID, validators.GetParams{})
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "validators.PerformAccountValidation", Run: func(ctx context.Context, d drive) error {
		v, err := sentCode(ctx, d)
		if err != nil {
			return err
		}
		_, err = d.client.Validators.PerformAccountValidation(ctx, customer, v.ValidationID,
			validators.PerformParams{Type: v.Type, Token: apitype.NewSecret(d.server.Validators.Code(v.ValidationID))})
		return err
	}},
)

// walked checks how many items a list yields.
func walked[T any](want int, list func(func(T, error) bool)) error {
	n := 0
	for _, err := range list {
		if err != nil {
			return err
		}
		n++
	}
	if n != want {
		return errors.New("the list has not what it should")
	}
	return nil
}

func newAccount(ctx context.Context, d drive) error {
	_, err := d.client.Validators.CreateAccount(ctx, validators.CreateAccountParams{
		AccountID: customer, Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypeNationalID, DocumentNumber: "1000000001",
		DocumentIssueDate: apitype.Date{Year: 2008, Month: time.February, Day: 3}, Email: "ana.prueba@example.com",
		FirstName: "Ana", LastName: "Prueba Ñandú", PhoneNumber: "+573000000001", FacebookUser: "ana", TwitterUser: "@ana",
	})
	return err
}

func phoneEnrollment() validators.CreateEnrollmentParams {
	return validators.CreateEnrollmentParams{
		Type: validators.TypePhoneVerification, UserAuthorized: true, AccountID: customer, Country: apitype.CountryColombia,
		PhoneNumber: "+573000000001", PhoneType: validators.PhoneTypeHome, VerifyChannel: validators.ChannelSMS,
	}
}

func emailEnrollment() validators.CreateEnrollmentParams {
	return validators.CreateEnrollmentParams{
		Type: validators.TypeEmailVerification, UserAuthorized: true, AccountID: customer, Email: "ana.prueba@example.com",
	}
}

func sentCode(ctx context.Context, d drive) (*validators.Validation, error) {
	return d.client.Validators.SendCode(ctx, validators.SendCodeParams{
		Enroll: phoneEnrollment(), Create: validators.CreateParams{VerifyChannel: validators.ChannelSMS, PhoneLocale: validators.LocaleSpanish},
	})
}

func enrolledFace(ctx context.Context, d drive) (*validators.Enrollment, error) {
	return d.client.Validators.EnrollFace(ctx, validators.EnrollFaceParams{Enroll: validators.CreateEnrollmentParams{UserAuthorized: true, AccountID: customer}, Picture: picture(7)})
}

func documentParams() validators.CreateParams {
	return validators.CreateParams{
		Type: validators.TypeDocumentValidation, UserAuthorized: true, AccountID: customer, Country: apitype.CountryColombia,
		DocumentType: apitype.DocumentTypeNationalID, CustomType: "my type", CustomInput: "case 17 & more", Timeout: 900, CheckManualReviewAvailability: true,
	}
}

func document(ctx context.Context, d drive, params validators.CreateParams) (*validators.Validation, error) {
	return d.client.Validators.ValidateDocument(ctx, validators.ValidateDocumentParams{Create: params, Files: validators.DocumentFiles{Front: picture(1), Reverse: picture(2)}})
}

// everyKind creates and ends one validation of each of five kinds.
func everyKind(ctx context.Context, d drive) error {
	service := d.client.Validators
	if _, err := document(ctx, d, documentParams()); err != nil {
		return err
	}
	if _, err := enrolledFace(ctx, d); err != nil {
		return err
	}
	face := validators.CreateParams{
		UserAuthorized: true, AccountID: customer, Subvalidations: []validators.Subvalidation{validators.SubvalidationPassiveLiveness, validators.SubvalidationSimilarity},
		Threshold: new(0.6), MinimumPrecision: validators.PrecisionHigh, Phrase: "una frase",
	}
	if _, err := service.ValidateFace(ctx, validators.ValidateFaceParams{Create: face, File: picture(8)}); err != nil {
		return err
	}
	search := validators.CreateParams{Type: validators.TypeFaceSearch, UserAuthorized: true, AccountID: customer, Country: apitype.CountryAll}
	if _, err := service.ValidateFace(ctx, validators.ValidateFaceParams{Create: search, File: picture(8)}); err != nil {
		return err
	}
	code := func(_ context.Context, v *validators.Validation) (string, error) {
		return d.server.Validators.Code(v.ValidationID), nil
	}
	email := validators.SendCodeParams{Enroll: emailEnrollment(), Create: validators.CreateParams{Language: validators.LocaleSpanish}}
	if _, err := service.VerifyCode(ctx, validators.VerifyCodeParams{SendCodeParams: email, Ask: code}); err != nil {
		return err
	}
	signing := validators.CreateParams{Type: validators.TypeElectronicSignature, UserAuthorized: true, AccountID: customer}
	v, err := service.Create(ctx, signing)
	if err != nil {
		return err
	}
	_, err = service.Wait(ctx, v.ValidationID, validators.WaitParams{})
	return err
}

// picture returns a made-up PNG, different for each seed.
func picture(seed int) validators.File {
	data, ok := pictures.Load(seed)
	if !ok {
		var made bytes.Buffer
		if err := png.Encode(&made, drawn(seed, 64)); err != nil {
			panic(err)
		}
		data, _ = pictures.LoadOrStore(seed, made.Bytes())
	}
	return validators.File{Body: bytes.NewReader(data.([]byte))} //nolint:forcetypeassert // nothing else is stored
}

var pictures sync.Map // by their seeds, as png

func drawn(seed, side int) image.Image {
	out := image.NewGray(image.Rect(0, 0, side, side))
	for x := range side {
		for y := range side {
			out.SetGray(x, y, color.Gray{Y: uint8(80 + (x*seed+y*(seed+3))*150/side%150)})
		}
	}
	return out
}
