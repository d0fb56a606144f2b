package validators_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
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

// The promise that comes first: nothing is bought, sent or spent twice.
func TestNothingIsDoneTwice(t *testing.T) {
	t.Run("a validation", func(t *testing.T) {
		areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
			s := client.Validators
			srv.LoseAnswer(createOp)
			v, err := s.Create(t.Context(), idCard())
			require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
			assert.Nil(t, v)
			assert.Len(t, srv.RequestsTo(createOp), 1)
			require.Len(t, srv.Billed(), 1)
			var found []string // the way out that the documentation names
			for v, err := range s.AllAccountValidations(t.Context(), "ana", validators.ListAccountValidationsParams{}) {
				require.NoError(t, err)
				found = append(found, v.ValidationID)
			}
			assert.Equal(t, []string{srv.Billed()[0].ID}, found)
		})
	})
	t.Run("an older validation", func(t *testing.T) {
		areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
			s := client.Validators
			const op = "POST /v1/accounts/{account_id}/validations"
			srv.LoseAnswer(op)
			_, err := s.CreateAccountValidation(t.Context(), "ana", idCard())
			require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
			assert.Len(t, srv.RequestsTo(op), 1)
			assert.Len(t, srv.Billed(), 1)
		})
	})
	t.Run("an enrollment and an account", func(t *testing.T) {
		areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
			s := client.Validators
			srv.LoseAnswer(enrollOp)
			_, err := s.CreateEnrollment(t.Context(), reference("ana"))
			require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
			assert.Len(t, srv.RequestsTo(enrollOp), 1)
			srv.Fail("POST /v1/accounts", truoratest.Status(http.StatusBadGateway))
			_, err = s.CreateAccount(t.Context(), validators.CreateAccountParams{})
			require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
			assert.Len(t, srv.RequestsTo("POST /v1/accounts"), 1)
			assert.Empty(t, srv.Billed())
		})
	})
	t.Run("a code", func(t *testing.T) {
		areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
			s := client.Validators
			v, err := s.SendCode(t.Context(), phone())
			require.NoError(t, err)
			srv.LoseAnswer(performOp)
			_, err = s.Perform(t.Context(), v.ValidationID, validators.PerformParams{Type: v.Type, Token: apitype.NewSecret("wrong")})
			require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
			assert.Len(t, srv.RequestsTo(performOp), 1)
			v, err = s.Get(t.Context(), v.ValidationID, validators.GetParams{})
			require.NoError(t, err)
			assert.Equal(t, 1, v.RemainingRetries, "one try is spent, not two")

			srv.LoseAnswer("POST /v1/accounts/{account_id}/validations/{validation_id}")
			right := validators.PerformParams{Type: v.Type, Token: apitype.NewSecret(srv.Validators.Code(v.ValidationID))}
			_, err = s.PerformAccountValidation(t.Context(), "ana", v.ValidationID, right)
			require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
			v, err = s.Get(t.Context(), v.ValidationID, validators.GetParams{})
			require.NoError(t, err)
			assert.True(t, v.Succeeded())
		})
	})
	t.Run("a restoring", func(t *testing.T) {
		areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
			s := client.Validators
			v, err := s.ValidateDocument(t.Context(), validators.ValidateDocumentParams{Create: idCard(), Files: sides()})
			require.NoError(t, err)
			_, err = s.Delete(t.Context(), v.ValidationID)
			require.NoError(t, err)
			const op = "POST /v1/validations/{validation_id}/restore"
			srv.LoseAnswer(op)
			_, err = s.Restore(t.Context(), v.ValidationID)
			require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
			assert.Len(t, srv.RequestsTo(op), 1)
		})
	})
}

// picture begins as a PNG file does.
const picture = "\x89PNG\r\n\x1a\nx"

func TestUploadAgain(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		link := func() string {
			v, err := s.Create(t.Context(), idCard())
			require.NoError(t, err)
			return v.Instructions.FrontURL
		}
		upload := func(link string, r io.Reader) error {
			_, err := s.Upload(t.Context(), link, r, validators.UploadParams{Size: int64(len(picture))})
			return err
		}
		fault := truoratest.Status(http.StatusInternalServerError)

		srv.Fail(uploadOp, fault, fault)
		require.NoError(t, upload(link(), strings.NewReader(picture)), "a fault of the store, and a file that can be rewound")
		assert.Len(t, srv.RequestsTo(uploadOp), 3)

		srv.Fail(uploadOp, fault)
		err := upload(link(), io.MultiReader(strings.NewReader(picture)))
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown, "a file that cannot be rewound")
		assert.Len(t, srv.RequestsTo(uploadOp), 4)

		srv.LoseAnswer(uploadOp)
		err = upload(link(), strings.NewReader(picture))
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown, "the store has it, and refuses the second")
		require.ErrorIs(t, err, truora.ErrExpired)
		assert.Len(t, srv.RequestsTo(uploadOp), 6)
	})
}

func TestSpentLink(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		v, err := s.Create(t.Context(), idCard())
		require.NoError(t, err)
		link := v.Instructions.FrontURL
		_, err = s.Upload(t.Context(), link, file(pngOf(1, 0)).Body, validators.UploadParams{})
		require.NoError(t, err)
		sent := srv.RequestsTo(uploadOp)[0]
		assert.Equal(t, link, "https://"+sent.Host+sent.Path+"?"+rawQuery(link), "byte for byte")

		_, err = s.Upload(t.Context(), link, file(pngOf(1, 0)).Body, validators.UploadParams{})
		require.ErrorIs(t, err, truora.ErrExpired)
		assert.ErrorContains(t, err, "the signed link is spent")
		e, ok := errors.AsType[*truora.Error](err)
		require.True(t, ok)
		assert.Equal(t, 403, e.StatusCode)
		assert.Contains(t, string(e.Body), "<Code>AccessDenied</Code>")
		assert.NotContains(t, err.Error(), "Signature=")
		assert.Len(t, srv.RequestsTo(uploadOp), 2, "never again")

		refused := `<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>`
		srv.Fail(uploadOp, truoratest.Answer{Status: 503, Body: refused, Header: http.Header{"Content-Type": {"application/xml"}}})
		_, err = s.Upload(t.Context(), v.Instructions.ReverseURL, file(pngOf(1, 0)).Body, validators.UploadParams{})
		require.ErrorIs(t, err, truora.ErrExpired, "also inside a 5xx")
		assert.NotErrorIs(t, err, truora.ErrOutcomeUnknown)
		assert.Len(t, srv.RequestsTo(uploadOp), 3)
	})
}

func rawQuery(link string) string {
	_, query, _ := strings.Cut(link, "?")
	return query
}

func TestLinksAreLookedAtFirst(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		v, err := s.Create(t.Context(), idCard())
		require.NoError(t, err)
		link := v.Instructions.FrontURL
		for name, bad := range map[string]string{
			"another host":       strings.Replace(link, "files.truora.com", "files.example.com", 1),
			"a host below":       strings.Replace(link, "files.truora.com", "x.truora.com", 1),
			"anybody's bucket":   strings.Replace(link, "files.truora.com", "bucket.s3.amazonaws.com", 1),
			"clear text":         strings.Replace(link, "https:", "http:", 1),
			"user":               strings.Replace(link, "https://", "https://u:p@", 1),
			"no link":            "",
			"not byte for byte ": strings.Replace(link, "method=PUT", "method=P UT", 1),
		} {
			_, err := s.Upload(t.Context(), bad, strings.NewReader(picture), validators.UploadParams{})
			require.ErrorIs(t, err, truora.ErrInvalid, name)
		}
		large := bytes.NewReader(make([]byte, 31<<20))
		_, err = s.Upload(t.Context(), link, large, validators.UploadParams{})
		require.ErrorIs(t, err, truora.ErrInvalid)
		assert.ErrorContains(t, err, "31457280 bytes")
		time.Sleep(301 * time.Second)
		_, err = s.Upload(t.Context(), link, strings.NewReader(picture), validators.UploadParams{})
		require.ErrorIs(t, err, truora.ErrExpired)
		require.ErrorIs(t, err, truora.ErrInvalid)
		assert.Empty(t, srv.RequestsTo(uploadOp))
	})
}

func TestContentTypes(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		for content, want := range map[string]string{
			string(pngOf(1, 0)):                        "image/png",
			string(jpegOf(1, 0)):                       "image/jpeg",
			"RIFF\x01\x02\x03\x04WEBPVP8 x":            "image/webp",
			"RIFF\x01\x02\x03\x04AVI LIST":             "video/x-msvideo",
			"\x1aE\xdf\xa3x":                           "video/webm",
			"\x00\x00\x00\x14ftypqt  x":                "video/quicktime",
			"\x00\x00\x00\x18ftypmp42....mp41isom":     "video/mp4",
			"\x00\x00\x00\x14ftypisom....iso2":         "video/mp4",
			"\x00\x00\x00\x18ftypXAVC....XAVCmp42":     "video/mp4",
			"\x00\x00\x00\x18ftypM4V ....M4V isom":     "video/mp4",
			"\x00\x00\x00\x14ftypM4V ....":             "video/mp4",
			"\x00\x00\x00\x14ftypMSNV....MSNV":         "video/mp4",
			"\x00\x00\x00\x14ftypdash....":             "video/mp4",
			"\x00\x00\x00\x14ftyp3gp4....":             "video/mp4",
			"\x00\x00\x00\x08wide\x00\x00\x00\x10mdat": "video/quicktime",
			"\x00\x00\x03\x08moov\x00\x00\x00\x6cmvhd": "video/quicktime",
			"\x00\x00\x03\x08mdat":                     "video/quicktime",
		} {
			v, err := s.Create(t.Context(), idCard())
			require.NoError(t, err)
			_, err = s.Upload(t.Context(), v.Instructions.FrontURL, bytes.NewBufferString(content), validators.UploadParams{})
			require.NoError(t, err)
			sent := srv.RequestsTo(uploadOp)
			assert.Equal(t, want, sent[len(sent)-1].Header.Get("Content-Type"))
			assert.Equal(t, content, string(sent[len(sent)-1].Body))
		}
	})
}

// A file that Truora does not take would use up its link.
func TestWhatTruoraDoesNotTakeIsNotSent(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		v, err := s.Create(t.Context(), idCard())
		require.NoError(t, err)
		link := v.Instructions.FrontURL
		for content, kind := range map[string]string{
			"\x00\x00\x00\x18ftypheic....mif1heic":     "HEIC",
			"\x00\x00\x00\x18ftypmif1....mif1iso8":     "HEIC",
			"\x00\x00\x00\x18ftypmp42....heicmp42":     "HEIC, whatever else it says to be",
			"\x00\x00\x00\x14ftypavif....":             "AVIF",
			"\x00\x00\x00\x18ftypM4A ....isommp42":     "sound",
			"\x00\x00\x00\x14ftypzzzz....":             "unknown brand",
			"\x00\x00\x00\x08ftypzzzz....mp42":         "unknown brand",
			"\x1aE\xdf\xa3\x93B\x82\x88matroska":       "Matroska",
			"%PDF-1.7\n":                               "PDF",
			"GIF89a\x01\x00\x01\x00":                   "image/gif",
			"hello":                                    "text",
			"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09": "unknown kind",
		} {
			_, err = s.Upload(t.Context(), link, bytes.NewBufferString(content), validators.UploadParams{})
			require.ErrorIs(t, err, truora.ErrInvalid, "%q", content)
			short, _, _ := strings.Cut(kind, ",")
			assert.ErrorContains(t, err, short)
			assert.ErrorContains(t, err, "Truora takes JPEG, PNG and WebP")
		}
		assert.Empty(t, srv.RequestsTo(uploadOp))

		_, err = s.Upload(t.Context(), link, strings.NewReader("%PDF-1.7"), validators.UploadParams{ContentType: "image/png"})
		require.NoError(t, err, "who names the type is believed")
		assert.Len(t, srv.RequestsTo(uploadOp), 1)
	})
}

func TestWaitOnADeadlineGivesTheLastState(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		srv.Validators.Next(truoratest.ValidationScript{Expired: "manual_review_expired"})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		v, err := s.ValidateDocument(ctx, validators.ValidateDocumentParams{Create: idCard(), Files: sides()})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NotNil(t, v)
		assert.False(t, v.Final())
		v, err = s.Wait(t.Context(), v.ValidationID, validators.WaitParams{})
		require.NoError(t, err, "and it can be taken up again")
		assert.Equal(t, apitype.ExpiredReasonManualReview, v.ExpiredReason)

		srv.Validators.Next(truoratest.ValidationScript{SystemError: true})
		v, err = s.ValidateDocument(t.Context(), validators.ValidateDocumentParams{Create: idCard(), Files: sides()})
		require.NoError(t, err)
		assert.Equal(t, "system_error", v.FailureReason())
		_, err = s.Wait(t.Context(), "VLD404", validators.WaitParams{})
		require.ErrorIs(t, err, truora.ErrNotFound)
	})
}

func TestDeletingAndRestoring(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		v, err := s.ValidateDocument(t.Context(), validators.ValidateDocumentParams{Create: idCard(), Files: sides()})
		require.NoError(t, err)
		gone, err := s.Delete(t.Context(), v.ValidationID)
		require.NoError(t, err)
		assert.Equal(t, validators.LifecycleStatusDeleting, gone.LifecycleStatus)
		time.Sleep(time.Minute)
		v, err = s.Get(t.Context(), v.ValidationID, validators.GetParams{})
		require.NoError(t, err)
		assert.Equal(t, validators.LifecycleStatusDeleted, v.LifecycleStatus)
		assert.Nil(t, v.Details)
		_, err = s.Delete(t.Context(), v.ValidationID)
		require.ErrorIs(t, err, truora.ErrConflict)
		back, err := s.Restore(t.Context(), v.ValidationID)
		require.NoError(t, err)
		assert.Equal(t, validators.LifecycleStatusRestoring, back.LifecycleStatus)
		time.Sleep(time.Minute)
		v, err = s.Get(t.Context(), v.ValidationID, validators.GetParams{})
		require.NoError(t, err)
		assert.NotNil(t, v.Details)

		srv.LoseAnswer("DELETE /v1/validations/{validation_id}")
		_, err = s.Delete(t.Context(), v.ValidationID)
		require.ErrorIs(t, err, truora.ErrConflict, "the repeat meets what the first did")
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)

		e, err := s.EnrollFace(t.Context(), validators.EnrollFaceParams{Enroll: reference("ana"), Picture: file(pngOf(3, 0))})
		require.NoError(t, err)
		srv.LoseAnswer("DELETE /v1/enrollments/{enrollment_id}")
		err = s.DeleteEnrollment(t.Context(), e.EnrollmentID, validators.DeleteEnrollmentParams{})
		require.NoError(t, err, "the repeat finds none, so it is done")
	})
}

func TestConfig(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		before, err := s.GetConfig(t.Context())
		require.NoError(t, err)
		assert.InDelta(t, 0.65, *before.Validators[validators.TypeFaceRecognition].Threshold, 0)
		update := validators.UpdateConfigParams{Validator: validators.TypeFaceRecognition, Threshold: new(1.0), IncludeFaceSearch: new(true)}
		after, err := s.UpdateConfig(t.Context(), update)
		require.NoError(t, err)
		assert.InDelta(t, 1, *after.Validators[validators.TypeFaceRecognition].Threshold, 0)
		assert.True(t, after.Validators[validators.TypeFaceRecognition].IncludeFaceSearch)
		assert.Equal(t, 300, after.Validators[validators.TypeFaceRecognition].Timeout, "the rest stays")

		_, err = s.UpdateConfig(t.Context(), update)
		require.ErrorIs(t, err, truora.ErrUnchanged)
		assert.NotErrorIs(t, err, truora.ErrInvalid)
		_, err = s.DeleteConfig(t.Context(), validators.DeleteConfigParams{Validator: validators.TypeFaceRecognition})
		require.NoError(t, err)
		_, err = s.DeleteConfig(t.Context(), validators.DeleteConfigParams{Validator: validators.TypeFaceRecognition})
		require.ErrorIs(t, err, truora.ErrUnchanged)
		_, err = s.UpdateConfig(t.Context(), validators.UpdateConfigParams{Validator: validators.TypeFaceRecognition})
		require.ErrorIs(t, err, truora.ErrInvalid, "nothing to set")

		methods := func(c *validators.Config, version apitype.DocumentVersion) []validators.Method {
			return c.Validators[validators.TypeDocumentValidation].DocumentConfig[apitype.CountryColombia][apitype.DocumentTypeNationalID][version]
		}
		after, err = s.UpdateConfig(t.Context(), validators.UpdateConfigParams{
			Validator: validators.TypeDocumentValidation, Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypeNationalID, DocumentVersion: "co_national-id-2020",
			Methods: validators.Methods{validators.MethodPhotoOfPhoto: {Status: validators.SwitchEnabled}},
		})
		require.NoError(t, err)
		assert.Contains(t, methods(after, "co_national-id-2020"), validators.MethodPhotoOfPhoto)
		assert.NotContains(t, methods(after, "co_national-id-2000"), validators.MethodPhotoOfPhoto)
		v, err := s.ValidateDocument(t.Context(), validators.ValidateDocumentParams{Create: idCard(), Files: sides()})
		require.NoError(t, err)
		assert.NotEmpty(t, v.Details.DocumentValidations.PhotoOfPhoto)

		srv.LoseAnswer("PUT /v1/config")
		_, err = s.UpdateConfig(t.Context(), update)
		require.ErrorIs(t, err, truora.ErrUnchanged, "the repeat finds it done")
	})
}

func TestAccounts(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		a, err := s.CreateAccount(t.Context(), validators.CreateAccountParams{AccountID: "ana", FirstName: "Ana", DocumentNumber: "1000000001"})
		require.NoError(t, err)
		assert.Equal(t, "ANA", a.FirstName)
		assert.Equal(t, "1000000001", a.NationalID)
		assert.False(t, a.ValidatorsPrepared[validators.TypePhoneVerification])
		_, err = s.SendCode(t.Context(), phone())
		require.NoError(t, err)
		a, err = s.GetAccount(t.Context(), "ana")
		require.NoError(t, err)
		assert.True(t, a.ValidatorsPrepared[validators.TypePhoneVerification])

		srv.SetPageSize(2)
		for _, id := range []string{"eva", "luz", "sol", "mar"} {
			_, err := s.CreateAccount(t.Context(), validators.CreateAccountParams{AccountID: id})
			require.NoError(t, err)
		}
		var ids []string
		for a, err := range s.AllAccounts(t.Context(), validators.ListAccountsParams{}) {
			require.NoError(t, err)
			ids = append(ids, a.AccountID)
		}
		assert.Equal(t, []string{"ana", "eva", "luz", "mar", "sol"}, ids)
		assert.Len(t, srv.RequestsTo("GET /v1/accounts"), 3)
		var types []validators.Type
		for e, err := range s.AllEnrollments(t.Context(), "ana", validators.ListEnrollmentsParams{}) {
			require.NoError(t, err)
			types = append(types, e.ValidationType)
		}
		assert.Equal(t, []validators.Type{validators.TypePhoneVerification}, types)
	})
}
