package identity_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/truoratest"
)

const pdfOp = "GET /v1/processes/{process_id}/pdf"

func TestFiles(t *testing.T) {
	onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
		s.open()
		var pdf, video, image bytes.Buffer
		err := s.backend.DownloadPDF(t.Context(), s.process, &pdf, identity.DownloadPDFParams{})
		require.ErrorIs(t, err, truora.ErrInvalid, "not before it has ended")
		s.srv.Identity.Finish(s.process)
		require.NoError(t, s.backend.DownloadPDF(t.Context(), s.process, &pdf, identity.DownloadPDFParams{}))
		assert.True(t, strings.HasPrefix(pdf.String(), "%PDF-"))
		assert.NotContains(t, pdf.String(), "file_status", "the JSON of a 202 is no PDF")
		assert.GreaterOrEqual(t, len(s.srv.RequestsTo(pdfOp)), 3)
		require.NoError(t, s.backend.DownloadRecordings(t.Context(), s.process, &video, identity.DownloadRecordingsParams{}))
		assert.Contains(t, video.String()[:16], "ftyp")

		result, err := s.backend.GetResult(t.Context(), s.process)
		require.NoError(t, err)
		link := result.Validations[1].FrontImage
		require.NoError(t, s.backend.DownloadImage(t.Context(), link, &image, identity.DownloadImageParams{}))
		assert.Contains(t, image.String(), "PNG")
		fetched := 0
		for _, r := range s.srv.Requests() {
			if r.Host == "files.truora.com" {
				fetched++
				assert.Empty(t, r.Header.Get("Truora-API-Key"), "the host of the files never sees the key")
			}
		}
		assert.Equal(t, 3, fetched)
		time.Sleep(time.Hour)
		image.Reset()
		require.ErrorIs(t, s.backend.DownloadImage(t.Context(), link, &image, identity.DownloadImageParams{}), truora.ErrExpired)
		assert.Zero(t, image.Len())
	})
}

func TestImagesThatMove(t *testing.T) {
	onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
		s.open()
		s.srv.Identity.MoveImages(true)
		s.srv.Identity.Finish(s.process)
		fetch := func() error {
			result, err := s.backend.GetResult(t.Context(), s.process)
			require.NoError(t, err)
			var image bytes.Buffer
			return s.backend.DownloadImage(t.Context(), result.Validations[1].FrontImage, &image, identity.DownloadImageParams{})
		}
		time.Sleep(15*time.Minute - time.Second)
		require.NoError(t, fetch())
		time.Sleep(time.Second)
		require.ErrorIs(t, fetch(), truora.ErrForbidden, "read again, and out of reach")
		s.srv.Identity.MoveImages(false)
		require.NoError(t, fetch())
	})
}

func TestFilesThatDoNotCome(t *testing.T) {
	onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
		var out bytes.Buffer
		early := make([]truoratest.Answer, 300)
		for i := range early {
			early[i] = truoratest.Answer{Status: 202, Body: `{"file_status":"in_progress"}`}
		}
		s.srv.Fail(pdfOp, early...)
		start := time.Now()
		err := s.backend.DownloadPDF(t.Context(), "IDP1", &out, identity.DownloadPDFParams{MaxWait: time.Minute})
		require.ErrorIs(t, err, truora.ErrNotReady)
		assert.LessOrEqual(t, time.Since(start), time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err = s.backend.DownloadPDF(ctx, "IDP1", &out, identity.DownloadPDFParams{})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Zero(t, out.Len())
	})
	t.Run("right away", func(t *testing.T) {
		onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
			var out bytes.Buffer
			s.srv.Fail(pdfOp, truoratest.Answer{Body: "%PDF-1.4 x"}, truoratest.Answer{Body: `{"file_status":"requested"}`})
			require.NoError(t, s.backend.DownloadPDF(t.Context(), "IDP1", &out, identity.DownloadPDFParams{}))
			assert.Equal(t, "%PDF-1.4 x", out.String())
			out.Reset()
			var decode *truora.DecodeError
			require.ErrorAs(t, s.backend.DownloadPDF(t.Context(), "IDP1", &out, identity.DownloadPDFParams{}), &decode)
			s.srv.Fail("GET /v1/processes/{process_id}/video-call-recordings", truoratest.Answer{Body: `{"file_status":"requested"}`})
			require.ErrorAs(t, s.backend.DownloadRecordings(t.Context(), "IDP1", &out, identity.DownloadRecordingsParams{}), &decode)
			assert.Zero(t, out.Len())
		})
	})
}
