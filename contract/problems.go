package contract

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// problems collects what is wrong, so that all of it is reported at once.
type problems []string

func (p *problems) add(format string, args ...any) {
	*p = append(*p, fmt.Sprintf(format, args...))
}

func (p *problems) sorted() []string {
	slices.Sort(*p)
	return slices.Compact(*p)
}

// visit lets kin-openapi validate a decoded value.
func (p *problems) visit(where string, schema *openapi3.Schema, value any, as openapi3.SchemaValidationOption) {
	err := schema.VisitJSON(value, as, openapi3.MultiErrors(), openapi3.EnableFormatValidation())
	p.flatten(where, err)
}

func (p *problems) flatten(where string, err error) {
	var several openapi3.MultiError
	var one *openapi3.SchemaError
	switch {
	case err == nil:
	case errors.As(err, &several):
		for _, inner := range several {
			p.flatten(where, inner)
		}
	case errors.As(err, &one):
		at := strings.Join(append([]string{where}, one.JSONPointer()...), ".")
		p.add("%s: %s", at, one.Reason)
	default:
		p.add("%s: %v", where, err)
	}
}
