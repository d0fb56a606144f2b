package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/cmd/truora-go/internal/operations"
	"github.com/truora/truora-go/truoratest"
)

func TestCallDescribes(t *testing.T) {
	t.Parallel()
	golden(t, "describe", setting{}.must(t, "call", "validators.Perform", "--describe"))
	about := read[struct {
		Op     string
		Params []struct {
			Name, Kind string
			Required   bool
		}
	}](t, setting{}.must(t, "call", "checks.get", "--describe", "--json"))
	assert.Equal(t, "GET /v1/checks/{check_id}", about.Op)
	require.Len(t, about.Params, 1)
	assert.True(t, about.Params[0].Required)

	assert.Len(t, read[[]map[string]string](t, setting{}.must(t, "call", "--list", "--json")), 154)
	rows := strings.Split(strings.TrimSpace(setting{}.must(t, "call", "--list")), "\n")
	assert.Len(t, rows, 155)
	assert.Regexp(t, `^checks.Create +POST /v1/checks +dedupe +check +Start a background check$`, rows[2])
}

func TestCall(t *testing.T) {
	t.Parallel()
	srv := truoratest.NewServer(t)
	in := inSandbox(srv)
	dir := t.TempDir()
	params := filepath.Join(dir, "params.json")
	require.NoError(t, os.WriteFile(params, []byte(`{"country":"CO","type":"person","national_id":"1000000010","user_authorized":true,"force_creation":true}`), 0o600))

	check := read[map[string]any](t, in.must(t, "call", "checks.Create", "--params", params, "-p", "custom_input=order 77"))
	assert.Equal(t, "order 77", check["custom_input"])
	for range 11 {
		in.must(t, "call", "checks.Create", "--params", params)
	}
	page := read[struct {
		Checks []any
		Next   string
	}](t, in.must(t, "call", "GET /v1/checks"))
	assert.Len(t, page.Checks, 10)
	assert.NotEmpty(t, page.Next, "what Truora answered, all of it")
	assert.Len(t, strings.Split(strings.TrimSpace(in.must(t, "call", "checks.List", "--all")), "\n"), 12)

	gone := in.must(t, "call", "validators.Ping", "--json")
	assert.JSONEq(t, `{}`, gone, "an answer that says nothing is JSON, too")
	assert.Empty(t, in.must(t, "call", "validators.Ping"))
}

func TestAnOddAnswerIsPrintedWithANote(t *testing.T) {
	t.Parallel()
	srv := truoratest.NewServer(t)
	odd := truoratest.Answer{Body: `{"check":{"check_id":"CHK1","type":"person","country":"CO","creation_date":"2026-01-31T00:00:00Z","score":"0.5"}}`}
	srv.Fail("GET /v1/checks/{check_id}", odd, odd)
	for _, args := range []string{"call checks.Get -p check_id=CHK1", "checks get CHK1"} {
		got := inSandbox(srv).run(t, line(args)...)
		assert.Equal(t, exitDone, got.code)
		assert.Equal(t, "note: /score is a string, not a number\n", got.err)
	}
}

// A secret comes in a file or on the standard input, and arrives.
func TestSecretsAreNotArguments(t *testing.T) {
	t.Parallel()
	srv := truoratest.NewServer(t)
	in := inSandbox(srv)
	rule := read[map[string]any](t, in.must(t, "call", "rules.Create", "-p", "name=r", "-p", "event_type=checks.check.finished", "-p", `condition={"==":[1,1]}`))["rule_id"].(string)
	action := read[map[string]any](t, in.must(t, "call", "rules.CreateAction", "-p", "rule_id="+rule, "-p", "name=a", "-p", "type=http_request",
		"-p", "config.url=https://example.com", "-p", "config.http_method=POST"))["action_id"].(string)
	args := []string{"call", "rules.SetEnv", "-p", "rule_id=" + rule, "-p", "action_id=" + action, "-p", "name=TOKEN", "-p"}

	refused := in.run(t, append(args, "value=made-up-secret")...)
	assert.Equal(t, exitUsage, refused.code)
	assert.Contains(t, refused.err, "NAME=@FILE")
	assert.NotContains(t, refused.err, "made-up-secret")

	in.in = "made-up-secret\n"
	in.must(t, append(args, "value=@-")...)
	file := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(file, []byte("made-up-secret\n"), 0o600))
	in.must(t, append(args, "value=@"+file)...)
	sent := srv.RequestsTo("POST /v1/bre/rules/{rule_id}/actions/{action_id}/envs")
	require.Len(t, sent, 2)
	for _, request := range sent {
		assert.Equal(t, "made-up-secret", request.Form.Get("value"), "without the end of the line")
	}
	twice := in.run(t, append(args, "value=@-", "-p", "name=@-")...)
	assert.Equal(t, exitUsage, twice.code)
}

func TestCallMovesFiles(t *testing.T) {
	t.Parallel()
	srv := truoratest.NewServer(t, truoratest.WithPace(500))
	in := inSandbox(srv)
	check := read[map[string]any](t, in.must(t, "checks", "create", "--json", "--wait", "--country=CO", "--type=person", "--national-id=1000000010", "--user-authorized"))
	id := "check_id=" + check["check_id"].(string)
	file := filepath.Join(t.TempDir(), "check.pdf")
	assert.Empty(t, in.must(t, "call", "checks.DownloadPDF", "-p", id, "--out", file))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(text), "%PDF-"))

	gone := filepath.Join(t.TempDir(), "gone.pdf")
	assert.Equal(t, exitNotFound, in.run(t, "call", "checks.DownloadPDF", "-p", "check_id=CHK0", "--out", gone).code)
	left, err := filepath.Glob(filepath.Join(filepath.Dir(gone), "*"))
	require.NoError(t, err)
	assert.Empty(t, left, "no file, and no part of one")
	assert.Equal(t, exitFailed, in.run(t, "call", "checks.DownloadPDF", "-p", id, "--out", filepath.Join(file, "x")).code)

	batch := read[map[string]any](t, in.must(t, "call", "batches.Create", "-p", "service=checks", "-p", "country=CO", "-p", "type=person"))
	sheet := filepath.Join(t.TempDir(), "people.xlsx")
	require.NoError(t, os.WriteFile(sheet, truoratest.Sheet([][]string{{"1000000010"}}), 0o600))
	in.must(t, "call", "batches.Upload", "-p", "link="+batch["file_upload_link"].(string), "--in", sheet)
	in.must(t, "call", "batches.Start", "-p", "batch_id="+batch["batch_id"].(string))
	assert.Len(t, srv.Billed(), 2)
}

// reserve mints a token and returns the id of the process that it opens.
func reserve(t *testing.T, srv *truoratest.Server) string {
	t.Helper()
	created, err := srv.Client().APIKeys.Create(t.Context(), apikeys.CreateParams{
		KeyType: apikeys.KeyTypeWeb, Grant: apikeys.GrantDigitalIdentity, FlowID: "IPF1",
		Country: apitype.CountryAll, RedirectURL: "https://example.com/after",
	})
	require.NoError(t, err)
	claims, err := created.Token().Claims()
	require.NoError(t, err)
	return claims.ProcessID
}

func TestIdentity(t *testing.T) {
	t.Parallel()
	srv := truoratest.NewServer(t)
	in := inSandbox(srv)
	approved, declined := reserve(t, srv), reserve(t, srv)
	srv.Identity.Script(declined, truoratest.ProcessScript{Outcome: "failure", DeclinedReason: "risky_face_detected"})
	pending := in.run(t, "identity", "wait", approved, "--timeout", "50ms")
	assert.Equal(t, exitUnfinished, pending.code, pending.err)
	srv.Identity.Finish(approved)
	srv.Identity.Finish(declined)

	golden(t, "process", in.must(t, "identity", "wait", approved))
	got := in.run(t, "identity", "wait", declined)
	assert.Equal(t, exitNegative, got.code, got.err)
	assert.Contains(t, got.out, "declined: risky_face_detected")
	assert.Contains(t, got.err, "the process was not approved: declined")
	assert.Equal(t, got.out, in.must(t, "identity", "get", declined))
	assert.Equal(t, declined, read[map[string]any](t, in.must(t, "identity", "get", declined, "--json"))["process_id"])
}

func TestBatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, testBatch) // a lost start is looked at for half a minute
}

func testBatch(t *testing.T) {
	srv := truoratest.NewServer(t)
	in := inSandbox(srv)
	dir := t.TempDir()
	sheet, report := filepath.Join(dir, "people.xlsx"), filepath.Join(dir, "report.xlsx")
	require.NoError(t, os.WriteFile(sheet, truoratest.Sheet([][]string{{"1000000010"}, {"1000000011"}}), 0o600))
	args := []string{"batch", "run", sheet, "--service", "checks", "--country", "CO", "--type", "person", "-p", "columns_mapping.national_id=0"}

	srv.Refuse("POST /v1/batches/{batch_id}/start")
	broken := in.run(t, args...)
	assert.Equal(t, exitUnavailable, broken.code, broken.err)
	id := ids.FindString(broken.err)
	require.NotEmpty(t, id, broken.err)
	assert.Empty(t, srv.Billed())

	done := in.run(t, append(args, "--batch", id, "--report", report)...)
	require.Equal(t, exitDone, done.code, done.err)
	golden(t, "batch", done.out)
	assert.Len(t, srv.Billed(), 2)
	text, err := os.ReadFile(report)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(text), "PK"), "a spreadsheet")

	fresh := in.run(t, append(args, "--json")...)
	require.Equal(t, exitDone, fresh.code, fresh.err)
	assert.NotEmpty(t, read[map[string]string](t, fresh.err)["batch_id"], "whoever is interrupted needs it")
	assert.NotEqual(t, id, read[map[string]any](t, fresh.out)["batch_id"])
}

// What one argument has read, another would find empty.
func TestTheStandardInputIsReadOnce(t *testing.T) {
	t.Parallel()
	for _, args := range []string{
		"call validators.Upload -p link=@- --in -", "batch run - --service checks --type person --params -",
		"call checks.Create --params - -p country=@-",
	} {
		s := inSandbox(truoratest.NewServer(t))
		s.in = `{"country":"CO"}`
		got := s.run(t, line(args)...)
		assert.Equal(t, exitUsage, got.code, args)
		assert.Contains(t, got.err, "the standard input can be read once only", args)
	}
}

// A meaning is the beginning of a longer text, and must not end in a parenthesis.
func TestMeaningsAreWhole(t *testing.T) {
	t.Parallel()
	for _, op := range operations.All() {
		for _, p := range op.Params() {
			text := meaning(p)
			assert.Equal(t, strings.Count(text, "("), strings.Count(text, ")"), "%s %s: %s", op.Go, p.Name, text)
		}
	}
}
