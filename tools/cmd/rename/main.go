// Command rename moves the whole tree to another module path: go.mod files, imports,
// guides and generated files. The current path is read from the go.mod file of the
// root.
//
//	cd tools && go run ./cmd/rename -root .. example.com/team/truora-go
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

func main() {
	log.SetFlags(0)
	root := flag.String("root", ".", "directory of the root module")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: rename [-root DIR] MODULE")
	}
	if err := rename(context.Background(), *root, flag.Arg(0)); err != nil {
		log.Fatal("rename: ", err)
	}
}

func rename(ctx context.Context, root, to string) error {
	if err := module.CheckPath(to); err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return err
	}
	from := modfile.ModulePath(text)
	if from == "" {
		return errors.New("go.mod in the root names no module")
	}
	if from == to {
		return errors.New("the module has that path already")
	}
	names, err := command(ctx, root, "git", "ls-files", "-z")
	if err != nil {
		return err
	}
	var modules []string
	for name := range strings.SplitSeq(strings.TrimSuffix(string(names), "\x00"), "\x00") {
		if err := rewrite(filepath.Join(root, filepath.FromSlash(name)), from, to); err != nil {
			return err
		}
		if filepath.Base(name) == "go.mod" && !strings.Contains(name, "testdata/") {
			modules = append(modules, filepath.Join(root, filepath.Dir(filepath.FromSlash(name))))
		}
	}
	// Another path sorts differently among imports and requirements.
	for _, dir := range modules {
		if _, err := command(ctx, dir, "go", "mod", "tidy"); err != nil {
			return err
		}
	}
	_, err = command(ctx, root, "make", "--no-print-directory", "fmt", "generate")
	return err
}

// rewrite replaces the path in a file. It ignores symbolic links: their targets are
// rewritten themselves.
func rewrite(file, from, to string) error {
	info, err := os.Lstat(file)
	if err != nil || !info.Mode().IsRegular() {
		return err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	changed := replace(text, from, to)
	changed = replace(changed, regexp.QuoteMeta(from), regexp.QuoteMeta(to)) // in patterns
	if bytes.Equal(changed, text) {
		return nil
	}
	return os.WriteFile(file, changed, info.Mode().Perm())
}

// replace leaves longer names, such as that of another module, unchanged.
func replace(text []byte, from, to string) []byte {
	var out []byte
	for {
		i := bytes.Index(text, []byte(from))
		if i < 0 {
			return append(out, text...)
		}
		end := i + len(from)
		out = append(out, text[:i]...)
		if goesOn(text[end:]) {
			out = append(out, from...)
		} else {
			out = append(out, to...)
		}
		text = text[end:]
	}
}

// goesOn reports whether rest continues the name before it.
func goesOn(rest []byte) bool {
	if len(rest) == 0 {
		return false
	}
	c := rest[0]
	return c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func command(ctx context.Context, dir, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOWORK=off")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("%s %s in %s: %w\n%s%s", name, strings.Join(args, " "), dir, err, out, stderr.Bytes())
	}
	return out, err
}
