package validators_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/validators"
)

const (
	createOp  = "POST /v1/validations"
	enrollOp  = "POST /v1/enrollments"
	getOp     = "GET /v1/validations/{validation_id}"
	performOp = "POST /v1/validations/{validation_id}"
	uploadOp  = "PUT /{presigned_path}"
)

func idCard() validators.CreateParams {
	return validators.CreateParams{
		Type: validators.TypeDocumentValidation, UserAuthorized: true, AccountID: "ana", Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypeNationalID,
	}
}

func sides() validators.DocumentFiles {
	return validators.DocumentFiles{Front: file(pngOf(1, 0)), Reverse: file(pngOf(2, 0))}
}

func selfie() validators.CreateParams {
	return validators.CreateParams{Type: validators.TypeFaceRecognition, UserAuthorized: true, AccountID: "ana"}
}

func reference(account string) validators.CreateEnrollmentParams {
	return validators.CreateEnrollmentParams{Type: validators.TypeFaceRecognition, UserAuthorized: true, AccountID: account}
}

func TestDocument(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		var seen []apitype.Status
		files := sides()
		var sent int64
		files.Front.Progress = func(done, total int64) { sent = done; assert.Len(t, pngOf(1, 0), int(total)) }
		v, err := s.ValidateDocument(t.Context(), validators.ValidateDocumentParams{
			Create: idCard(), Files: files, Wait: validators.WaitParams{OnUpdate: func(v *validators.Validation) {
				seen = append(seen, v.ValidationStatus)
			}},
		})
		require.NoError(t, err)
		assert.True(t, v.Succeeded())
		assert.Len(t, pngOf(1, 0), int(sent))
		assert.Contains(t, seen, apitype.StatusPending)
		assert.Equal(t, apitype.StatusSuccess, seen[len(seen)-1])
		assert.Equal(t, apitype.DocumentVersionCONationalID2020, v.Details.DocumentDetails.DocumentVersion)
		assert.Equal(t, apitype.CountryColombia, v.Details.DocumentDetails.Country)
		assert.NotEmpty(t, v.Details.DocumentDetails.DocumentNumber)
		assert.NotEmpty(t, v.Details.DocumentValidations.GovernmentDatabase)
		assert.Empty(t, v.Details.DocumentValidations.Invalid())
		assert.Len(t, srv.Billed(), 1)

		uploads := srv.RequestsTo(uploadOp)
		require.Len(t, uploads, 2)
		assert.Equal(t, pngOf(1, 0), uploads[0].Body)
		assert.Equal(t, "image/png", uploads[0].Header.Get("Content-Type"))
		assert.Empty(t, uploads[0].Header.Get("Truora-API-Key"))
	})
}

func TestDocumentStepByStep(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, _ *truoratest.Server, client *truora.Client) {
		s := client.Validators
		v, err := s.Create(t.Context(), idCard())
		require.NoError(t, err)
		assert.Nil(t, v.Details)
		_, err = s.Upload(t.Context(), v.Instructions.FrontURL, file(pngOf(1, 0)).Body, validators.UploadParams{})
		require.NoError(t, err)
		time.Sleep(time.Minute)
		half, err := s.Get(t.Context(), v.ValidationID, validators.GetParams{})
		require.NoError(t, err)
		assert.False(t, half.Final(), "it waits for every file")
		_, err = s.Upload(t.Context(), v.Instructions.ReverseURL, file(pngOf(2, 0)).Body, validators.UploadParams{})
		require.NoError(t, err)
		done, err := s.Wait(t.Context(), v.ValidationID, validators.WaitParams{})
		require.NoError(t, err)
		assert.True(t, done.Succeeded())
		assert.Empty(t, done.FrontImage)
		full, err := s.Get(t.Context(), v.ValidationID, validators.GetParams{ShowDetails: true})
		require.NoError(t, err)
		assert.Len(t, full.UserResponse.InputFiles, 2)
		assert.NotEmpty(t, full.FrontImage)
	})
}

func TestPassportHasOneSide(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		params := idCard()
		params.Country, params.DocumentType, params.AccountID = apitype.CountryAll, apitype.DocumentTypePassport, ""
		v, err := s.ValidateDocument(t.Context(), validators.ValidateDocumentParams{Create: params, Files: validators.DocumentFiles{Front: file(jpegOf(1, 0))}})
		require.NoError(t, err)
		assert.True(t, v.Succeeded())
		assert.Regexp(t, "^ACC[0-9a-f]{32}$", v.AccountID, "an account was made")
		assert.Len(t, srv.RequestsTo(uploadOp), 1)
		assert.Equal(t, "image/jpeg", srv.RequestsTo(uploadOp)[0].Header.Get("Content-Type"))
	})
}

func TestAMissingFileExpiresTheValidation(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		v, err := s.ValidateDocument(t.Context(), validators.ValidateDocumentParams{Create: idCard(), Files: validators.DocumentFiles{Front: file(pngOf(1, 0))}})
		require.ErrorIs(t, err, truora.ErrInvalid)
		assert.ErrorContains(t, err, "reverse")
		require.NotNil(t, v, "it was made, and may have been billed")
		assert.Empty(t, srv.RequestsTo(uploadOp))

		start := time.Now()
		v, err = s.Wait(t.Context(), v.ValidationID, validators.WaitParams{})
		require.NoError(t, err, "a failure is a result")
		assert.Equal(t, apitype.FailureStatusExpired, v.FailureStatus)
		assert.Equal(t, apitype.ExpiredReasonInputFileNotUploaded, v.ExpiredReason)
		assert.GreaterOrEqual(t, time.Since(start), 300*time.Second)

		_, err = s.ValidateDocument(t.Context(), validators.ValidateDocumentParams{Create: idCard(), Files: validators.DocumentFiles{}})
		require.ErrorIs(t, err, truora.ErrInvalid)
		assert.Len(t, srv.Billed(), 1, "without a picture nothing is made")
	})
}

// Truora's table and its samples spell the details of a document differently.
func TestDetailsUnderTheNamesOfTheTable(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		for _, table := range []bool{false, true} {
			srv.Validators.Next(truoratest.ValidationScript{Declined: "document_is_a_photocopy", TableNames: table})
			v, err := client.Validators.ValidateDocument(t.Context(), validators.ValidateDocumentParams{Create: idCard(), Files: sides()})
			require.NoError(t, err)
			read, examined := v.Details.DocumentDetails, v.Details.DocumentValidations
			require.Len(t, examined.Invalid(), 1, "a photocopy is never taken as valid")
			assert.Equal(t, apitype.ExaminationPhotocopy, examined.Invalid()[0].ValidationType)
			assert.NotEmpty(t, read.ID())
			assert.Equal(t, table, read.DocumentID != "")
			assert.Equal(t, table, len(examined.ManualReview) == 1 && len(examined.PhotocopyAnalysisHyphened) == 1)
			assert.Equal(t, !table, len(examined.ManualAnalysis) == 1 && len(examined.PhotocopyAnalysis) == 1)
			assert.Empty(t, examined.Other)
		}
	})
}

func TestRetryOfADocument(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		_, err := s.UpdateConfig(t.Context(), validators.UpdateConfigParams{Validator: validators.TypeDocumentValidation, AllowedRetries: new(1)})
		require.NoError(t, err)
		srv.Validators.Next(truoratest.ValidationScript{Declined: "blurry_image"}, truoratest.ValidationScript{Declined: "document_has_expired"})
		failed, err := s.ValidateDocument(t.Context(), validators.ValidateDocumentParams{Create: idCard(), Files: sides()})
		require.NoError(t, err)
		assert.Equal(t, apitype.DeclinedReasonBlurryImage, failed.DeclinedReason)
		assert.Equal(t, 1, failed.RemainingRetries)
		assert.Len(t, failed.Details.DocumentValidations.Invalid(), 1)

		second, err := s.ValidateDocument(t.Context(), validators.ValidateDocumentParams{Create: idCard().RetryOf(failed), Files: sides()})
		require.NoError(t, err)
		assert.Zero(t, second.RemainingRetries)
		_, err = s.Create(t.Context(), idCard().RetryOf(second))
		require.ErrorIs(t, err, truora.ErrInvalid, "none are left")

		srv.Validators.Next(truoratest.ValidationScript{Declined: "blurry_image"})
		late, err := s.ValidateDocument(t.Context(), validators.ValidateDocumentParams{Create: idCard(), Files: sides()})
		require.NoError(t, err)
		time.Sleep(10 * time.Minute)
		_, err = s.Create(t.Context(), idCard().RetryOf(late))
		require.ErrorIs(t, err, truora.ErrInvalid, "retry_ttl is over")
	})
}

func TestFace(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		e, err := s.EnrollFace(t.Context(), validators.EnrollFaceParams{Enroll: reference("ana"), Picture: file(pngOf(3, 0))})
		require.NoError(t, err)
		assert.Equal(t, validators.EnrollmentReasonWaitingFileUpload, e.Reason)
		time.Sleep(time.Hour)
		e, err = s.GetEnrollment(t.Context(), e.EnrollmentID)
		require.NoError(t, err)
		assert.Equal(t, apitype.StatusPending, e.Status, "until the first validation succeeds")
		assert.Empty(t, e.Reason)

		params := selfie()
		params.Subvalidations = []validators.Subvalidation{validators.SubvalidationPassiveLiveness, validators.SubvalidationSimilarity}
		v, err := s.ValidateFace(t.Context(), validators.ValidateFaceParams{Create: params, File: file(jpegOf(3, 40))})
		require.NoError(t, err)
		require.True(t, v.Succeeded(), v.FailureReason())
		face := v.Details.FaceRecognitionValidations
		assert.Equal(t, e.EnrollmentID, face.EnrollmentID)
		assert.Greater(t, *face.ConfidenceScore, 0.9)
		assert.Equal(t, apitype.StatusSuccess, face.PassiveLivenessStatus)
		assert.Equal(t, []string{"passive_liveness", "similarity"}, srv.RequestsTo(createOp)[0].Form["subvalidations"])

		e, err = s.GetEnrollment(t.Context(), e.EnrollmentID)
		require.NoError(t, err)
		assert.Equal(t, apitype.StatusSuccess, e.Status)

		other, err := s.ValidateFace(t.Context(), validators.ValidateFaceParams{Create: selfie(), File: file(jpegOf(5, 0))})
		require.NoError(t, err)
		assert.Equal(t, apitype.DeclinedReasonSimilarityThresholdNotPassed, other.DeclinedReason)
		assert.Less(t, *other.Details.FaceRecognitionValidations.ConfidenceScore, *other.Threshold)

		copied, err := s.ValidateFace(t.Context(), validators.ValidateFaceParams{Create: params, File: file(pngOf(3, 0))})
		require.NoError(t, err)
		assert.Equal(t, apitype.DeclinedReasonPassiveLivenessVerificationNotPassed, copied.DeclinedReason)
		assert.Len(t, srv.RequestsTo(enrollOp), 1)
	})
}

func TestFaceAgainstTheDocument(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, _ *truoratest.Server, client *truora.Client) {
		s := client.Validators
		_, err := s.ValidateFace(t.Context(), validators.ValidateFaceParams{Create: selfie(), File: file(pngOf(1, 9))})
		require.ErrorIs(t, err, truora.ErrInvalid, "an unknown account gives 400")
		_, err = s.ValidateDocument(t.Context(), validators.ValidateDocumentParams{Create: idCard(), Files: sides()})
		require.NoError(t, err)
		v, err := s.ValidateFace(t.Context(), validators.ValidateFaceParams{Create: selfie(), File: file([]byte("\x00\x00\x00\x18ftypmp42 a made-up video"))})
		require.NoError(t, err)
		assert.True(t, v.Succeeded())
		assert.Empty(t, v.Details.FaceRecognitionValidations.EnrollmentID)
	})
}

func TestBlockedFaces(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		blocked := validators.CreateEnrollmentParams{
			Type: validators.TypeFaceSearch, UserAuthorized: true, Country: apitype.CountryAll, FraudReason: validators.FraudReasonFraudster,
		}
		_, err := s.EnrollFace(t.Context(), validators.EnrollFaceParams{Enroll: blocked, Picture: file(pngOf(3, 0))})
		require.NoError(t, err)
		_, err = s.CreateAccount(t.Context(), validators.CreateAccountParams{AccountID: "ana"})
		require.NoError(t, err)
		params := validators.CreateParams{Type: validators.TypeFaceSearch, UserAuthorized: true, AccountID: "ana", Country: apitype.CountryAll}
		found, err := s.ValidateFace(t.Context(), validators.ValidateFaceParams{Create: params, File: file(pngOf(3, 20))})
		require.NoError(t, err)
		assert.Equal(t, apitype.DeclinedReasonFaceInBlocklist, found.DeclinedReason, "success means NOT on the lists")
		assert.Equal(t, apitype.StatusFailure, found.Details.FaceRecognitionValidations.FaceSearch.Status)
		clean, err := s.ValidateFace(t.Context(), validators.ValidateFaceParams{Create: params, File: file(pngOf(5, 0))})
		require.NoError(t, err)
		assert.True(t, clean.Succeeded())
		assert.Len(t, srv.Billed(), 2)
	})
}

func phone() validators.SendCodeParams {
	return validators.SendCodeParams{
		Enroll: validators.CreateEnrollmentParams{
			Type: validators.TypePhoneVerification, UserAuthorized: true, AccountID: "ana", Country: apitype.CountryColombia,
			PhoneNumber: "+573000000001", PhoneType: validators.PhoneTypeHome,
		},
		Create: validators.CreateParams{VerifyChannel: validators.ChannelSMS, PhoneLocale: validators.LocaleSpanish},
	}
}

func TestCode(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		v, err := s.SendCode(t.Context(), phone())
		require.NoError(t, err)
		assert.Equal(t, apitype.StatusPending, v.ValidationStatus)
		assert.Equal(t, "+573000000001", srv.RequestsTo(enrollOp)[0].Form.Get("phone_number"))

		right := validators.PerformParams{Type: v.Type, Token: apitype.NewSecret(srv.Validators.Code(v.ValidationID))}
		wrong := validators.PerformParams{Type: v.Type, Token: apitype.NewSecret("x" + right.Token.Reveal())}
		v, err = s.Perform(t.Context(), v.ValidationID, wrong)
		require.NoError(t, err, "a wrong code is no error")
		assert.Equal(t, 1, v.RemainingRetries)
		v, err = s.Perform(t.Context(), v.ValidationID, right)
		require.NoError(t, err)
		assert.True(t, v.Succeeded())
		_, err = s.Perform(t.Context(), v.ValidationID, right)
		require.ErrorIs(t, err, truora.ErrInvalid)
		e, ok := errors.AsType[*truora.Error](err)
		require.True(t, ok)
		assert.Equal(t, 400, e.StatusCode)
		assert.Equal(t, 10404, e.Code)

		again := phone()
		again.Enroll = validators.CreateEnrollmentParams{} // is done
		again.Create = validators.CreateParams{
			Type: validators.TypePhoneVerification, UserAuthorized: true, AccountID: "ana", PhoneType: validators.PhoneTypeHome,
			VerifyChannel: validators.ChannelCall, PhoneLocale: validators.LocaleEnglish, Timeout: 60,
		}
		v, err = s.SendCode(t.Context(), again)
		require.NoError(t, err)
		assert.Len(t, srv.RequestsTo(enrollOp), 1)
		v, err = s.Wait(t.Context(), v.ValidationID, validators.WaitParams{})
		require.NoError(t, err)
		assert.Equal(t, apitype.ExpiredReasonValidationNotPerformed, v.ExpiredReason)
	})
}

func TestVerifyCode(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		email := validators.SendCodeParams{Enroll: validators.CreateEnrollmentParams{
			Type: validators.TypeEmailValidation, UserAuthorized: true, AccountID: "ana", Email: "ana@example.com",
		}}
		var tries []int
		v, err := s.VerifyCode(t.Context(), validators.VerifyCodeParams{
			SendCodeParams: email, Ask: func(_ context.Context, v *validators.Validation) (string, error) {
				tries = append(tries, v.RemainingRetries)
				if len(tries) == 1 {
					return "nonsense", nil
				}
				return srv.Validators.Code(v.ValidationID), nil
			},
		})
		require.NoError(t, err)
		assert.True(t, v.Succeeded())
		assert.Equal(t, []int{1, 0}, tries)

		v, err = s.VerifyCode(t.Context(), validators.VerifyCodeParams{SendCodeParams: phone(), Ask: func(context.Context, *validators.Validation) (string, error) { return "nonsense", nil }})
		require.NoError(t, err)
		assert.Equal(t, apitype.DeclinedReasonMaxRetriesReached, v.DeclinedReason)

		gone := errors.New("the person left")
		v, err = s.VerifyCode(t.Context(), validators.VerifyCodeParams{SendCodeParams: phone(), Ask: func(context.Context, *validators.Validation) (string, error) { return "", gone }})
		require.ErrorIs(t, err, gone)
		require.NotNil(t, v)
		assert.False(t, v.Final())

		sent := len(srv.Requests())
		_, err = s.VerifyCode(t.Context(), validators.VerifyCodeParams{SendCodeParams: phone()})
		require.ErrorIs(t, err, truora.ErrInvalid, "nobody could give the code")
		assert.Len(t, srv.Requests(), sent)
	})
}

func TestNumberThatCannotBeReached(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		srv.Validators.NextEnrollment("phone_number_out_of_coverage")
		_, err := s.SendCode(t.Context(), phone())
		failed, ok := errors.AsType[*validators.EnrollmentError](err)
		require.True(t, ok, "%v", err)
		assert.Equal(t, validators.EnrollmentReasonPhoneNumberOutOfCoverage, failed.Enrollment.Reason)
		assert.Empty(t, srv.Billed(), "no code is sent")

		bad := phone()
		bad.Create.VerifyChannel = ""
		_, err = s.SendCode(t.Context(), bad)
		require.ErrorIs(t, err, truora.ErrInvalid)
		assert.Len(t, srv.RequestsTo(enrollOp), 1, "an invalid validation enrolls nothing")
	})
}

func TestSignature(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, _ *truoratest.Server, client *truora.Client) {
		s := client.Validators
		_, err := s.CreateAccount(t.Context(), validators.CreateAccountParams{AccountID: "ana"})
		require.NoError(t, err)
		v, err := s.Create(t.Context(), validators.CreateParams{Type: validators.TypeElectronicSignature, UserAuthorized: true, AccountID: "ana"})
		require.NoError(t, err)
		assert.NotEmpty(t, v.Instructions.SignerLink)
		v, err = s.Wait(t.Context(), v.ValidationID, validators.WaitParams{})
		require.NoError(t, err)
		assert.NotEmpty(t, v.Details.ElectronicSignatureDetails.SignedDocumentURL)
	})
}
