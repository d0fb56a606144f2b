// Command grammar runs the analyzers of package grammar: those of names over the
// public packages of the root module, those of comments over every Go file, and
// those of words over the documents too. It exits with 1 if they find something.
package main

import (
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/truora/truora-go/tools/grammar"
)

func main() {
	root := flag.String("root", ".", "root of the repository")
	summary := flag.Bool("summary", false, "print only the number of findings of each analyzer")
	flag.Parse()

	found, err := run(*root)
	if err != nil {
		fmt.Fprintln(os.Stderr, "grammar:", err)
		os.Exit(2)
	}
	report(os.Stdout, found, *summary)
	if len(found) > 0 {
		os.Exit(1)
	}
}

type finding struct{ analyzer, place, message string }

func report(w io.Writer, found []finding, summary bool) {
	count := map[string]int{}
	for _, f := range found {
		count[f.analyzer]++
		if !summary {
			fmt.Fprintf(w, "%s: %s (%s)\n", f.place, f.message, f.analyzer)
		}
	}
	for _, name := range names() {
		if summary {
			fmt.Fprintf(w, "%-10s %d\n", name, count[name])
		}
	}
	fmt.Fprintf(w, "grammar: %d findings\n", len(found))
}

func names() []string {
	var list []string
	for _, a := range append(grammar.API(nil), grammar.Text()...) {
		list = append(list, a.Name)
	}
	return list
}

func run(root string) ([]finding, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	operations, err := readOperations(filepath.Join(root, "contract", "operations.csv"))
	if err != nil {
		return nil, err
	}
	found, err := api(root, operations)
	if err != nil {
		return nil, err
	}
	texts, err := text(root)
	return append(found, texts...), err
}

// readOperations returns METHOD /path of each operation of the contract.
func readOperations(name string) (map[string]bool, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, errors.Join(err, fmt.Errorf("%s has no rows", filepath.Base(name)))
	}
	method, path := slices.Index(rows[0], "method"), slices.Index(rows[0], "path")
	if method < 0 || path < 0 {
		return nil, fmt.Errorf("%s has no columns method and path", filepath.Base(name))
	}
	operations := map[string]bool{}
	for _, row := range rows[1:] {
		operations[row[method]+" "+row[path]] = true
	}
	return operations, nil
}

// api analyzes the packages that users import.
func api(root string, operations map[string]bool) ([]finding, error) {
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadSyntax | packages.NeedModule, Dir: root, Env: append(os.Environ(), "GOWORK=off"),
	}, "./...")
	if err != nil {
		return nil, err
	}
	pkgs = slices.DeleteFunc(pkgs, func(p *packages.Package) bool {
		return p.Name == "main" || strings.Contains(p.PkgPath, "/internal/")
	})
	if packages.PrintErrors(pkgs) > 0 {
		return nil, errors.New("the code does not compile")
	}
	graph, err := checker.Analyze(grammar.API(operations), pkgs, nil)
	if err != nil {
		return nil, err
	}
	var found []finding
	for action := range graph.All() {
		if !action.IsRoot {
			continue
		}
		if action.Err != nil {
			return nil, action.Err
		}
		for _, d := range action.Diagnostics {
			found = append(found, finding{action.Analyzer.Name, place(root, action.Package.Fset, d), d.Message})
		}
	}
	slices.SortFunc(found, func(a, b finding) int { return strings.Compare(a.place, b.place) })
	return found, nil
}

func place(root string, files *token.FileSet, d analysis.Diagnostic) string {
	p := files.Position(d.Pos)
	if name, err := filepath.Rel(root, p.Filename); err == nil {
		p.Filename = name
	}
	return p.String()
}

// text reads every Go file, and every document but the changelog and the table of
// old names.
func text(root string) ([]finding, error) {
	var found []finding
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if hidden := name != root && strings.HasPrefix(entry.Name(), "."); hidden || entry.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		looks := looksFor(entry.Name())
		if len(looks) == 0 {
			return nil
		}
		src, err := os.ReadFile(name)
		if err != nil || generated(name, src) {
			return err
		}
		rel, err := filepath.Rel(root, name)
		for analyzer, look := range looks {
			for _, f := range look(string(src)) {
				found = append(found, finding{analyzer, fmt.Sprintf("%s:%d", rel, f.Line), f.Message})
			}
		}
		return err
	})
	return found, err
}

func looksFor(name string) map[string]func(string) []grammar.Finding {
	switch {
	case strings.HasSuffix(name, ".go"):
		return map[string]func(string) []grammar.Finding{"width": grammar.TooWide, "words": grammar.DialectOfComments}
	case strings.HasSuffix(name, ".md") && name != "CHANGELOG.md" && name != "CODE_OF_CONDUCT.md":
		return map[string]func(string) []grammar.Finding{"words": grammar.Dialect}
	default:
		return nil
	}
}

func generated(name string, src []byte) bool {
	if !strings.HasSuffix(name, ".go") {
		return false
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.PackageClauseOnly|parser.ParseComments)
	return err == nil && ast.IsGenerated(file)
}
