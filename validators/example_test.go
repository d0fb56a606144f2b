package validators_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/validators"
)

// fake is a Truora in memory that goes a thousand times as fast; with a key it
// would be truora.FromEnv().
func fake() (*truoratest.Server, *validators.Service) {
	srv := truoratest.New(truoratest.WithPace(1000))
	return srv, srv.Client(truora.WithPolling(10*time.Millisecond, 10*time.Millisecond)).Validators
}

func Example() {
	srv, service := fake()
	defer srv.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	front, reverse := pngOf(1, 0), pngOf(2, 0) // as os.Open would give
	v, err := service.ValidateDocument(ctx, validators.ValidateDocumentParams{
		Create: validators.CreateParams{
			AccountID: "customer-77", UserAuthorized: true, Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypeNationalID,
		},
		Files: validators.DocumentFiles{
			Front:   validators.File{Body: bytes.NewReader(front)},
			Reverse: validators.File{Body: bytes.NewReader(reverse)},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	if !v.Succeeded() {
		log.Fatal(v.FailureReason())
	}
	fmt.Println(v.Details.DocumentDetails.DocumentVersion)

	// The face on the document is the reference for the selfie.
	selfie := pngOf(1, 30)
	v, err = service.ValidateFace(ctx, validators.ValidateFaceParams{
		Create: validators.CreateParams{
			AccountID: "customer-77", UserAuthorized: true,
			Subvalidations: []validators.Subvalidation{validators.SubvalidationPassiveLiveness, validators.SubvalidationSimilarity},
		},
		File: validators.File{Body: bytes.NewReader(selfie)},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("the same person:", v.Succeeded())
	// Output:
	// co_national-id-2020
	// the same person: true
}

func ExampleService_EnrollFace() {
	srv, service := fake()
	defer srv.Close()
	ctx := context.Background()

	_, err := service.EnrollFace(ctx, validators.EnrollFaceParams{
		Enroll: validators.CreateEnrollmentParams{
			AccountID: "customer-77", UserAuthorized: true,
		},
		Picture: validators.File{Body: bytes.NewReader(pngOf(3, 0))},
	})
	if err != nil {
		log.Fatal(err)
	}
	// The enrollment stays pending until a validation succeeds: do not wait for it.
	for _, who := range []int{3, 5} {
		v, err := service.ValidateFace(ctx, validators.ValidateFaceParams{
			Create: validators.CreateParams{
				AccountID: "customer-77", UserAuthorized: true,
			},
			File: validators.File{Body: bytes.NewReader(jpegOf(who, 20))},
		})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s %q\n", v.ValidationStatus, v.DeclinedReason)
	}
	// Output:
	// success ""
	// failure "similarity_threshold_not_passed"
}

func ExampleService_SendCode() {
	srv, service := fake()
	defer srv.Close()
	ctx := context.Background()

	sent, err := service.SendCode(ctx, validators.SendCodeParams{
		Enroll: validators.CreateEnrollmentParams{
			Type: validators.TypePhoneVerification, AccountID: "customer-77", UserAuthorized: true,
			Country: apitype.CountryColombia, PhoneNumber: "+573000000001", PhoneType: validators.PhoneTypeHome,
		},
		Create: validators.CreateParams{VerifyChannel: validators.ChannelSMS, PhoneLocale: validators.LocaleSpanish},
	})
	if failed, ok := errors.AsType[*validators.EnrollmentError](err); ok {
		log.Fatal("this number cannot be reached: ", failed.Enrollment.Reason)
	}
	if err != nil {
		log.Fatal(err)
	}
	// Keep sent.ValidationID; the person comes back with the code.
	code := srv.Validators.Code(sent.ValidationID)
	for _, token := range []string{"0", code} {
		v, err := service.Perform(ctx, sent.ValidationID, validators.PerformParams{Type: sent.Type, Token: apitype.NewSecret(token)})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(v.ValidationStatus, v.RemainingRetries)
	}
	// Output:
	// pending 1
	// success 1
}

func ExampleCreateParams_RetryOf() {
	srv, service := fake()
	defer srv.Close()
	ctx := context.Background()
	if _, err := service.UpdateConfig(ctx, validators.UpdateConfigParams{
		Validator: validators.TypeDocumentValidation, AllowedRetries: new(2),
	}); err != nil {
		log.Fatal(err)
	}
	srv.Validators.Next(truoratest.ValidationScript{Declined: "blurry_image"})

	params := validators.CreateParams{UserAuthorized: true, Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypeNationalID}
	for {
		v, err := service.ValidateDocument(ctx, validators.ValidateDocumentParams{Create: params, Files: sides()})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(v.ValidationStatus, v.FailureReason())
		if v.Succeeded() || v.RemainingRetries == 0 {
			break
		}
		params = params.RetryOf(v) // with new pictures
	}
	// Output:
	// failure blurry_image
	// success
}

func ExampleService_UpdateConfig() {
	srv, service := fake()
	defer srv.Close()
	ctx := context.Background()

	params := validators.UpdateConfigParams{Validator: validators.TypeFaceRecognition, Threshold: new(0.8)}
	for range 2 {
		config, err := service.UpdateConfig(ctx, params)
		switch {
		case errors.Is(err, truora.ErrUnchanged):
			fmt.Println("it was so already")
		case err != nil:
			log.Fatal(err)
		default:
			fmt.Println(*config.Validators[validators.TypeFaceRecognition].Threshold)
		}
	}
	// Output:
	// 0.8
	// it was so already
}
