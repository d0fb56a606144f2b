package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/internal/servertest"
	"github.com/truora/truora-go/truoratest"
)

// built is the program, and a Truora on a socket that it finds by its environment.
type built struct {
	*testing.T
	program, dir string
	srv          *truoratest.Server
	env          []string
}

// asProgram makes the test binary the program: nothing has to be linked a second time.
const asProgram = "TRUORA_GO_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// Each test has a directory and a Truora of its own.
func TestTheBinary(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	self, err := os.Executable()
	require.NoError(t, err)
	binary := filepath.Join(dir, program)
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	require.NoError(t, os.Symlink(self, binary))
	for name, test := range map[string]func(*built){
		"the examples of the guide": theGuidesExamples, "results and errors": resultsAndErrors,
		"the sandbox is known": theSandboxIsKnown,
		"interrupted":          interrupted,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := truoratest.NewServer(t, truoratest.WithPace(500))
			base := strings.TrimSuffix(srv.Start().Checks, "/api.checks.truora.com")
			test(&built{T: t, program: binary, dir: t.TempDir(), srv: srv, env: []string{
				"PATH=" + dir + string(filepath.ListSeparator) + os.Getenv("PATH"), "HOME=" + dir, asProgram + "=1",
				"TRUORA_BASE_URL=" + base, "TRUORA_API_KEY=" + truoratest.APIKey, "TRUORA_WEBHOOK_KEY=" + hookKey,
			}})
		})
	}
}

func (b *built) command(name string, args ...string) (*exec.Cmd, *bytes.Buffer, *bytes.Buffer) {
	cmd := exec.CommandContext(b.Context(), name, args...)
	var out, errs bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = b.dir, b.env, &out, &errs
	return cmd, &out, &errs
}

func (b *built) run(args ...string) ran {
	b.Helper()
	cmd, out, errs := b.command(b.program, args...)
	return ran{b.code(cmd.Run()), out.String(), errs.String()}
}

func (b *built) code(err error) exitCode {
	b.Helper()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exitCode(exit.ExitCode())
	}
	require.NoError(b, err)
	return exitDone
}

// examples are the blocks of the guide that are run, as one script.
func examples(t *testing.T) string {
	t.Helper()
	guide, err := os.ReadFile(filepath.Join("..", "..", "docs", "cli.md"))
	require.NoError(t, err)
	var script strings.Builder
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```\n(<!-- not run: .*? -->)?").FindAllStringSubmatch(string(guide), -1) {
		if block[2] == "" {
			script.WriteString(block[1])
		}
	}
	return script.String()
}

func theGuidesExamples(b *built) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		servertest.Unreachable(b, "sh", err)
	}
	sheet := truoratest.Sheet([][]string{{"1000000012"}, {"1000000013"}})
	require.NoError(b, os.WriteFile(filepath.Join(b.dir, "people.xlsx"), sheet, 0o600))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	require.NoError(b, ln.Close())
	script := strings.ReplaceAll(examples(b.T), "127.0.0.1:8787", ln.Addr().String())

	cmd, out, errs := b.command(sh, "-eu", "-c", script)
	require.NoError(b, cmd.Run(), "%s\n%s", out, errs)
	assert.Len(b, b.srv.Billed(), 4, "two checks, and two rows")
	for _, file := range []string{"check.pdf", "again.pdf", "report.xlsx", "truora-go.bash"} {
		assert.FileExists(b, filepath.Join(b.dir, file))
	}
	assert.Contains(b, out.String(), "check.finished: answered 200")
	assert.Regexp(b, `check\.finished +HKE\w+ CHK\w+  answered 200`, out.String())
	assert.NotRegexp(b, `(?m)^(fault|warning) `, out.String(), "the doctor finds nothing")
}

func resultsAndErrors(b *built) {
	process := reserve(b.T, b.srv)
	b.srv.Identity.Finish(process)
	assert.Contains(b, b.run("identity", "get", process).out, "approved")
	assert.Equal(b, exitDone, b.run("identity", "wait", process).code)
	assert.Equal(b, exitNotFound, b.run("identity", "get", "IDP0", "--json").code)
	assert.Contains(b, b.run("version").out, truora.Version)
	assert.Equal(b, exitUsage, b.run("drift", "absent.json").code)

	b.srv.LoseAnswer("POST /v1/checks")
	lost := b.run(append(line("checks create --json --force-creation "), line(person)...)...)
	assert.Equal(b, exitUnknown, lost.code, lost.err)
	var report reported
	require.NoError(b, json.Unmarshal([]byte(lost.err), &report))
	assert.Equal(b, "POST /v1/checks", report.Op)
	assert.Len(b, b.srv.RequestsTo("POST /v1/checks"), 1, "sent once")

	// Another key is another's: it is not known to be a sandbox.
	b.env = append(b.env, "TRUORA_API_KEY=a.b.c")
	assert.Equal(b, exitUnconfirmed, b.run(append(line("checks create"), line(person)...)...).code)
	b.env = append(b.env, "TRUORA_API_KEY=", "TRUORA_API_KEY_FILE=absent")
	assert.Equal(b, exitKey, b.run("checks", "list").code)
}

// Against the sandbox itself any key is good, and nothing is asked.
func theSandboxIsKnown(b *built) {
	cmd, _, _ := b.command(b.program, "sandbox", "--json", "--addr", "127.0.0.1:0", "--pace", "500")
	var out output
	cmd.Stdout = &out
	require.NoError(b, cmd.Start())
	var told struct{ URL string }
	require.Eventually(b, func() bool { return json.Unmarshal([]byte(out.String()), &told) == nil }, time.Minute, time.Millisecond)
	b.env = append(b.env, "TRUORA_BASE_URL="+told.URL, "TRUORA_API_KEY=team-a")
	made := b.run(append(line("checks create --wait --json"), line(person)...)...)
	require.Equal(b, exitDone, made.code, made.err)
	assert.Equal(b, "completed", read[map[string]any](b.T, made.out)["status"])
	assert.Empty(b, b.srv.Billed(), "it was another server")
	require.NoError(b, cmd.Process.Signal(syscall.SIGTERM))
	assert.Equal(b, exitDone, b.code(cmd.Wait()))
}

func interrupted(b *built) {
	if runtime.GOOS == "windows" {
		b.Skip("there is no signal to send")
	}
	b.srv.Slow("GET /v1/checks", time.Hour)
	for args, want := range map[string]exitCode{"checks list": exitInterrupted, "listen --address 127.0.0.1:0": exitDone} {
		cmd, _, _ := b.command(b.program, line(args)...)
		var errs output
		cmd.Stderr = &errs
		require.NoError(b, cmd.Start())
		require.Eventually(b, func() bool {
			return len(b.srv.RequestsTo("GET /v1/checks")) > 0 && want == exitInterrupted || strings.Contains(errs.String(), "listening")
		}, time.Minute, time.Millisecond)
		require.NoError(b, cmd.Process.Signal(syscall.SIGTERM))
		assert.Equal(b, want, b.code(cmd.Wait()), errs.String())
	}
}
