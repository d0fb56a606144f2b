package identity_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
)

func TestDossier(t *testing.T) {
	finished(t, func(t *testing.T, s *stage) {
		var out bytes.Buffer
		manifest, err := s.backend.Dossier(t.Context(), s.process, &out, identity.DossierParams{})
		require.NoError(t, err)
		assert.True(t, manifest.Complete())
		names, files := areatest.Unzip(t, out.Bytes(), manifest)
		assert.Equal(t, []string{
			"result.json", "verdict.json", "images/01-front.png", "images/02-reverse.png", "images/03-selfie.png", "process.json",
			"report.pdf", "manifest.json",
		}, names)
		assert.JSONEq(t, `{"outcome":"approved","reason":"","overridden":false,"final":true,"status":"success"}`, string(files["verdict.json"]))
		assert.Contains(t, string(files["result.json"]), s.process)
		assert.True(t, bytes.HasPrefix(files["report.pdf"], []byte("%PDF-")))

		out.Reset()
		manifest, err = s.backend.Dossier(t.Context(), s.process, &out, identity.DossierParams{Kinds: []identity.ImageKind{identity.ImageKindVideo}})
		require.NoError(t, err)
		names, _ = areatest.Unzip(t, out.Bytes(), manifest)
		assert.Equal(t, []string{"result.json", "verdict.json", "images/04-video.mp4", "process.json", "report.pdf", "manifest.json"}, names)
	})
}

// What does not come is in the manifest, and the rest is there.
func TestDossierLacks(t *testing.T) {
	finished(t, func(t *testing.T, s *stage) {
		s.srv.Fail(fileOp, picture(1), picture(1)) // the front, which breaks off once
		s.srv.CutAnswer(fileOp, 1<<17)
		for range 3 {
			s.srv.Fail(fileOp, truoratest.Answer{Status: 404}) // the reverse
		}
		s.srv.Fail("GET /v1/processes/{process_id}", truoratest.Answer{Status: 404, Body: `{"message":"no"}`})
		for range 100 {
			s.srv.Fail(pdfOp, truoratest.Answer{Status: 202, Body: `{"file_status":"in_progress"}`})
		}
		var out bytes.Buffer
		manifest, err := s.backend.Dossier(t.Context(), s.process, &out, identity.DossierParams{MaxWait: 30 * time.Second})
		require.ErrorIs(t, err, truora.ErrNotFound)
		require.ErrorIs(t, err, truora.ErrNotReady)
		names, files := areatest.Unzip(t, out.Bytes(), manifest)
		assert.Equal(t, []string{"result.json", "verdict.json", "images/01-front.png", "images/03-selfie.png", "manifest.json"}, names)
		assert.Equal(t, sha256.Sum256([]byte(picture(1).Body)), sha256.Sum256(files["images/01-front.png"]), "continued")
		missing := map[string]bool{}
		for _, f := range manifest.Files {
			missing[f.Name] = f.Status == apitype.ManifestStatusMissing
		}
		assert.True(t, missing["images/02-reverse"] && missing["process.json"] && missing["report.pdf"])

		_, err = s.backend.Dossier(t.Context(), "IDP404", &out, identity.DossierParams{})
		require.ErrorIs(t, err, truora.ErrNotFound)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		s.srv.Fail(fileOp, picture(1), picture(1))
		manifest, err = s.backend.Dossier(ctx, s.process, writerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil }), identity.DossierParams{})
		require.ErrorIs(t, err, context.Canceled)
		assert.Nil(t, manifest)
		manifest, err = s.backend.Dossier(t.Context(), s.process, &failing{100, errDiskFull}, identity.DossierParams{})
		require.ErrorIs(t, err, errDiskFull)
		assert.Nil(t, manifest)
	})
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
