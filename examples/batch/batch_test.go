package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/examples/internal/demotest"
	"github.com/truora/truora-go/examples/internal/term"
	"github.com/truora/truora-go/truoratest"
)

const (
	createOp = "POST /v1/batches"
	startOp  = "POST /v1/batches/{batch_id}/start"
)

// stage is the example with a fake that it takes for the real Truora.
type stage struct {
	program
	*demotest.Stage
	csv, save string
}

func onStage(t *testing.T, test func(*testing.T, *stage)) {
	t.Helper()
	demotest.InBubble(t, func(t *testing.T) {
		dir := t.TempDir()
		file := filepath.Join(dir, "people.csv")
		require.NoError(t, os.WriteFile(file, []byte("national_id\n0100000001\n1000000002\n"), 0o600))
		set, p := demotest.New(t)
		test(t, &stage{program{p}, set, file, filepath.Join(dir, "report.xlsx")})
	})
}

func (s *stage) do(ctx context.Context, args ...string) int {
	return s.run(ctx, append([]string{"-csv", s.csv, "-o", s.save}, args...))
}

func TestEmbedded(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.Connect = demotest.NoKey(connect)
		began := time.Now()
		require.Zero(t, s.run(t.Context(), nil), s.Errors.String())
		assert.Less(t, time.Since(began), 15*time.Second)
		assert.Empty(t, s.Errors.String())
		out := s.Shown.String()
		assert.True(t, strings.HasPrefix(out, "Embedded Truora"), out)
		for _, part := range []string{"6 checks of type person in CO", "Batch BCH", "uploaded", "in progress", "completed", "Report", "0100000001", "1.00", "Invalid phone number"} {
			assert.Contains(t, out, part)
		}
		assert.NotContains(t, out, "MUESTRA", "the inputs are not quoted")
		for line := range strings.Lines(out) {
			assert.Less(t, utf8.RuneCountInString(line), 130, line)
		}
	})
}

func TestOnATerminal(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.Out.Redraw = true
		require.Zero(t, s.do(t.Context(), "-yes"), s.Errors.String())
		assert.Contains(t, s.Shown.String(), "uploading")
		assert.Contains(t, s.Shown.String(), "\r\x1b[K")
	})
}

func TestBought(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.In, s.Someone = strings.NewReader("y\n"), true
		require.Zero(t, s.do(t.Context()), s.Errors.String())
		assert.Contains(t, s.Shown.String(), "billed")
		assert.Len(t, s.Srv.Billed(), 2)
		info, err := os.Stat(s.save)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "it holds people's data")
	})
}

// An id comes from an answer, so it must not choose where the report is saved.
func TestAnIDIsNoPath(t *testing.T) {
	here, elsewhere := t.TempDir(), t.TempDir()
	t.Chdir(here)
	synctest.Test(t, func(t *testing.T) {
		set, p := demotest.New(t)
		csv := filepath.Join(here, "people.csv")
		require.NoError(t, os.WriteFile(csv, []byte("national_id\n0100000001\n"), 0o600))
		done := `{"batch_id":"` + filepath.ToSlash(elsewhere) + `/planted","status":"completed"}`
		set.Srv.Fail("GET /v1/batches/{batch_id}", truoratest.Answer{Status: 200, Body: done})
		require.Zero(t, program{p}.run(t.Context(), []string{"-csv", csv, "-yes"}), set.Errors.String())
	})
	assert.FileExists(t, filepath.Join(here, "batch.xlsx"))
	assert.NoFileExists(t, filepath.Join(elsewhere, "planted.xlsx"))
}

func TestNothingIsBought(t *testing.T) {
	for name, tt := range map[string]struct {
		answer  string
		someone bool
		args    []string
		says    string
	}{
		"no":                  {"n\n", true, nil, "nothing was bought"},
		"only enter":          {"\n", true, nil, "nothing was bought"},
		"no terminal":         {"y\n", false, nil, "give -yes"},
		"the made-up people":  {"y\n", true, []string{"-csv", "", "-yes"}, "-csv"},
		"no such file":        {"y\n", true, []string{"-csv", "/no/such/file.csv", "-yes"}, "no such file"},
		"refused by Truora":   {"y\n", true, []string{"-type", "no such type", "-yes"}, "invalid type"},
		"refused beforehand":  {"y\n", true, []string{"-country", "x1", "-yes"}, "capital letters"},
		"a batch of nobody's": {"y\n", true, []string{"-batch", "BCH404", "-yes"}, "404"},
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, func(t *testing.T, s *stage) {
				s.In, s.Someone = strings.NewReader(tt.answer), tt.someone
				assert.Equal(t, demo.ExitFailed, s.do(t.Context(), tt.args...))
				assert.Contains(t, s.Errors.String(), tt.says)
				assert.Empty(t, s.Srv.Billed())
				assert.NoFileExists(t, s.save)
			})
		})
	}
}

func TestInterruptedAndTakenUp(t *testing.T) {
	for _, after := range []time.Duration{0, time.Second, 3 * time.Second, 5 * time.Second, 20 * time.Second} {
		t.Run(after.String(), func(t *testing.T) {
			onStage(t, func(t *testing.T, s *stage) {
				s.Srv.Slow(createOp, 2*time.Second)
				s.Srv.Slow(startOp, 2*time.Second)
				ctx, cancel := context.WithTimeout(t.Context(), after)
				defer cancel()
				require.Equal(t, demo.ExitInterrupted, s.do(ctx, "-yes"))
				var args []string
				if _, id, ok := strings.Cut(s.Errors.String(), "-batch "); ok {
					id, _, _ = strings.Cut(id, ";")
					args = []string{"-batch", id}
				}
				require.Zero(t, s.do(t.Context(), append(args, "-yes")...), s.Errors.String())
				assert.Len(t, s.Srv.Billed(), 2)
				assert.FileExists(t, s.save)
			})
		})
	}
}

func TestALostStart(t *testing.T) {
	onStage(t, func(t *testing.T, s *stage) {
		s.Srv.LoseAnswer(startOp)
		require.Zero(t, s.do(t.Context(), "-yes"), s.Errors.String())
		assert.Len(t, s.Srv.RequestsTo(startOp), 1)
		assert.Len(t, s.Srv.Billed(), 2)
	})
}

func TestTheSheetIsTexts(t *testing.T) {
	t.Parallel()
	people, err := readTable("")
	require.NoError(t, err)
	assert.Equal(t, batches.ColumnsMapping{"national_id": 0, "issue_date": 1, "first_name": 2, "last_name": 3, "phone_number": 4}, people.mapping())
	file, err := people.sheet()
	require.NoError(t, err)
	f, err := excelize.OpenReader(file)
	require.NoError(t, err)
	defer func() { assert.NoError(t, f.Close()) }()
	sheet := f.GetSheetName(0)
	for cell, want := range map[string]string{
		"A1": "0100000001", "B1": "2008-03-04", "E1": "+57 3000000001",
		"C4": `'=HYPERLINK("https://example.com","CARLOS")`,
	} {
		got, err := f.GetCellValue(sheet, cell)
		require.NoError(t, err)
		assert.Equal(t, want, got, cell)
		kind, err := f.GetCellType(sheet, cell)
		require.NoError(t, err)
		assert.Contains(t, []excelize.CellType{excelize.CellTypeInlineString, excelize.CellTypeSharedString}, kind, cell)
		formula, err := f.GetCellFormula(sheet, cell)
		require.NoError(t, err)
		assert.Empty(t, formula, cell)
		id, err := f.GetCellStyle(sheet, cell)
		require.NoError(t, err)
		style, err := f.GetStyle(id)
		require.NoError(t, err)
		assert.Equal(t, textFormat, style.NumFmt, cell)
	}
}

func TestHarmless(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"": "", "ANA": "ANA", "0012": "0012", "+57 300 000 0000": "+57 300 000 0000", "-1.5": "-1.5", "ANA=1": "ANA=1",
		"=1+1": "'=1+1", "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0", "-2+3": "'-2+3", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1",
	} {
		assert.Equal(t, want, harmless(cell), "%q", cell)
	}
}

func TestTables(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string]string{
		"nothing": "", "head only": "national_id\n", "no names": "1000000001\n1000000002\n",
		"twice": "national_id,national_id\n1,2\n", "ragged": "national_id\n1,2\n", "no CSV": "national_id\n\"x",
	} {
		_, err := parseTable(strings.NewReader(bad))
		require.Error(t, err, name)
		assert.NotContains(t, err.Error(), "1000000001")
	}
	got, err := parseTable(strings.NewReader("\ufeffnational_id,first_name\n007,\"PRUEBA, ANA\"\n"))
	require.NoError(t, err)
	assert.Equal(t, table{[]string{"national_id", "first_name"}, [][]string{{"007", "PRUEBA, ANA"}}}, got)
}

func TestReports(t *testing.T) {
	t.Parallel()
	_, err := readReport([]byte("no spreadsheet"))
	require.Error(t, err)
	rows, err := readReport(truoratest.Sheet([][]string{{"row", "national_id", "first_name", "score"}, {"1", "007", "ANA", ""}}))
	require.NoError(t, err)
	assert.Equal(t, [][]string{{"row", "national_id", "score"}, {"1", "007", ""}}, telling(rows, []string{"national_id", "first_name"}))
}

func TestFlags(t *testing.T) {
	t.Parallel()
	for _, bad := range [][]string{{"x"}, {"-timeout", "0s"}, {"-batch", "../x"}, {"-nonsense"}} {
		var errs bytes.Buffer
		p := program{demo.Program{Out: term.Screen{W: &errs}, Err: term.Screen{W: &errs}}}
		assert.Equal(t, demo.ExitUsage, p.run(t.Context(), bad), bad)
		assert.Contains(t, errs.String(), "error:")
	}
	var out bytes.Buffer
	assert.Zero(t, program{demo.Program{Out: term.Screen{W: &out}}}.run(t.Context(), []string{"-h"}))
	assert.Contains(t, out.String(), "-csv")
}
