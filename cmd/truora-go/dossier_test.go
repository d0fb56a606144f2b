package main

import (
	"archive/zip"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/truoratest"
)

func TestDossiers(t *testing.T) {
	t.Parallel()
	srv := truoratest.NewServer(t, truoratest.WithPace(500))
	in := inSandbox(srv)
	id := read[map[string]any](t, in.must(t, append(line("checks create --wait --json"), line(person)...)...))["check_id"].(string)
	file := filepath.Join(t.TempDir(), "check.zip")
	out := in.must(t, "checks", "dossier", id, "--out", file)
	assert.Regexp(t, `(?m)^report.pdf +complete +\d+ +[0-9a-f]{64}$`, out)
	archive, err := zip.OpenReader(file)
	require.NoError(t, err)
	require.NoError(t, archive.Close())
	assert.Equal(t, "manifest.json", archive.File[len(archive.File)-1].Name)

	process := reserve(t, srv)
	srv.Identity.Finish(process)
	file = filepath.Join(t.TempDir(), "process.zip")
	manifest := read[apitype.Manifest](t, setting{srv: srv}.must(t, "identity", "dossier", process, "--out", file, "--json"))
	assert.True(t, manifest.Complete())
	assert.Equal(t, process, manifest.Subject)

	srv.Fail("GET /v1/checks/{check_id}/details", truoratest.Status(404))
	file = filepath.Join(t.TempDir(), "lacking.zip")
	lacking := in.run(t, "checks", "dossier", id, "--out", file)
	assert.Equal(t, exitNegative, lacking.code, lacking.err)
	assert.Contains(t, lacking.err, "the dossier is not complete")
	assert.FileExists(t, file, "what there is is kept")
	assert.Equal(t, exitNotFound, in.run(t, "checks", "dossier", "CHK0", "--out", filepath.Join(t.TempDir(), "x.zip")).code)
}

func TestIdentityStart(t *testing.T) {
	t.Parallel()
	srv := truoratest.NewServer(t)
	in := inSandbox(srv)
	in.in = `{"phones":["+573001234567"],"metadata":{"order":"77"}}`
	started := read[map[string]string](t, in.must(t, line("identity start --json --flow-id IPF1 --redirect-url https://example.com/after --country CO --params -")...))
	assert.Regexp(t, `^IDP`, started["process_id"])
	assert.Regexp(t, `^http://127\.0\.0\.1:\d+/identity\.truora\.com/\?token=`, started["launch_url"])
	srv.Identity.Finish(started["process_id"])
	assert.Contains(t, in.must(t, "identity", "get", started["process_id"]), "approved")
	form := srv.RequestsTo("POST /v1/api-keys")[0].Form
	assert.Equal(t, "+573001234567", form.Get("phones"))
	assert.Equal(t, "77", form.Get("start_variables.metadata.order"))
	assert.Equal(t, "CO", form.Get("country"))

	in.must(t, line("identity start --flow-id IPF1 --redirect-url https://example.com/after --emails a@example.com --emails b@example.com")...)
	assert.Equal(t, []string{"a@example.com", "b@example.com"}, srv.RequestsTo("POST /v1/api-keys")[1].Form["emails"])
	people := in.must(t, line("identity start --flow-id IPF1 --redirect-url https://example.com/after")...)
	assert.Regexp(t, `(?m)^link +http://127`, people)
	refused := in.run(t, line("identity start --flow-id IPF1 --redirect-url https://example.com/after --phones 3007654321")...)
	assert.Equal(t, exitUsage, refused.code)
	assert.NotContains(t, refused.err, "3007654321")
}
