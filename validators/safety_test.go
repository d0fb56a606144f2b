package validators_test

import (
	"context"
	"net/http"
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
			assert.Equal(t, 1, v.RemainingRetries, "one try is used up, not two")

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
		require.ErrorIs(t, err, truora.ErrConflict, "the second attempt finds what the first one did")
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)

		e, err := s.EnrollFace(t.Context(), validators.EnrollFaceParams{Enroll: reference("ana"), Picture: file(pngOf(3, 0))})
		require.NoError(t, err)
		srv.LoseAnswer("DELETE /v1/enrollments/{enrollment_id}")
		err = s.DeleteEnrollment(t.Context(), e.EnrollmentID, validators.DeleteEnrollmentParams{})
		require.NoError(t, err, "the second attempt finds none, so it was done")
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
		assert.Equal(t, 300, after.Validators[validators.TypeFaceRecognition].Timeout, "the rest is not changed")

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
		require.ErrorIs(t, err, truora.ErrUnchanged, "the second attempt finds it done")
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
