package checks_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
)

const (
	fileOp        = "GET /{presigned_path}"
	attachmentsOp = "GET /v1/checks/{check_id}/attachments"
	detailsOp     = "GET /v1/checks/{check_id}/details"
	pdfOp         = "GET /v1/checks/{check_id}/pdf"
)

func noise(seed byte, n int) []byte {
	body := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(body)
	return body
}

// withFiles runs test with a finished check that has these attachments.
func withFiles(t *testing.T, files []truoratest.Attachment, test func(*testing.T, *truoratest.Server, *checks.Service, string)) {
	t.Helper()
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		srv.Checks.Next(truoratest.CheckScript{Attachments: files})
		check, err := client.Checks.Create(t.Context(), checks.CreateParams{
			Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
		})
		require.NoError(t, err)
		_, err = client.Checks.Wait(t.Context(), check.CheckID, checks.WaitParams{})
		require.NoError(t, err)
		test(t, srv, client.Checks, check.CheckID)
	})
}

func fileNamed(t *testing.T, m *apitype.Manifest, name string) apitype.ManifestFile {
	t.Helper()
	for _, f := range m.Files {
		if f.Name == name {
			return f
		}
	}
	require.Fail(t, "not in the manifest", name)
	return apitype.ManifestFile{}
}

func TestDossier(t *testing.T) {
	big := noise(1, 200<<10)
	files := []truoratest.Attachment{
		{Name: "b.pdf", MIMEType: "application/pdf", Data: append([]byte("%PDF-1.4 "), big...)},
		{Name: "a.html", MIMEType: "image/png", Data: []byte("<!DOCTYPE html><script>alert(1)</script>")},
		{Name: "empty", MIMEType: "text/plain", Data: nil},
	}
	withFiles(t, files, func(t *testing.T, srv *truoratest.Server, service *checks.Service, id string) {
		srv.SetPageSize(4)
		var out bytes.Buffer
		manifest, err := service.Dossier(t.Context(), id, &out, checks.DossierParams{Lang: apitype.LanguageEnglish})
		require.NoError(t, err)
		assert.True(t, manifest.Complete())
		assert.Equal(t, id, manifest.Subject)
		assert.Contains(t, manifest.MadeBy, " (unofficial; ")
		names, got := areatest.Unzip(t, out.Bytes(), manifest)
		assert.Equal(t, []string{"check.json", "coverage.json", "details/001.json"}, names[:3])

		check, err := service.Get(t.Context(), id)
		require.NoError(t, err)
		assert.JSONEq(t, string(check.RawJSON()), string(got["check.json"]))
		assert.True(t, bytes.HasPrefix(got["report.pdf"], []byte("%PDF-")))
		page, err := service.ListDetails(t.Context(), id, checks.ListDetailsParams{Lang: apitype.LanguageEnglish})
		require.NoError(t, err)
		assert.Equal(t, string(page.RawJSON()), string(got["details/001.json"]))
		assert.Contains(t, got, "details/002.json")

		var coverage struct {
			Complete bool
			Sources  map[string]int
		}
		require.NoError(t, json.Unmarshal(got["coverage.json"], &coverage))
		assert.Equal(t, check.Coverage().All.Total(), coverage.Sources["total"])
		assert.Equal(t, check.Coverage().All.Complete(), coverage.Complete)

		byName := map[string]apitype.ManifestFile{}
		for _, f := range manifest.Files {
			byName[f.FileName] = f
		}
		assert.Equal(t, files[0].Data, got[byName["b.pdf"].Name])
		assert.Equal(t, files[1].Data, got[byName["a.html"].Name])
		assert.True(t, strings.HasSuffix(byName["a.html"].Name, ".txt"), "no browser runs it")
		assert.Equal(t, "image/png", byName["a.html"].MIMEType, "what the source says is noted, and not believed")
		assert.Equal(t, apitype.ManifestStatusComplete, byName["empty"].Status)
		assert.NotEmpty(t, byName["empty"].Source)
		for _, sent := range srv.RequestsTo(fileOp) {
			assert.Empty(t, sent.Header.Get("Truora-API-Key"))
		}
	})
}

// No name of an answer is one of the archive, and what is not there is none either.
func TestDossierNames(t *testing.T) {
	var files []truoratest.Attachment
	for i, name := range []string{"../../../etc/passwd", `..\..\windows\win.ini`, "/abs", "C:evil", "a/../../b", "check.json", "manifest.json", "x\x00.pdf", strings.Repeat("n", 5000)} {
		files = append(files, truoratest.Attachment{Name: name, MIMEType: "../../x", Data: []byte{byte(i), 1, 2}})
	}
	withFiles(t, files, func(t *testing.T, _ *truoratest.Server, service *checks.Service, id string) {
		var out bytes.Buffer
		manifest, err := service.Dossier(t.Context(), id, &out, checks.DossierParams{})
		require.NotNil(t, manifest, "%v", err)
		names, _ := areatest.Unzip(t, out.Bytes(), manifest)
		safe := regexp.MustCompile(`^((details|attachments)/[0-9]{3}|check|coverage|report|manifest)\.(json|pdf|bin|txt)$`)
		seen := map[string]bool{}
		for _, name := range names {
			assert.Regexp(t, safe, name)
			assert.False(t, seen[name], "twice: %s", name)
			seen[name] = true
		}
		assert.Len(t, names, 4+len(files)+strings.Count(strings.Join(names, " "), "details/"))
	})
}

func TestDossierWithoutPDF(t *testing.T) {
	withFiles(t, nil, func(t *testing.T, srv *truoratest.Server, service *checks.Service, id string) {
		for range 100 {
			srv.Fail(pdfOp, truoratest.Answer{Status: 404})
		}
		start := time.Now()
		var out bytes.Buffer
		manifest, err := service.Dossier(t.Context(), id, &out, checks.DossierParams{MaxWait: time.Minute})
		require.ErrorIs(t, err, truora.ErrNotReady)
		assert.LessOrEqual(t, time.Since(start), time.Minute, "not once for each attempt")
		areatest.Unzip(t, out.Bytes(), manifest)
		assert.False(t, manifest.Complete())
		assert.Equal(t, apitype.ManifestStatusMissing, fileNamed(t, manifest, "report.pdf").Status)

		out.Reset()
		srv.Fail("POST "+strings.TrimPrefix(pdfOp, "GET "), truoratest.Answer{Status: 403, Body: `{"message":"no"}`})
		manifest, err = service.Dossier(t.Context(), id, &out, checks.DossierParams{})
		require.ErrorIs(t, err, truora.ErrForbidden)
		areatest.Unzip(t, out.Bytes(), manifest)
		assert.Contains(t, fileNamed(t, manifest, "report.pdf").Error, "403")
	})
}

func TestDossierOfFilesThatBreakOff(t *testing.T) {
	file := truoratest.Attachment{Name: "a", MIMEType: "application/pdf", Data: append([]byte("%PDF-"), noise(3, 300<<10)...)}
	withFiles(t, []truoratest.Attachment{file}, func(t *testing.T, srv *truoratest.Server, service *checks.Service, id string) {
		srv.CutAnswer(fileOp, 1<<17)
		srv.Fail(fileOp) // none
		srv.CutAnswer(pdfOp, 1)
		var out bytes.Buffer
		manifest, err := service.Dossier(t.Context(), id, &out, checks.DossierParams{})
		assert.Equal(t, err == nil, manifest.Complete())
		_, got := areatest.Unzip(t, out.Bytes(), manifest)
		assert.Equal(t, file.Data, got["attachments/001.pdf"])
		assert.Len(t, srv.RequestsTo(attachmentsOp), 2, "for a new link")

		for range 3 { // it breaks off each time
			srv.CutAnswer(fileOp, 1<<17)
		}
		out.Reset()
		manifest, err = service.Dossier(t.Context(), id, &out, checks.DossierParams{})
		require.Error(t, err)
		_, got = areatest.Unzip(t, out.Bytes(), manifest)
		assert.Equal(t, apitype.ManifestStatusPartial, fileNamed(t, manifest, "attachments/001.pdf").Status)
		assert.Equal(t, file.Data[:1<<17], got["attachments/001.pdf"])

		expired := truoratest.Answer{Status: 403, Body: "<Error><Code>AccessDenied</Code></Error>"}
		srv.Fail(fileOp, expired, expired, expired)
		out.Reset()
		manifest, err = service.Dossier(t.Context(), id, &out, checks.DossierParams{})
		require.ErrorIs(t, err, truora.ErrExpired)
		areatest.Unzip(t, out.Bytes(), manifest)
		lost := fileNamed(t, manifest, "attachments/001")
		assert.Equal(t, apitype.ManifestStatusMissing, lost.Status)
		assert.Equal(t, "a", lost.FileName)
		assert.NotContains(t, lost.Error, "Signature")
	})
}

func TestDossierWithoutLists(t *testing.T) {
	withFiles(t, nil, func(t *testing.T, srv *truoratest.Server, service *checks.Service, id string) {
		srv.Fail(detailsOp, truoratest.Answer{Status: 404, Body: `{"message":"none"}`})
		srv.Fail(attachmentsOp, truoratest.Answer{Status: 400, Body: `{"message":"none"}`})
		var out bytes.Buffer
		manifest, err := service.Dossier(t.Context(), id, &out, checks.DossierParams{})
		require.ErrorIs(t, err, truora.ErrNotFound)
		require.ErrorIs(t, err, truora.ErrInvalid)
		names, _ := areatest.Unzip(t, out.Bytes(), manifest)
		assert.Equal(t, []string{"check.json", "coverage.json", "report.pdf", "manifest.json"}, names)
		fileNamed(t, manifest, "details/001.json")
		fileNamed(t, manifest, "attachments")

		_, err = service.Dossier(t.Context(), "CHK404", &out, checks.DossierParams{})
		require.ErrorIs(t, err, truora.ErrNotFound)
	})
}

// The order of the archive does not depend on that of the answer.
func TestDossierOrder(t *testing.T) {
	file := func(db, name string) string {
		return fmt.Sprintf(`{"database_id":%q,"file_name":%q,"link":"https://files.truora.com/%s%s"}`, db, name, db, name)
	}
	all := []string{file("D1", "a"), file("D1", "b"), file("D2", "a")}
	withFiles(t, nil, func(t *testing.T, srv *truoratest.Server, service *checks.Service, id string) {
		var want []string
		for _, order := range [][3]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
			srv.Fail(attachmentsOp, truoratest.Answer{Body: `{"files":[` + all[order[0]] + "," + all[order[1]] + "," + all[order[2]] + `]}`})
			srv.Fail(fileOp, truoratest.Answer{Body: "x"}, truoratest.Answer{Body: "x"}, truoratest.Answer{Body: "x"})
			manifest, err := service.Dossier(t.Context(), id, io.Discard, checks.DossierParams{})
			require.NoError(t, err)
			var got []string
			for _, f := range manifest.Files {
				got = append(got, f.Name+" "+f.Source+" "+f.FileName)
			}
			if want == nil {
				want = got
			}
			assert.Equal(t, want, got)
		}
	})
}

// full is a disk that is full after some bytes.
type full struct{ left int }

var errDiskFull = errors.New("no space left")

func (f *full) Write(p []byte) (int, error) {
	n := min(len(p), f.left)
	f.left -= n
	if n < len(p) {
		return n, errDiskFull
	}
	return n, nil
}

func TestDossierAndTheCallersTrouble(t *testing.T) {
	file := truoratest.Attachment{Name: "a", Data: noise(4, 100<<10)}
	withFiles(t, []truoratest.Attachment{file}, func(t *testing.T, srv *truoratest.Server, service *checks.Service, id string) {
		var whole bytes.Buffer
		_, err := service.Dossier(t.Context(), id, &whole, checks.DossierParams{})
		require.NoError(t, err)
		for _, room := range []int{0, 1, 1000, 20 << 10, 90 << 10, whole.Len() - 4000, whole.Len() - 1000, whole.Len() - 200} {
			fetched := len(srv.RequestsTo(fileOp))
			manifest, err := service.Dossier(t.Context(), id, &full{room}, checks.DossierParams{})
			require.ErrorIs(t, err, errDiskFull, "room for %d of %d", room, whole.Len())
			assert.Nil(t, manifest)
			assert.LessOrEqual(t, len(srv.RequestsTo(fileOp)), fetched+1, "not fetched again for a full disk")
		}

		srv.Slow(fileOp, time.Minute)
		rendered := len(srv.RequestsTo("POST /v1/checks/{check_id}/pdf"))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		manifest, err := service.Dossier(ctx, id, io.Discard, checks.DossierParams{})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Nil(t, manifest)
		assert.Len(t, srv.RequestsTo("POST /v1/checks/{check_id}/pdf"), rendered, "nothing is asked for after the end")
	})
}

// endless answers each link with a file that nobody could hold in memory.
type endless struct {
	http.RoundTripper
	size int64
}

func (e endless) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Host != "files.truora.com" {
		return e.RoundTripper.RoundTrip(req)
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{}, Request: req, ContentLength: e.size,
		Body: io.NopCloser(io.LimitReader(zeros{}, e.size)),
	}, nil
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// An archive of any size takes the same memory. It runs alone: what it counts is that
// of the whole program.
//
//nolint:paralleltest // see above
func TestDossierTakesConstantMemory(t *testing.T) {
	srv := truoratest.NewServer(t, truoratest.WithPace(1e6))
	srv.Checks.Next(truoratest.CheckScript{Attachments: []truoratest.Attachment{{Name: "a"}, {Name: "b"}}})
	const size = 32 << 20
	client := srv.Client(
		truora.WithHTTPClient(&http.Client{Transport: endless{srv, size}}), truora.WithPolling(time.Millisecond, time.Millisecond))
	check, err := client.Checks.Create(t.Context(), checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
	})
	require.NoError(t, err)
	_, err = client.Checks.Wait(t.Context(), check.CheckID, checks.WaitParams{})
	require.NoError(t, err)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	manifest, err := client.Checks.Dossier(t.Context(), check.CheckID, io.Discard, checks.DossierParams{})
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	assert.EqualValues(t, size, fileNamed(t, manifest, "attachments/002.bin").Size)
	allocated := after.TotalAlloc - before.TotalAlloc
	t.Logf("%d KiB allocated for %d MiB", allocated>>10, 2*size>>20)
	assert.Less(t, allocated, uint64(8<<20), "all that was allocated, though freed meanwhile")
}
