package scan

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
)

// Rows returns the Go names that have a row in the drive tests of dir: the Go fields of
// the literals in drive_*_test.go.
func Rows(dir string) (map[string]bool, error) {
	names, err := filepath.Glob(filepath.Join(dir, "drive_*_test.go"))
	if err != nil {
		return nil, err
	}
	rows := map[string]bool{}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("scan: %w", err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			field, ok := node.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			if name, ok := field.Key.(*ast.Ident); ok && name.Name == "Go" {
				if text, ok := literal(field.Value); ok {
					rows[text] = true
				}
			}
			return true
		})
	}
	return rows, nil
}
