package scan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/truora/truora-go/contract"
)

// Report is the result of comparing the code with the inventory.
type Report struct {
	Missing  []string // Go names in the inventory without a method
	Problems []string // where code and inventory disagree
}

// Compare compares the scanned packages with the inventory.
func Compare(packages []Package, spec *contract.Spec) Report {
	var r Report
	methods := Index(packages)
	for _, e := range spec.Endpoints {
		if m, ok := methods[e.Go]; ok {
			r.operation(m, e)
		} else {
			r.Missing = append(r.Missing, e.Go)
		}
	}
	known := map[string]bool{}
	for _, e := range spec.Endpoints {
		known[e.Package()+" "+e.Op()] = true
	}
	for _, m := range methods {
		r.method(m, known)
	}
	slices.Sort(r.Problems)
	return r
}

// Index maps Go names such as checks.Create to their methods.
func Index(packages []Package) map[string]Method {
	methods := map[string]Method{}
	for _, pkg := range packages {
		for _, m := range pkg.Methods {
			methods[m.Go()] = m
		}
	}
	return methods
}

func (r *Report) add(m Method, format string, args ...any) {
	r.Problems = append(r.Problems, m.Go()+": "+fmt.Sprintf(format, args...))
}

// operation checks a method that implements an operation.
func (r *Report) operation(m Method, e *contract.Endpoint) {
	if len(m.Calls) == 0 {
		r.add(m, "makes no call; the inventory says %q", e.Op())
	}
	for _, c := range m.Calls {
		switch {
		case c.Op != e.Op():
			r.add(m, "Op is %q; the inventory says %q", c.Op, e.Op())
		case c.Type == "Waiting":
			// It only names what is waited for.
		case c.Effect != e.Effect:
			r.add(m, "effect is %s; the inventory says %s", c.Effect, e.Effect)
		case c.Body != e.Body:
			r.add(m, "body is %s; the inventory says %s", c.Body, e.Body)
		}
	}
	if e.Tier == "unverified" && !strings.Contains(m.Doc, "unverified") {
		r.add(m, "the doc comment does not say that the operation is unverified")
	}
}

// method checks what applies to every exported method, including those that combine
// operations.
func (r *Report) method(m Method, known map[string]bool) {
	if !strings.HasPrefix(m.Doc, m.Name+" ") {
		r.add(m, "has no doc comment that begins with its name")
	}
	for _, c := range m.Calls {
		switch {
		case c.Op == "":
			r.add(m, "a call whose Op is not a constant")
		case !known[m.Package+" "+c.Op]:
			r.add(m, "Op %q is not in the inventory of package %s", c.Op, m.Package)
		}
	}
}
