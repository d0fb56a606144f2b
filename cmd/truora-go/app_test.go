package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/truoratest"
)

// ran is what a command line left behind.
type ran struct {
	code     exitCode
	out, err string
}

// setting is what a command line runs in.
type setting struct {
	srv      *truoratest.Server // nil: there is no client
	env      map[string]string
	in       string
	terminal bool
}

// inSandbox is a setting in which nothing can be billed.
func inSandbox(srv *truoratest.Server) setting {
	return setting{srv: srv, env: map[string]string{
		"TRUORA_BASE_URL": "http://127.0.0.1:4711", "TRUORA_API_KEY": truoratest.APIKey,
	}}
}

func (s setting) app(out, errs *bytes.Buffer) *app {
	return &app{
		in: strings.NewReader(s.in), out: out, err: errs, terminal: s.terminal,
		env: func(name string) string { return s.env[name] },
		connect: func(opts ...truora.Option) (*truora.Client, error) {
			if s.srv == nil {
				return nil, errors.New("no client in this test")
			}
			fast := truora.WithPolling(time.Millisecond, 10*time.Millisecond)
			return s.srv.Client(append([]truora.Option{fast, truora.WithRetries(0)}, opts...)...), nil
		},
	}
}

// run runs a command line in this process.
func (s setting) run(t *testing.T, args ...string) ran {
	t.Helper()
	var out, errs bytes.Buffer
	code := s.app(&out, &errs).run(t.Context(), args)
	return ran{code, out.String(), errs.String()}
}

// must runs a command line that ends well, and returns its output.
func (s setting) must(t *testing.T, args ...string) string {
	t.Helper()
	got := s.run(t, args...)
	require.Equal(t, exitDone, got.code, got.err)
	return got.out
}

func line(text string) []string { return strings.Fields(text) }

// read decodes output that is JSON.
func read[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	require.NoError(t, json.Unmarshal([]byte(text), &v), text)
	return v
}

var update = flag.Bool("update", false, "write the golden files")

var (
	ids   = regexp.MustCompile(`\b[A-Z]{3}[0-9a-f]{8,}\b`)
	clock = regexp.MustCompile(`\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\dZ)?`)
)

func digits(text string) string { return regexp.MustCompile(`\d`).ReplaceAllString(text, "0") }

// golden compares output with a file that a person has read. Ids and times are zeros.
func golden(t *testing.T, name, text string) {
	t.Helper()
	zeros := func(made string) string { return made[:3] + strings.Repeat("0", len(made)-3) }
	text = clock.ReplaceAllStringFunc(ids.ReplaceAllStringFunc(text, zeros), digits)
	file := filepath.Join("testdata", name+".txt")
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), text)
}

func TestVersion(t *testing.T) {
	t.Parallel()
	v := read[map[string]string](t, setting{}.must(t, "version", "--json"))
	assert.Equal(t, truora.Version, v["version"])
	assert.Contains(t, setting{}.must(t, "version"), program+" "+truora.Version+" ")
}

func TestEveryCommandHasHelp(t *testing.T) {
	t.Parallel()
	var walk func(*cobra.Command, ...string)
	walk = func(cmd *cobra.Command, path ...string) {
		assert.NotEmpty(t, cmd.Short, path)
		assert.False(t, strings.HasSuffix(cmd.Short, "."), path)
		help := setting{}.must(t, append(path, "--help")...)
		assert.Contains(t, help, "Usage:\n  "+cmd.CommandPath(), path)
		for _, inner := range cmd.Commands() {
			walk(inner, append(slices.Clone(path), inner.Name())...)
		}
	}
	root := setting{}.app(nil, nil).root()
	walk(root)
	assert.Equal(t, setting{}.must(t), setting{}.must(t, "help"), "no command is a question, too")
	assert.Equal(t, exitUsage, setting{}.run(t, "checks", "lst").code)
	assert.Contains(t, setting{}.run(t, "checks", "lst").err, "did you mean list?")
	assert.Contains(t, setting{}.run(t, "checks", "list", "--lmit", "3").err, "there is no flag --lmit; did you mean --limit?")
}

func TestWrongCommandLines(t *testing.T) {
	t.Parallel()
	for _, args := range []string{
		"absent", "--absent", "version --timeout -1s", "checks list --limit -1", "version extra", "version --absent", "checks get", "checks get 1 2", "call", "call checks.Gett",
		"call checks.Get", "call checks.Get -p x", "call checks.Get -p check_id=1 -p nothing=1", "call checks.Get -p check_id=@absent",
		"call checks.DownloadPDF -p check_id=1", "call validators.Upload -p link=x", "call checks.Get --all -p check_id=1",
		"batch run", "batch run absent.xlsx", "trigger nothing.happened --url http://x", "trigger check.finished",
		"checks create --date-of-birth yesterday", "call checks.Create --params absent",
	} {
		got := inSandbox(truoratest.NewServer(t)).run(t, line(args)...)
		assert.Equal(t, exitUsage, got.code, "%s: %s", args, got.err)
		assert.Empty(t, got.out, args)
		assert.True(t, strings.HasPrefix(got.err, program+": "), got.err)

		report := read[reported](t, inSandbox(truoratest.NewServer(t)).run(t, append(line(args), "--json")...).err)
		assert.Equal(t, int(exitUsage), report.Exit, args)
		assert.NotEmpty(t, report.Error, args)
	}
}

// What is wrong in an argument may be somebody's number, or a key.
func TestErrorsDoNotRepeatArguments(t *testing.T) {
	t.Parallel()
	const secret = "sk-1000000010"
	for _, args := range []string{
		"call " + secret, "call checks.Get -p " + secret, "call checks.Get -p check_id=@" + secret, "version " + secret,
		"checks create --national-id=" + secret + " --country=CO", "checks get " + secret, "checks get a " + secret, secret,
		"checks wait " + secret, "identity get " + secret, "call validators.Perform -p validation_id=1 -p type=x -p token=" + secret,
		"call checks.Create -p date_of_birth=" + secret, "batch run " + secret, "trigger " + secret, "checks pdf " + secret + " --out /" + secret + "/x",
		"call checks.Create --params " + secret, "listen --address " + secret, "--timeout " + secret,
	} {
		for _, extra := range [][]string{nil, {"--json"}} {
			got := inSandbox(truoratest.NewServer(t)).run(t, append(line(args), extra...)...)
			assert.NotEqual(t, exitDone, got.code, args)
			assert.NotContains(t, got.err, secret, args)
		}
	}
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	for _, shell := range []string{"bash", "zsh", "fish"} {
		assert.Contains(t, setting{}.must(t, "completion", shell), program, shell)
	}
	for args, want := range map[string]string{
		"call checks.G":                             "checks.Get\tRead a check with its scores\n",
		"call validators.Create --param type=":      "type=document-validation\n",
		"call validators.Create --param thre":       "threshold=\t",
		"call whatsapp.Send --param var":            "var.\n",
		"checks create --priority ":                 "medium\n",
		"trigger check.":                            "check.finished\n",
		"identity ":                                 "wait\t",
		"call checks.Get more ":                     ":4\n",
		"call absent --param ":                      ":4\n",
		"batch run people.xlsx --service ":          "checks\n",
		"call rules.CreateAction --param config.ht": "config.http_method=\t",
	} {
		assert.Contains(t, setting{}.must(t, append([]string{"__complete"}, strings.Split(args, " ")...)...), want, args)
	}
}

func TestWithoutAKey(t *testing.T) {
	t.Parallel()
	got := setting{}.run(t, "checks", "list")
	assert.Equal(t, exitKey, got.code)
	assert.Contains(t, got.err, "there is no usable API key: ")
}

func TestAnAddressThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"nonsense", "http://user:pass@127.0.0.1:1", "http://example.com", "ftp://127.0.0.1"} {
		got := setting{srv: truoratest.New(), env: map[string]string{"TRUORA_API_KEY": "a.real.key", "TRUORA_BASE_URL": base}}.run(t, "checks", "list")
		assert.Equal(t, exitUnavailable, got.code, base)
		assert.Contains(t, got.err, "TRUORA_BASE_URL cannot be used: ", base)
		assert.NotContains(t, got.err, "pass", base)
	}
	insecure := map[string]string{"TRUORA_API_KEY": "a.real.key", "TRUORA_BASE_URL": "http://example.com", "TRUORA_INSECURE_HTTP": "1"}
	assert.NotContains(t, setting{env: insecure}.run(t, "checks", "list").err, "TRUORA_BASE_URL")
}
