package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/scan"
)

// The table of operations stands between these lines, in each version's section.
const (
	tableBegins = "<!-- operations: made by go run ./cmd/apidoc, in contract/ -->\n"
	tableEnds   = "<!-- end of operations -->\n"
)

var errNoTable = errors.New("the changelog's newest section lacks the comments around its table of operations")

// withTable returns the changelog with the table of its first section generated again:
// the operations that are implemented and not in an older table.
func withTable(changelog string, spec *contract.Spec, methods map[string]scan.Method) ([]byte, error) {
	before, rest, opens := strings.Cut(changelog, tableBegins)
	_, after, closes := strings.Cut(rest, tableEnds)
	if !opens || !closes || strings.Count(before, "\n## ") != 1 {
		return nil, errNoTable
	}
	table := newOperations(spec, methods, released(after))
	return []byte(before + tableBegins + table + tableEnds + after), nil
}

// released reads the tables of older versions.
func released(changelog string) map[string]bool {
	names := map[string]bool{}
	for _, section := range strings.Split(changelog, tableBegins)[1:] {
		table, _, _ := strings.Cut(section, tableEnds)
		for line := range strings.Lines(table) {
			cells := strings.Split(line, "|")
			if len(cells) != 4 {
				continue
			}
			for name := range strings.FieldsSeq(strings.ReplaceAll(cells[2], "`", "")) {
				names[strings.TrimSpace(cells[1])+"."+name] = true
			}
		}
	}
	return names
}

func newOperations(spec *contract.Spec, methods map[string]scan.Method, old map[string]bool) string {
	added := map[string][]string{}
	count := 0
	for _, e := range spec.Endpoints {
		if _, built := methods[e.Go]; built && !old[e.Go] {
			added[e.Package()] = append(added[e.Package()], strings.TrimPrefix(e.Go, e.Package()+"."))
			count++
		}
	}
	if count == 0 {
		return "\nNo operation is new.\n\n"
	}
	var w bytes.Buffer
	fmt.Fprintf(&w, "\nNew operations: %d. [docs/API.md](docs/API.md) has them all.\n\n", count)
	w.WriteString("| Area | Methods |\n| --- | --- |\n")
	for _, area := range contract.Areas {
		if names := added[area]; names != nil {
			slices.Sort(names)
			fmt.Fprintf(&w, "| %s | %s |\n", area, "`"+strings.Join(names, "` `")+"`")
		}
	}
	w.WriteString("\n")
	return w.String()
}
