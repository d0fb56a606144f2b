package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/truoratest"
)

// Scripts rely on these numbers.
func TestExitCodes(t *testing.T) {
	t.Parallel()
	const create = "POST /v1/checks"
	for name, tc := range map[string]struct {
		plant func(*truoratest.Server)
		args  string
		code  int
		out   truora.Outcome
	}{
		"done":           {nil, "checks list", 0, ""},
		"unreadable":     {func(s *truoratest.Server) { s.Fail(create, truoratest.Answer{Body: `{"check":[]}`}) }, "checks create " + person, 1, "done"},
		"usage":          {nil, "checks get", 2, ""},
		"invalid input":  {nil, "checks create --country CO", 2, "refused"},
		"answer lost":    {func(s *truoratest.Server) { s.LoseAnswer(create) }, "checks create --force-creation " + person, 3, "unknown"},
		"key refused":    {func(s *truoratest.Server) { s.Fail("", truoratest.Status(401)) }, "checks list", 4, "refused"},
		"no grant":       {func(s *truoratest.Server) { s.Fail("", truoratest.Status(403)) }, "checks list", 4, "refused"},
		"not found":      {nil, "checks get CHK0", 5, "refused"},
		"refused":        {func(s *truoratest.Server) { s.Fail("", truoratest.Status(400)) }, "checks list", 6, "refused"},
		"conflict":       {func(s *truoratest.Server) { s.Fail("", truoratest.Status(409)) }, "checks list", 6, "refused"},
		"rate limit":     {func(s *truoratest.Server) { s.Fail("", truoratest.Status(429)) }, "checks list", 7, "refused"},
		"server's fault": {func(s *truoratest.Server) { s.Fail("", truoratest.Status(500)) }, "checks list", 8, "failed"},
		"no connection":  {func(s *truoratest.Server) { s.Refuse(create) }, "checks create --force-creation " + person, 8, "failed"},
		"a lost read":    {func(s *truoratest.Server) { s.LoseAnswer("GET /v1/checks") }, "checks list", 8, "failed"},
		"too late":       {nil, "checks list --timeout 1ns", 11, "failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := truoratest.NewServer(t)
			if tc.plant != nil {
				tc.plant(srv)
			}
			got := inSandbox(srv).run(t, line(tc.args)...)
			assert.Equal(t, tc.code, int(got.code), got.err)
			if tc.code == 0 {
				return
			}
			assert.Regexp(t, `^`+program+`: .+\n`, got.err)
			if do := advice(got.code, program+" "+strings.Join(line(tc.args)[:2], " ")); do != "" {
				assert.Contains(t, got.err, "\n"+do+"\n")
			}
			if tc.plant != nil {
				tc.plant(srv)
			}
			report := read[reported](t, inSandbox(srv).run(t, append(line(tc.args), "--json")...).err)
			assert.Equal(t, tc.code, report.Exit)
			assert.Equal(t, exitCode(tc.code).String(), report.Meaning)
			assert.Equal(t, string(tc.out), report.Outcome)
		})
	}
}

func TestAnUnreadableAnswerIsPrinted(t *testing.T) {
	t.Parallel()
	srv := truoratest.NewServer(t)
	const body = `{"check":[],"paid":true}`
	srv.Fail("POST /v1/checks", truoratest.Answer{Body: body}, truoratest.Answer{Body: body})
	for _, args := range []string{"checks create " + person, "call checks.Create -p country=CO -p type=person -p national_id=1000000010 -p user_authorized=true"} {
		got := inSandbox(srv).run(t, line(args)...)
		assert.Equal(t, exitFailed, got.code)
		assert.JSONEq(t, body, got.out, "it was paid for")
	}
}

func TestTheGuideHasTheExitCodes(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile(filepath.Join("..", "..", "docs", "cli.md"))
	require.NoError(t, err)
	last := exitCode(-1)
	for _, known := range exitMeanings {
		assert.Greater(t, known.code, last)
		last = known.code
		row := "| " + strconv.Itoa(int(known.code)) + " | " + known.meaning + " |"
		assert.Contains(t, string(guide), row)
	}
}

func TestNothingBilledIsSentUnconfirmed(t *testing.T) {
	t.Parallel()
	live := map[string]string{"TRUORA_API_KEY": "a.real.key"}
	create := line("checks create " + person)
	for name, tc := range map[string]struct {
		setting setting
		args    []string
		billed  int
	}{
		"no terminal":       {setting{env: live, in: "yes\n"}, create, 0},
		"silence":           {setting{env: live, terminal: true}, create, 0},
		"no":                {setting{env: live, terminal: true, in: "y\n"}, create, 0},
		"typed":             {setting{env: live, terminal: true, in: "yes\n"}, create, 1},
		"--yes":             {setting{env: live}, append(create, "--yes"), 1},
		"call":              {setting{env: live}, line("call createCheck -p country=CO -p type=person -p national_id=1000000010 -p user_authorized=true"), 0},
		"the input is used": {setting{env: live, terminal: true, in: `{"country":"CO","type":"person","national_id":"1000000010","user_authorized":true}`}, line("call checks.Create --params -"), 0},
		"base URL":          {setting{env: map[string]string{"TRUORA_API_KEY": "a.real.key", "TRUORA_BASE_URL": "http://127.0.0.1:1"}}, create, 0},
		"made-up key":       {setting{env: map[string]string{"TRUORA_API_KEY": truoratest.APIKey}}, create, 0},
		"sandbox":           {setting{env: inSandbox(nil).env}, create, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.setting.srv = truoratest.NewServer(t)
			got := tc.setting.run(t, tc.args...)
			assert.Len(t, tc.setting.srv.Billed(), tc.billed)
			if tc.billed == 0 {
				assert.Equal(t, exitUnconfirmed, got.code, got.err)
				assert.Empty(t, tc.setting.srv.Requests())
				assert.Contains(t, got.err, "add --yes")
			}
			assert.Equal(t, tc.setting.terminal && !strings.Contains(name, "used"), strings.Contains(got.err, "one background check. Type yes"), got.err)
		})
	}
}

// A proxy to Truora is no sandbox, whatever it answers for a path that it does not have.
func TestOnlyLeversMakeASandbox(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`{"levers":[{"name":"Finish"}]}`: true, `{"levers":[]}`: false, `{"status":"ok"}`: false, `[]`: false, ``: false, `<html>`: false,
	} {
		for _, status := range []int{200, 404} {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				assert.Equal(t, "/_sandbox/levers", r.URL.Path)
				assert.Empty(t, r.Header.Get("Truora-API-Key"), "it may be a stranger's")
				w.WriteHeader(status)
				_, _ = w.Write([]byte(body))
			}))
			assert.Equal(t, want && status == 200, hasLevers(server.URL+"/"), "%d %s", status, body)
			server.Close()
		}
	}
	assert.False(t, hasLevers("http://127.0.0.1:1"))
	assert.False(t, hasLevers(":"))
}
