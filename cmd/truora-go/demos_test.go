package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/cmd/truora-go/internal/sandbox"
	"github.com/truora/truora-go/truoratest"
)

// runningSandbox runs one until the test ends.
func runningSandbox(t *testing.T, opts sandbox.Options) *sandbox.Listening {
	t.Helper()
	ready := make(chan *sandbox.Listening, 1)
	opts.Addr, opts.Ready = "127.0.0.1:0", func(l *sandbox.Listening) { ready <- l }
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- sandbox.Run(ctx, opts) }()
	t.Cleanup(func() {
		stop()
		assert.NoError(t, <-ended)
	})
	return <-ready
}

// demo builds an example, and returns a command that runs it in a directory of its own
// with nothing but the environment to find Truora by.
func demo(ctx context.Context, t *testing.T, l *sandbox.Listening, name string, args ...string) *exec.Cmd {
	t.Helper()
	binary := filepath.Join(t.TempDir(), name)
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, ".")
	build.Dir = filepath.Join("..", "..", "examples", name)
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "TRUORA_BASE_URL="+l.URL, "TRUORA_API_KEY="+truoratest.APIKey,
		"TRUORA_WEBHOOK_KEY="+strings.Repeat("0123456789abcdef", 4))
	return cmd
}

// The examples run against a sandbox as they are: the environment names it.
func TestDemosAgainstASandbox(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds the examples")
	}
	l := runningSandbox(t, sandbox.Options{Pace: 30})
	pictures := t.TempDir()
	files := map[string]string{"front.png": "\x89PNG\r\n\x1a\nfront", "reverse.png": "\x89PNG\r\n\x1a\nreverse", "face.mp4": "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"}
	for name, data := range files {
		require.NoError(t, os.WriteFile(filepath.Join(pictures, name), []byte(data), 0o600))
	}
	people, err := filepath.Abs("../../examples/batch/people.csv")
	require.NoError(t, err)
	check := buy(t, l)
	for name, c := range map[string]struct {
		args  []string
		shows string
	}{
		"quickstart": {nil, "Saving the report"},
		"check":      {[]string{"-document", "1000009001", "-yes"}, "finding of high severity"},
		"kyc": {
			[]string{"-front", pictures + "/front.png", "-reverse", pictures + "/reverse.png", "-selfie", pictures + "/face.mp4", "-yes"},
			"Verdict: VERIFIED",
		},
		"monitoring": {[]string{"-check", check, "-yes"}, "Look at it later"},
		"batch":      {[]string{"-csv", people, "-yes"}, "CHK"},
		"whatsapp":   {[]string{"-line", "+14080001111", "-to", "+57 3017654321 Ana", "-yes", "-wait", "3s"}, "Ana"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
			defer cancel()
			out, err := demo(ctx, t, l, name, c.args...).CombinedOutput()
			require.NoError(t, err, string(out))
			assert.Contains(t, string(out), c.shows)
			assert.NotContains(t, string(out), "in memory")
		})
	}
	t.Run("onboarding", func(t *testing.T) {
		t.Parallel()
		shows := serving(t, demo(t.Context(), t, l, "onboarding", "-addr", "127.0.0.1:0", "-flow", "IPF1", "-yes"), "Open ")
		page, _, _ := strings.Cut(shows, " ")
		res, err := http.Post(page+"/start", "application/x-www-form-urlencoded", nil)
		require.NoError(t, err)
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		assert.Contains(t, res.Request.URL.String(), l.URL+"/identity.truora.com/?token=", "LaunchURL leads to the sandbox")
		assert.Contains(t, string(text), "What is your e-mail address?")
	})
	t.Run("webhook", func(t *testing.T) {
		t.Parallel()
		shows := serving(t, demo(t.Context(), t, l, "webhook", "-listen", "127.0.0.1:0"), "Receiving at ")
		assert.Contains(t, shows, "http")
	})
}

// buy makes a check that is done.
func buy(t *testing.T, l *sandbox.Listening) string {
	t.Helper()
	form := strings.NewReader("country=CO&type=person&national_id=1000000099&user_authorized=true")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, l.URL+"/api.checks.truora.com/v1/checks", form)
	require.NoError(t, err)
	req.Header.Set("Truora-API-Key", truoratest.APIKey)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.NoError(t, l.Default().Advance(time.Hour))
	return l.Default().Billed()[0].ID
}

// serving starts a program that serves until the test ends, and returns what follows
// the mark on the line by which it says where.
func serving(t *testing.T, cmd *exec.Cmd, mark string) string {
	t.Helper()
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var trouble bytes.Buffer
	cmd.Stderr = &trouble
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, where, found := strings.Cut(lines.Text(), mark); found {
			return where
		}
	}
	require.Fail(t, "it does not serve", trouble.String())
	return ""
}
