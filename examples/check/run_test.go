package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/examples/internal/demotest"
)

const createOp = "POST /v1/checks"

// stage is the example with a fake, and the path of its PDF.
type stage struct {
	program
	*demotest.Stage
	pdf string
}

// paid is a stage whose fake passes for the real Truora.
func paid(t *testing.T) *stage {
	set, p := demotest.New(t)
	return &stage{program{p}, set, filepath.Join(t.TempDir(), "result.pdf")}
}

func (s *stage) do(ctx context.Context, args ...string) int {
	return s.run(ctx, append([]string{"-o", s.pdf}, args...))
}

func (s *stage) noFile(t *testing.T) {
	t.Helper()
	left, err := os.ReadDir(filepath.Dir(s.pdf))
	require.NoError(t, err)
	assert.Empty(t, left, "half files stay")
}

func TestEmbedded(t *testing.T) {
	t.Parallel()
	countries := []apitype.Country{apitype.CountryAll}
	for c := range madeUp {
		countries = append(countries, c)
	}
	for _, country := range countries {
		for _, kind := range []checks.Type{checks.TypePerson, checks.TypeCompany, checks.TypeVehicle} {
			if country == apitype.CountryAll && kind == checks.TypeVehicle {
				continue // Truora searches no vehicles there
			}
			t.Run(string(country)+" "+string(kind), func(t *testing.T) {
				demotest.InBubble(t, func(t *testing.T) { embedded(t, country, kind) })
			})
		}
	}
}

// embedded runs what people run first, and checks its output.
func embedded(t *testing.T, country apitype.Country, kind checks.Type) {
	s := paid(t)
	s.Connect = demotest.NoKey(connect)
	began := time.Now()
	code := s.do(t.Context(), "-country", strings.ToLower(string(country)), "-type", string(kind))
	require.Zero(t, code, s.Errors.String())
	assert.Less(t, time.Since(began), 10*time.Second)
	assert.Empty(t, s.Errors.String())

	out := s.Shown.String()
	assert.True(t, strings.HasPrefix(out, "Embedded Truora"), out)
	for _, part := range []string{"in progress", "completed", "Result\n", "data set", "Details\n", "Summary\n", "Attachments\n", "PDF\n  " + s.pdf} {
		assert.Contains(t, out, part)
	}
	if country != apitype.CountryAll {
		assert.Contains(t, out, "A finished check is not a clean one")
		assert.Contains(t, out, "failed    ")
		assert.Contains(t, out, "expired   ")
	}
	assert.NotContains(t, out, "Warning:", "the made-up subject lacks inputs")
	for line := range strings.Lines(strings.ReplaceAll(out, s.pdf, "")) {
		assert.Less(t, utf8.RuneCountInString(line), 100, line)
	}
	file, err := os.ReadFile(s.pdf)
	require.NoError(t, err)
	assert.True(t, bytes.HasPrefix(file, []byte("%PDF-")))
	info, err := os.Stat(s.pdf)
	require.NoError(t, err)
	if runtime.GOOS != "windows" { // Windows has no file modes
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
}

func TestTheDemoShowsFindings(t *testing.T) {
	demotest.InBubble(t, func(t *testing.T) {
		s := paid(t)
		s.Connect = demotest.NoKey(connect)
		require.Zero(t, s.do(t.Context()), s.Errors.String())
		for _, part := range []string{"skipped ", "source without a table: error", "sources without a table: not found", "RECORDS FOUND", "severity high", "severity low", "application/pdf, from "} {
			assert.Contains(t, s.Shown.String(), part)
		}
	})
}

func TestResume(t *testing.T) {
	demotest.InBubble(t, func(t *testing.T) {
		s := paid(t)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(6*time.Second, cancel)
		require.Equal(t, demo.ExitInterrupted, s.do(ctx, "-document", "1000000010", "-yes"))
		require.Len(t, s.Srv.Billed(), 1)
		id := s.Srv.Billed()[0].ID
		assert.Contains(t, s.Errors.String(), "Interrupted.")
		assert.Contains(t, s.Errors.String(), resumeCommand+id)
		s.noFile(t)

		s.Shown.Reset()
		require.Zero(t, s.do(t.Context(), "-check", id))
		assert.Contains(t, s.Shown.String(), "Going on with "+id)
		assert.Contains(t, s.Shown.String(), "completed")
		assert.FileExists(t, s.pdf)
		assert.Len(t, s.Srv.RequestsTo(createOp), 1)
	})
}

func TestInterruptedInEmbedded(t *testing.T) {
	demotest.InBubble(t, func(t *testing.T) {
		s := paid(t)
		s.Connect = func() (demo.Account, error) { return demo.Account{Client: s.Srv.Client(), Fake: s.Srv}, nil }
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		require.Equal(t, demo.ExitInterrupted, s.do(ctx))
		assert.Contains(t, s.Errors.String(), "forgets the check")
		assert.Contains(t, s.Errors.String(), resumeCommand+s.Srv.Billed()[0].ID)

		s.Errors.Reset()
		assert.Equal(t, demo.ExitFailed, s.do(t.Context(), "-check", s.Srv.Billed()[0].ID))
		assert.Contains(t, s.Errors.String(), "set TRUORA_API_KEY")
	})
}

func TestTimeout(t *testing.T) {
	demotest.InBubble(t, func(t *testing.T) {
		s := paid(t)
		assert.Equal(t, demo.ExitFailed, s.do(t.Context(), "-document", "1", "-yes", "-timeout", "5s"))
		assert.Contains(t, s.Errors.String(), "the time is over")
		assert.Contains(t, s.Errors.String(), resumeCommand+s.Srv.Billed()[0].ID)
	})
}

func TestNothingIsBought(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer  string
		someone bool
		args    []string
		says    string
	}{
		"no":             {"n\n", true, []string{"-document", "1"}, "Nothing was bought"},
		"only enter":     {"\n", true, []string{"-document", "1"}, "Nothing was bought"},
		"end of input":   {"", true, []string{"-document", "1"}, "Nothing was bought"},
		"no terminal":    {"y\n", false, []string{"-document", "1"}, "give -yes"},
		"nobody is said": {"y\n", true, []string{"-yes"}, "-document"},
		"no such folder": {"y\n", true, []string{"-document", "1", "-yes", "-o", "/no/such/folder/x.pdf"}, "cannot be written"},
		"a folder":       {"y\n", true, []string{"-document", "1", "-yes", "-o", t.TempDir()}, "names a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := paid(t)
			s.In, s.Someone = strings.NewReader(c.answer), c.someone
			assert.Equal(t, demo.ExitFailed, s.do(t.Context(), c.args...))
			assert.Contains(t, s.Errors.String(), c.says)
			assert.Empty(t, s.Srv.Requests())
			s.noFile(t)
		})
	}
}

func TestInterruptedQuestion(t *testing.T) {
	demotest.InBubble(t, func(t *testing.T) {
		s := paid(t)
		in, end := io.Pipe()
		defer func() { assert.NoError(t, end.Close()) }()
		s.In, s.Someone = in, true
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Minute, cancel)
		assert.Equal(t, demo.ExitInterrupted, s.do(ctx, "-document", "1"))
		assert.Contains(t, s.Errors.String(), "Nothing was bought")
		assert.Empty(t, s.Srv.Requests())
	})
}

func TestInterruptedPurchase(t *testing.T) {
	demotest.InBubble(t, func(t *testing.T) {
		s := paid(t)
		s.Srv.Slow(createOp, time.Minute)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(2*time.Second, cancel)
		assert.Equal(t, demo.ExitInterrupted, s.do(ctx, "-document", "1", "-yes"))
		require.Len(t, s.Srv.Billed(), 1)
		assert.Contains(t, s.Errors.String(), "custom_input is "+s.Srv.RequestsTo(createOp)[0].Form.Get("custom_input"))
		assert.NotContains(t, s.Errors.String(), "Nothing was bought")
	})
}

func TestBought(t *testing.T) {
	demotest.InBubble(t, func(t *testing.T) {
		s := paid(t)
		s.In, s.Someone = strings.NewReader("y\n"), true
		require.Zero(t, s.do(t.Context(), "-country", "PE", "-document", "00000077"), s.Errors.String())
		assert.Contains(t, s.Shown.String(), "billed")
		assert.Contains(t, s.Shown.String(), "Warning: Truora's documents also ask for date_of_birth")
		assert.NotContains(t, s.Shown.String(), "00000077", "the header holds the person's data")
		form := s.Srv.RequestsTo(createOp)[0].Form
		assert.Equal(t, "00000077", form.Get("national_id"))
		assert.Empty(t, form.Get("date_of_birth"), "made-up data was mixed in")

		time.Sleep(2 * time.Hour)
		s.In = strings.NewReader("y\n")
		require.Zero(t, s.do(t.Context(), "-country", "PE", "-document", "00000077"))
		assert.Contains(t, s.Shown.String(), "It is 2h")
		assert.Len(t, s.Srv.Billed(), 1)
	})
}

func TestAnswerLost(t *testing.T) {
	demotest.InBubble(t, func(t *testing.T) {
		s := paid(t)
		for range truora.DefaultRetries + 1 {
			s.Srv.LoseAnswer(createOp)
		}
		assert.Equal(t, demo.ExitFailed, s.do(t.Context(), "-document", "1", "-yes"))
		reference := s.Srv.RequestsTo(createOp)[0].Form.Get("custom_input")
		require.NotEmpty(t, reference)
		assert.Contains(t, s.Errors.String(), "custom_input is "+reference)
		assert.NotContains(t, s.Errors.String(), "-document")
	})
}

func TestBrokenPDF(t *testing.T) {
	demotest.InBubble(t, func(t *testing.T) {
		s := paid(t)
		id := bought(t, s)
		_, err := s.Srv.Client().Checks.CreatePDF(t.Context(), id)
		require.NoError(t, err)
		time.Sleep(time.Minute) // rendered: the next answer is the file
		s.Srv.CutAnswer("GET /v1/checks/{check_id}/pdf", 1200)
		assert.Equal(t, demo.ExitFailed, s.do(t.Context(), "-check", id))
		assert.Contains(t, s.Errors.String(), "GET /v1/checks/{check_id}/pdf: 200")
		assert.Contains(t, s.Errors.String(), resumeCommand+id)
		s.noFile(t)
	})
}

func bought(t *testing.T, s *stage) string {
	t.Helper()
	check, err := s.Srv.Client().Checks.Create(t.Context(), checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000010", UserAuthorized: true,
	})
	require.NoError(t, err)
	return check.CheckID
}
