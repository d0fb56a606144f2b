// Package pdf writes plain text documents.
package pdf

import (
	"bytes"
	"fmt"
	"strings"
)

const linesPerPage = 50

// Write returns a document with the given lines of text that viewers can open.
func Write(lines []string) []byte {
	var pages [][]string
	for len(lines) > linesPerPage {
		pages, lines = append(pages, lines[:linesPerPage]), lines[linesPerPage:]
	}
	pages = append(pages, lines)
	kids := &strings.Builder{}
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"}
	for _, page := range pages {
		text := pageText(page)
		fmt.Fprintf(kids, "%d 0 R ", len(objects)+1)
		objects = append(objects,
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", len(objects)+2),
			fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.TrimSpace(kids.String()), len(pages))
	return assemble(objects)
}

func pageText(lines []string) string {
	out := &strings.Builder{}
	out.WriteString("BT /F1 11 Tf 14 TL 50 790 Td\n")
	for _, line := range lines {
		fmt.Fprintf(out, "(%s) Tj T*\n", literal(line))
	}
	out.WriteString("ET")
	return out.String()
}

// literal writes Latin-1: WinAnsi has the same codes for Spanish and Portuguese.
func literal(s string) string {
	out := &strings.Builder{}
	for _, r := range s {
		switch {
		case r == '(' || r == ')' || r == '\\':
			out.WriteByte('\\')
			out.WriteByte(byte(r))
		case r < ' ' || r > 0xff:
			out.WriteByte('?')
		default:
			out.WriteByte(byte(r))
		}
	}
	return out.String()
}

func assemble(objects []string) []byte {
	out := &bytes.Buffer{}
	out.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(objects))
	for i, body := range objects {
		offsets[i] = out.Len()
		fmt.Fprintf(out, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	start := out.Len()
	fmt.Fprintf(out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return out.Bytes()
}
