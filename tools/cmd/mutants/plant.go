package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// plant writes the changed files of a fault and the overlay that names them.
func (r *runner) plant(m *mutant, number int) error {
	pkg, err := read(filepath.Join(r.root, m.dir))
	if err != nil {
		return err
	}
	changed := map[string]string{}
	for _, e := range m.edits {
		file, err := pkg.apply(e)
		if err != nil {
			return err
		}
		copied := filepath.Join(r.dir, fmt.Sprintf("%d_%s", number, filepath.Base(file)))
		if err := os.WriteFile(copied, pkg[file], 0o600); err != nil {
			return err
		}
		changed[file] = copied
	}
	overlay, err := json.Marshal(map[string]any{"Replace": changed})
	if err != nil {
		return err
	}
	m.overlay = filepath.Join(r.dir, fmt.Sprintf("%d.json", number))
	return os.WriteFile(m.overlay, overlay, 0o600)
}

// sources maps the absolute paths of a package's files, without tests, to their text.
type sources map[string][]byte

func read(dir string) (sources, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	pkg := sources{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		if pkg[file], err = os.ReadFile(file); err != nil {
			return nil, err
		}
	}
	return pkg, nil
}

// apply makes an edit and returns the file it was in.
func (pkg sources) apply(e *edit) (string, error) {
	pattern := e.pattern()
	var in string
	var at []int
	for file, text := range pkg {
		from, to := 0, len(text)
		if e.function != "" {
			var err error
			if from, to, err = extent(text, e.function); err != nil {
				return "", err
			}
		}
		for _, match := range pattern.FindAllIndex(text[from:to], -1) {
			if at != nil {
				return "", fmt.Errorf("stands more than once: %s", strings.Join(e.old, " "))
			}
			in, at = file, []int{from + match[0], from + match[1]}
		}
	}
	if at == nil {
		return "", fmt.Errorf("does not stand in %q: %s", e.function, strings.Join(e.old, " "))
	}
	text := string(pkg[in])
	pkg[in] = []byte(text[:at[0]] + strings.Join(e.new, "\n") + text[at[1]:])
	return in, nil
}

// pattern matches the old code with whatever white space gofmt puts into it.
func (e *edit) pattern() *regexp.Regexp {
	fields := strings.Fields(strings.Join(e.old, "\n"))
	for i := range fields {
		fields[i] = regexp.QuoteMeta(fields[i])
	}
	return regexp.MustCompile(strings.Join(fields, `\s+`))
}

// extent returns the range of a function in a file, or 0, 0.
func extent(text []byte, function string) (from, to int, err error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", text, parser.SkipObjectResolution)
	if err != nil {
		return 0, 0, errors.New("an earlier edit broke the file")
	}
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && nameOf(f) == function {
			return files.Position(f.Pos()).Offset, files.Position(f.End()).Offset, nil
		}
	}
	return 0, 0, nil
}

func nameOf(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	receiver := f.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	if generic, ok := receiver.(*ast.IndexExpr); ok {
		receiver = generic.X
	}
	if name, ok := receiver.(*ast.Ident); ok {
		return name.Name + "." + f.Name.Name
	}
	return f.Name.Name
}
