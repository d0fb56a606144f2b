// Package scan finds in the SDK's source which operation each method implements, so
// that code and contract can be compared.
package scan

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Method is an exported method of an area's Service.
type Method struct {
	Package string
	Name    string
	Doc     string
	Pos     token.Position
	Calls   []Call // in it, and in the unexported functions of its package that it uses
}

// Go returns the method's name as the inventory writes it.
func (m Method) Go() string { return m.Package + "." + m.Name }

// Call is a literal of internal/rest in the source that names an operation.
type Call struct {
	Type   string // Call, or another type that names an operation: Upload, Waiting
	Op     string // empty if it is not a constant
	Key    string
	Effect string // read, idempotent, dedupe or once
	Body   string // none, form, json or raw
	Pos    token.Position
}

// Package is a directory of the SDK with a Service.
type Package struct {
	Name      string
	Methods   []Method
	Constants map[string][]string // the values of the constants of each string type
	Aliases   map[string]string   // types that are aliases of other packages', such as apitype.Status
}

// Areas scans every directory below root that declares a type Service, except nested
// modules.
func Areas(root string) ([]Package, error) {
	var found []Package
	err := filepath.WalkDir(root, func(dir string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if dir != root && skipped(dir, entry.Name()) {
			return fs.SkipDir
		}
		pkg, err := Dir(dir)
		if err != nil {
			return err
		}
		if pkg != nil {
			found = append(found, *pkg)
		}
		return nil
	})
	return found, err
}

func skipped(dir, name string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil || strings.HasPrefix(name, ".") || name == "testdata"
}

// Dir scans one directory. It returns nil if it declares no type Service.
func Dir(dir string) (*Package, error) {
	s, pkg, err := read(dir)
	if err != nil || !s.service {
		return nil, err
	}
	for _, declared := range s.functions {
		for _, function := range declared {
			if receiver(function) == "Service" && function.Name.IsExported() {
				pkg.Methods = append(pkg.Methods, s.method(pkg.Name, function))
			}
		}
	}
	slices.SortFunc(pkg.Methods, func(a, b Method) int { return strings.Compare(a.Name, b.Name) })
	return pkg, nil
}

// Values adds to all the values of the constants in a directory, by type, written like
// apitype.Status.
func Values(dir string, all map[string][]string) error {
	_, pkg, err := read(dir)
	for name, values := range pkg.Constants {
		typ := pkg.Name + "." + name
		if alias, ok := pkg.Aliases[name]; ok {
			typ = alias
		}
		all[typ] = append(all[typ], values...)
	}
	return err
}

func read(dir string) (*source, *Package, error) {
	s := &source{files: token.NewFileSet(), functions: map[string][]*ast.FuncDecl{}, constants: map[string]string{}}
	pkg := &Package{Constants: map[string][]string{}, Aliases: map[string]string{}}
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(s.files, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return s, pkg, fmt.Errorf("scan: %w", err)
		}
		pkg.Name = file.Name.Name
		s.collect(file, pkg)
	}
	return s, pkg, err
}

func (s *source) method(pkg string, function *ast.FuncDecl) Method {
	m := Method{Package: pkg, Name: function.Name.Name, Pos: s.files.Position(function.Pos())}
	m.Doc = strings.TrimSpace(function.Doc.Text())
	m.Calls = s.calls(function, map[*ast.FuncDecl]bool{})
	return m
}
