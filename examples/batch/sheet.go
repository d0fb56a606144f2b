package main

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/truora/truora-go/batches"
	"github.com/xuri/excelize/v2"
)

// sample holds made-up people, for the embedded Truora only.
//
//go:embed people.csv
var sample []byte

// table is a CSV file: the input in each column, and the rows.
type table struct {
	inputs []string
	rows   [][]string
}

func readTable(name string) (table, error) {
	if name == "" {
		return parseTable(bytes.NewReader(sample))
	}
	f, err := os.Open(name)
	if err != nil {
		return table{}, err
	}
	defer func() { _ = f.Close() }()
	return parseTable(f)
}

var inputName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// parseTable keeps texts as they are: a document number keeps its leading zeros.
func parseTable(r io.Reader) (table, error) {
	csvReader := csv.NewReader(r)
	csvReader.TrimLeadingSpace = true
	all, err := csvReader.ReadAll()
	if err != nil {
		// The parser's error has the line and column, and none of the values.
		return table{}, fmt.Errorf("the file is no CSV: %w", err)
	}
	if len(all) < 2 {
		return table{}, errors.New("the file has no rows below its first, which names the inputs")
	}
	t := table{inputs: all[0], rows: all[1:]}
	t.inputs[0] = strings.TrimPrefix(t.inputs[0], "\ufeff") // spreadsheets put it in front
	for i, input := range t.inputs {
		switch {
		case !inputName.MatchString(input):
			return table{}, fmt.Errorf("column %d of the first row does not name an input such as national_id", i+1)
		case slices.Contains(t.inputs[:i], input):
			return table{}, fmt.Errorf("two columns are named %s", input)
		}
	}
	return t, nil
}

// mapping says which column holds which input, so that the order is free and the sheet
// needs no header.
func (t table) mapping() batches.ColumnsMapping {
	columns := batches.ColumnsMapping{}
	for i, input := range t.inputs {
		columns[input] = i
	}
	return columns
}

// number matches what may begin with a sign without being a formula, such as a
// telephone number.
var number = regexp.MustCompile(`^[+-]?[0-9][0-9 ().-]*$`)

// harmless escapes text that a spreadsheet may take for a formula once the report has
// been saved as CSV. In the sheet itself all cells are text.
func harmless(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r", rune(cell[0])) || number.MatchString(cell) {
		return cell
	}
	return "'" + cell
}

const textFormat = 49 // Excel's number for "@"

// sheet writes the rows as a spreadsheet of text cells, without a header: whether
// Truora counts one as a row is not documented.
func (t table) sheet() (*bytes.Buffer, error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	text, err := f.NewStyle(&excelize.Style{NumFmt: textFormat})
	if err != nil {
		return nil, err
	}
	w, err := f.NewStreamWriter(f.GetSheetName(0))
	if err != nil {
		return nil, err
	}
	for i, row := range t.rows {
		cells := make([]any, len(row))
		for column, value := range row {
			cells[column] = excelize.Cell{StyleID: text, Value: harmless(strings.TrimSpace(value))}
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			return nil, err
		}
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	return f.WriteToBuffer()
}

// readReport returns the first sheet of a report.
func readReport(report []byte) ([][]string, error) {
	f, err := excelize.OpenReader(bytes.NewReader(report))
	if err != nil {
		return nil, fmt.Errorf("the report is no spreadsheet: %w", err)
	}
	defer func() { _ = f.Close() }()
	return f.GetRows(f.GetSheetName(0))
}
