package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const module = "github.com/truora/truora-go"

// tallies count what was done with the blocks.
type tallies struct {
	compiled, excerpts, skipped int
}

func (t tallies) String() string {
	return fmt.Sprintf("%d Go blocks compiled, %d compared with their source, %d skipped with a reason", t.compiled, t.excerpts, t.skipped)
}

// check returns what is wrong with the blocks, one problem per line.
func check(ctx context.Context, root string, blocks []block) (tallies, []string, error) {
	var (
		count    tallies
		problems []string
		fset     = token.NewFileSet()
		files    []*ast.File
	)
	packages, err := packagesOf(ctx, root)
	if err != nil {
		return count, nil, err
	}
	imports := map[string]bool{}
	for _, b := range blocks {
		if have, err := format.Source([]byte(b.text)); err == nil && string(have) != b.text {
			problems = append(problems, fmt.Sprintf("%s:%d: not formatted as gofmt does it", b.file, b.line))
		}
		switch {
		case b.skip:
			count.skipped++
		case b.excerptOf != "":
			count.excerpts++
			source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(b.excerptOf)))
			if err != nil || !b.standsIn(string(source)) {
				problems = append(problems, fmt.Sprintf("%s:%d: does not stand in %s", b.file, b.line, b.excerptOf))
			}
		default:
			count.compiled++
			f, err := wrap(fset, b, packages)
			if err != nil {
				problems = append(problems, err.Error())
				continue
			}
			files = append(files, f)
			for _, p := range importsOf(f) {
				imports[p] = true
			}
		}
	}

	compiled, err := compile(ctx, root, fset, files, imports)

	return count, append(problems, compiled...), err
}

// packagesOf returns the packages a block may use without an import.
func packagesOf(ctx context.Context, root string) (known, error) {
	k := known{}
	for _, p := range standard {
		k.add(p)
	}
	text, err := goList(ctx, root, "-f", `{{if ne .Name "main"}}{{.ImportPath}}{{end}}`, "./...")
	if err != nil {
		return nil, err
	}
	for p := range strings.FieldsSeq(text) {
		if !strings.Contains(p, "/internal/") {
			k.add(p)
		}
	}

	return k, nil
}

// compile type-checks each file as a package of its own. A variable that is declared
// and not used is not an error in a fragment.
func compile(ctx context.Context, root string, fset *token.FileSet, files []*ast.File, imports map[string]bool) ([]string, error) {
	lookup, err := exports(ctx, root, imports)
	if err != nil {
		return nil, err
	}
	var problems []string
	conf := types.Config{
		Importer: importer.ForCompiler(fset, "gc", lookup),
		Error: func(err error) {
			if typed, ok := errors.AsType[types.Error](err); !ok || !typed.Soft {
				problems = append(problems, err.Error())
			}
		},
	}
	for _, f := range files {
		_, _ = conf.Check("snippet", fset, []*ast.File{f}, nil) // its errors went to conf.Error
	}

	return problems, nil
}

// exports opens the export data of the packages, from the build cache.
func exports(ctx context.Context, root string, imports map[string]bool) (func(string) (io.ReadCloser, error), error) {
	args := []string{"-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}"}
	for p := range imports {
		args = append(args, p)
	}
	text, err := goList(ctx, root, args...)
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for line := range strings.Lines(text) {
		importPath, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		files[importPath] = file
	}

	return func(importPath string) (io.ReadCloser, error) {
		file := files[importPath]
		if file == "" {
			return nil, fmt.Errorf("no package %s", importPath)
		}

		return os.Open(file)
	}, nil
}

func goList(ctx context.Context, root string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"list"}, args...)...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOWORK=off")
	var said bytes.Buffer
	cmd.Stderr = &said
	text, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go list: %w: %s", err, said.String())
	}

	return string(text), nil
}
