package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"slices"
	"strings"
)

// surroundings are the variables that a fragment may use without declaring them.
const surroundings = `ctx context.Context, t *testing.T, client *truora.Client, srv *truoratest.Server, check *checks.Check, params checks.CreateParams, ` +
	`file *os.File, w http.ResponseWriter, r *http.Request, logger *slog.Logger, id string, ` +
	`mux *http.ServeMux, handler http.Handler, verifier *webhooks.Verifier, enqueue func(ctx context.Context, event, id string) error, err error`

// standard lists the packages a fragment may use without an import, besides the SDK's.
var standard = []string{
	"bytes", "context", "crypto/sha256", "encoding/json", "errors", "fmt", "io", "log", "log/slog", "net/http", "os", "os/signal", "strings", "sync", "testing", "testing/synctest", "time",
	"github.com/stretchr/testify/assert", "github.com/stretchr/testify/require",
}

// known maps the name of a package to its import path.
type known map[string]string

func (k known) add(importPath string) {
	name := path.Base(importPath)
	if importPath == module {
		name = "truora"
	}
	k[name] = importPath
}

// wrap makes a whole file of a block. It tries it as a file, as declarations, and as
// statements.
func wrap(fset *token.FileSet, b block, k known) (*ast.File, error) {
	header := func(text string) string {
		var all strings.Builder
		all.WriteString("package snippet\n")
		for _, name := range slices.Sorted(maps.Keys(k)) {
			if strings.Contains(text, name+".") {
				fmt.Fprintf(&all, "import %s %q\n", name, k[name])
			}
		}

		return all.String()
	}
	line := fmt.Sprintf("//line %s:%d\n", b.file, b.line)

	whole := line + b.text
	if f, err := parser.ParseFile(fset, "", whole, parser.SkipObjectResolution); err == nil {
		return f, nil
	}
	declared := header(b.text) + line + b.text
	if f, err := parser.ParseFile(fset, "", declared, parser.SkipObjectResolution); err == nil {
		return f, nil
	}
	stated := header(b.text+surroundings) + "func _(" + surroundings + ") (_ error) {\n{\n" + line + b.text + "}\nreturn nil\n}\n"

	return parser.ParseFile(fset, "", stated, parser.SkipObjectResolution)
}

// importsOf returns the paths a file imports.
func importsOf(f *ast.File) []string {
	var paths []string
	for _, spec := range f.Imports {
		paths = append(paths, strings.Trim(spec.Path.Value, `"`))
	}

	return paths
}
