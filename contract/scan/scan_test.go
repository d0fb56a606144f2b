package scan_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/scan"
)

// Parsing the contract takes most of a second. It can be shared because it is only
// read.
var loaded = sync.OnceValues(contract.Load)

func load(t *testing.T) *contract.Spec {
	t.Helper()
	spec, err := loaded()
	require.NoError(t, err)
	return spec
}

func dir(t *testing.T, name string) scan.Package {
	t.Helper()
	pkg, err := scan.Dir(filepath.Join("testdata", name))
	require.NoError(t, err)
	require.NotNil(t, pkg)
	return *pkg
}

func TestMethodsAreFoundWithTheirCalls(t *testing.T) {
	t.Parallel()
	pkg := dir(t, "right")
	assert.Equal(t, "checks", pkg.Name)
	assert.Equal(t, map[string][]string{"Status": {"completed", "error"}}, pkg.Constants)
	methods := scan.Index([]scan.Package{pkg, dir(t, "upload")})
	require.Len(t, methods, 8)
	assert.Empty(t, methods["checks.DownloadAttachment"].Calls, "a signed link is not an operation")
	for name, want := range map[string]scan.Call{
		"checks.Create":   {Type: "Call", Op: "POST /v1/checks", Key: "check", Effect: "dedupe", Body: "form"},
		"checks.Get":      {Type: "Call", Op: "GET /v1/checks/{check_id}", Key: "check", Effect: "read", Body: "none"},
		"checks.List":     {Type: "Call", Op: "GET /v1/checks", Key: "checks", Effect: "read", Body: "none"},
		"checks.All":      {Type: "Call", Op: "GET /v1/checks", Key: "checks", Effect: "read", Body: "none"},
		"checks.Wait":     {Type: "Waiting", Op: "GET /v1/checks/{check_id}", Effect: "read", Body: "none"},
		"batches.Upload":  {Type: "Upload", Op: "PUT /batch-upload-service/{client_id}/{service}/{batch_id}", Effect: "once", Body: "raw"},
		"batches.Replace": {Type: "Upload", Op: "PUT /batch-upload-service/{client_id}/{service}/{batch_id}", Effect: "idempotent", Body: "raw"},
	} {
		calls := methods[name].Calls
		if assert.Len(t, calls, 1, name) {
			assert.Positive(t, calls[0].Pos.Line, name)
			calls[0].Pos = want.Pos
			assert.Equal(t, want, calls[0], name)
		}
	}
}

func TestRightCodeHasNoProblems(t *testing.T) {
	t.Parallel()
	report := scan.Compare([]scan.Package{dir(t, "right")}, load(t))
	assert.Empty(t, report.Problems)
	assert.Len(t, report.Missing, len(load(t).Endpoints)-3)
	assert.Contains(t, report.Missing, "checks.Delete")
	assert.NotContains(t, report.Missing, "checks.Create")
}

func TestWrongCodeIsCaught(t *testing.T) {
	t.Parallel()
	report := scan.Compare([]scan.Package{dir(t, "wrong"), dir(t, "unverified")}, load(t))
	assert.Equal(t, []string{
		`apikeys.List: the doc comment does not say that the operation is unverified`,
		`checks.Create: effect is idempotent; the inventory says dedupe`,
		`checks.Delete: has no doc comment that begins with its name`,
		`checks.Get: Op is "GET /v1/checks/{check_id}/details"; the inventory says "GET /v1/checks/{check_id}"`,
		`checks.Guess: a call whose Op is not a constant`,
		`checks.Invent: Op "POST /v1/inventions" is not in the inventory of package checks`,
		`checks.Summarize: makes no call; the inventory says "GET /v1/checks/{check_id}/summarize"`,
		`checks.UpdateSettings: body is json; the inventory says form`,
	}, report.Problems)
}

func TestAreasAreFoundBelowARoot(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	put := func(name, text string) {
		file := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	put("go.mod", "module example.com")
	put("plain/plain.go", "package plain")
	put("area/area.go", "package area\n\ntype Service struct{}")
	put("area/area_test.go", "package area\n\nfunc (s *Service) Tested() {}")
	put("nested/go.mod", "module example.com/nested")
	put("nested/area/area.go", "package nested\n\ntype Service struct{}")
	put("area/testdata/x.go", "package x\n\ntype Service struct{}")
	packages, err := scan.Areas(root)
	require.NoError(t, err)
	assert.Equal(t, []scan.Package{{Name: "area", Constants: map[string][]string{}, Aliases: map[string]string{}}}, packages)

	put("area/broken.go", "package area {")
	_, err = scan.Areas(root)
	assert.ErrorContains(t, err, "broken.go")
}

func TestRowsAreReadFromDriveFilesOnly(t *testing.T) {
	t.Parallel()
	rows, err := scan.Rows(filepath.Join("testdata", "rows"))
	require.NoError(t, err)
	assert.Equal(t, map[string]bool{"checks.Get": true, "checks.List": true}, rows)
}

func TestCoverageCountsMethodsThatAreDriven(t *testing.T) {
	t.Parallel()
	methods := scan.Index([]scan.Package{dir(t, "right")})
	rows := map[string]bool{"checks.Get": true, "checks.Delete": true, "checks.All": true}
	coverage := scan.Cover(load(t), methods, rows)
	checks := coverage[0]
	assert.Equal(t, "checks", checks.Name)
	assert.Equal(t, 1, checks.Done)
	assert.Equal(t, []string{"List", "Create"}, checks.Undriven)
	inventory, ofChecks := load(t).Endpoints, 0
	for _, e := range inventory {
		if e.Package() == "checks" {
			ofChecks++
		}
	}
	assert.Len(t, checks.Missing, ofChecks-3)
	assert.Contains(t, checks.Missing, "Delete")

	var out bytes.Buffer
	require.NoError(t, coverage.Print(&out))
	assert.Regexp(t, fmt.Sprintf(`(?s)^checks +1/%d\n.*\nchecks, not yet built: Delete .*\nchecks, without a drive row: List Create\n.*\noperations 1/%d\n$`,
		ofChecks, len(inventory)), out.String())
}
