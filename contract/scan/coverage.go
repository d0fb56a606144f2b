package scan

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/truora/truora-go/contract"
)

// Coverage says how much of the inventory is implemented, by area.
type Coverage []AreaCoverage

// AreaCoverage is the coverage of one package. An operation is done when its method
// exists and a drive row calls it.
type AreaCoverage struct {
	Name     string
	Done     int
	Missing  []string // method names
	Undriven []string // methods that exist but have no drive row
}

// Cover counts the operations of each package.
func Cover(spec *contract.Spec, methods map[string]Method, rows map[string]bool) Coverage {
	var c Coverage
	for _, name := range contract.Areas {
		area := AreaCoverage{Name: name}
		for _, e := range spec.Endpoints {
			if e.Package() != name {
				continue
			}
			_, built := methods[e.Go]
			switch {
			case !built:
				area.Missing = append(area.Missing, e.GoMethod())
			case !rows[e.Go]:
				area.Undriven = append(area.Undriven, e.GoMethod())
			default:
				area.Done++
			}
		}
		c = append(c, area)
	}
	return c
}

func (a AreaCoverage) all() int { return a.Done + len(a.Missing) + len(a.Undriven) }

// Print writes a table, what is missing, and as its last line "operations N/M".
func (c Coverage) Print(w io.Writer) error {
	var text bytes.Buffer
	done, all := 0, 0
	for _, a := range c {
		fmt.Fprintf(&text, "%-12s %5s\n", a.Name, fmt.Sprintf("%d/%d", a.Done, a.all()))
		done, all = done+a.Done, all+a.all()
	}
	for _, a := range c {
		if len(a.Missing) > 0 {
			fmt.Fprintf(&text, "\n%s, not yet built: %s", a.Name, strings.Join(a.Missing, " "))
		}
		if len(a.Undriven) > 0 {
			fmt.Fprintf(&text, "\n%s, without a drive row: %s", a.Name, strings.Join(a.Undriven, " "))
		}
	}
	fmt.Fprintf(&text, "\noperations %d/%d\n", done, all)
	_, err := w.Write(text.Bytes())
	return err
}
