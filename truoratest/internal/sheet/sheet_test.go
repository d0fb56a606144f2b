package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSheet(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"007", "", "<ANA> & \"co\""}, {}, {" x "}}
	got, err := Read(Write(rows))
	require.NoError(t, err)
	require.Len(t, got, 3)
	assert.Equal(t, rows[0], got[0])
	assert.Equal(t, " x ", got[2][0])

	shared := map[string]string{
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c r="B1" t="s"><v>1</v></c><c r="D1"><v>12.5</v></c><c t="s"><v>9</v></c></row></sheetData></worksheet>`,
		"xl/sharedStrings.xml":     `<sst><si><t>a</t></si><si><r><t>b</t></r><r><t>c</t></r></si></sst>`,
	}
	got, err = Read(zipped(t, shared))
	require.NoError(t, err)
	assert.Equal(t, [][]string{{"", "bc", "", "12.5", ""}}, got)

	shared["xl/sharedStrings.xml"] = `<sst>`
	_, err = Read(zipped(t, shared))
	require.Error(t, err)
	_, err = Read(zipped(t, map[string]string{"other": ""}))
	require.Error(t, err)
	_, err = Read(zipped(t, map[string]string{"xl/worksheets/sheet1.xml": `<w><sheetData><row><c r="ZZZZ1"/></row></sheetData></w>`}))
	require.Error(t, err, "too wide")
	far := strings.Repeat(`<row><c r="ALL1"/></row>`, 1100) // each makes a thousand cells
	_, err = Read(zipped(t, map[string]string{"xl/worksheets/sheet1.xml": "<w><sheetData>" + far + "</sheetData></w>"}))
	require.ErrorContains(t, err, "too many cells")

	half := `<r><t>` + strings.Repeat("x", 1<<19) + `</t></r>`
	file := zipped(t, map[string]string{
		"xl/sharedStrings.xml":     `<sst><si>` + half + half + `</si></sst>`,
		"xl/worksheets/sheet1.xml": `<w><sheetData>` + strings.Repeat(`<row><c t="s"><v>0</v></c></row>`, 200) + `</sheetData></w>`,
	})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	table, err := Read(file)
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	assert.Len(t, table[199][0], 1<<20)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<20), "a long text is in memory once")
}

func zipped(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range parts {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = io.WriteString(w, content)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return out.Bytes()
}

func FuzzRead(f *testing.F) {
	f.Add(Write([][]string{{"a", "b"}, {"c"}}))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, file []byte) {
		rows, err := Read(file)
		if err != nil {
			return
		}
		again, err := Read(Write(rows))
		require.NoError(t, err)
		assert.Len(t, again, len(rows))
	})
}
