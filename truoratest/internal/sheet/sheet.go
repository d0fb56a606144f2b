// Package sheet reads and writes the spreadsheets of batches, as far as the fake needs
// it.
package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// ContentType is the media type of an .xlsx file.
const ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

const (
	partLimit = 64 << 20 // bytes of one part that are unpacked
	mostCells = 1 << 20  // a reference to a far column makes as many as stand before it
)

// Read returns the cells of the first sheet of an .xlsx file.
func Read(file []byte) ([][]string, error) {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	parts := map[string]*zip.File{}
	var sheets []string
	for _, f := range z.File {
		parts[f.Name] = f
		if strings.HasPrefix(f.Name, "xl/worksheets/sheet") {
			sheets = append(sheets, f.Name)
		}
	}
	if len(sheets) == 0 {
		return nil, errors.New("no sheet")
	}
	slices.Sort(sheets)
	var shared struct {
		Items []richText `xml:"si"`
	}
	if f := parts["xl/sharedStrings.xml"]; f != nil {
		if err := readPart(f, &shared); err != nil {
			return nil, err
		}
	}
	texts := make([]string, len(shared.Items)) // joined once: many cells may share a long one
	for i, item := range shared.Items {
		texts[i] = item.String()
	}
	var sheet struct {
		Rows []struct {
			Cells []cell `xml:"c"`
		} `xml:"sheetData>row"`
	}
	if err := readPart(parts[sheets[0]], &sheet); err != nil {
		return nil, err
	}
	var table [][]string
	total := 0
	for _, row := range sheet.Rows {
		var cells []string
		for _, c := range row.Cells {
			column := c.column(len(cells))
			if column > 1000 {
				return nil, errors.New("too many columns")
			}
			for len(cells) <= column {
				cells = append(cells, "")
			}
			cells[column] = c.text(texts)
		}
		if total += len(cells); total > mostCells {
			return nil, errors.New("too many cells")
		}
		table = append(table, cells)
	}
	return table, nil
}

func readPart(f *zip.File, into any) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	return xml.NewDecoder(io.LimitReader(r, partLimit)).Decode(into)
}

// richText is a string, in one piece or in several with different formats.
type richText struct {
	Text   string   `xml:"t"`
	Pieces []string `xml:"r>t"`
}

func (t richText) String() string { return t.Text + strings.Join(t.Pieces, "") }

type cell struct {
	Ref    string   `xml:"r,attr"`
	Type   string   `xml:"t,attr"`
	Value  string   `xml:"v"`
	Inline richText `xml:"is"`
}

// column parses the letters of a reference such as B3; a cell without one is the next.
func (c cell) column(next int) int {
	n := 0
	for _, letter := range c.Ref {
		if letter < 'A' || letter > 'Z' || n > 1<<20 {
			break
		}
		n = n*26 + int(letter-'A') + 1
	}
	if n == 0 {
		return next
	}
	return n - 1
}

func (c cell) text(shared []string) string {
	switch c.Type {
	case "inlineStr":
		return c.Inline.String()
	case "s":
		i, err := strconv.Atoi(c.Value)
		if err != nil || i < 0 || i >= len(shared) {
			return ""
		}
		return shared[i]
	}
	return c.Value
}

// Write returns the smallest .xlsx file that spreadsheets open, with one text per cell.
func Write(table [][]string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range []struct{ name, content string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
		{"_rels/.rels", relationships("officeDocument", "xl/workbook.xml")},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` +
			`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
			`<sheets><sheet name="report" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", relationships("worksheet", "worksheets/sheet1.xml")},
		{"xl/worksheets/sheet1.xml", sheetXML(table)},
	} {
		w, err := z.Create(part.name)
		if err == nil {
			_, err = io.WriteString(w, xml.Header+part.content)
		}
		if err != nil {
			panic(err) // writing to a buffer does not fail
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func relationships(kind, target string) string {
	return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` +
		`http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + kind + `" Target="` + target + `"/></Relationships>`
}

func sheetXML(table [][]string) string {
	var b strings.Builder
	b.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for _, row := range table {
		b.WriteString("<row>")
		for _, text := range row {
			b.WriteString(`<c t="inlineStr"><is><t xml:space="preserve">`)
			_ = xml.EscapeText(&b, []byte(text)) // writing to a Builder does not fail
			b.WriteString("</t></is></c>")
		}
		b.WriteString("</row>")
	}
	fmt.Fprint(&b, "</sheetData></worksheet>")
	return b.String()
}
