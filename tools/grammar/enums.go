package grammar

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Enums requires the name of each exported constant of a type of its package to begin
// with the name of that type.
var Enums = &analysis.Analyzer{
	Name: "enums",
	Doc:  "constants of a type begin with its name",
	Run: func(pass *analysis.Pass) (any, error) {
		scope := pass.Pkg.Scope()
		for _, name := range scope.Names() {
			c, ok := scope.Lookup(name).(*types.Const)
			if !ok || !c.Exported() {
				continue
			}
			typ, ok := c.Type().(*types.Named)
			if !ok || typ.Obj().Pkg() != pass.Pkg {
				continue
			}
			if prefix := typ.Obj().Name(); len(name) == len(prefix) || !strings.HasPrefix(name, prefix) {
				pass.Reportf(c.Pos(), "constant %s of type %s does not begin with %s", name, prefix, prefix)
			}
		}
		return nil, nil //nolint:nilnil // no other analyzer needs a result
	},
}
