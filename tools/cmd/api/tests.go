package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/truora/truora-go/tools/published"
)

// examples has programs as users write them.
const examples = "examples/"

// sinceTests runs the tests of the release in then, as far as users could have written
// them, and its examples, with the code of the release and with that of today, which it
// copies to now. What passes with the one has to pass with the other.
func sinceTests(ctx context.Context, release, today *published.Tree, then, now string) ([]change, error) {
	if err := today.Copy(now); err != nil {
		return nil, err
	}
	if err := exchange(release, today, then, now); err != nil {
		return nil, err
	}
	before, err := runAll(ctx, release, then)
	if err != nil {
		return nil, err
	}
	after, err := runAll(ctx, release, now)
	if err != nil {
		return nil, err
	}
	var found []change
	for pkg, tests := range before {
		found = append(found, lost(pkg, tests, after[pkg])...)
	}
	slices.SortFunc(found, func(a, b change) int { return strings.Compare(a.name, b.name) })
	return found, nil
}

// exchange leaves in both trees only those tests and examples.
func exchange(release, today *published.Tree, then, now string) error {
	packages := map[string]bool{} // the directories with code
	for _, name := range today.Files() {
		switch {
		case isTest(name) || strings.HasPrefix(name, examples):
			if err := os.Remove(filepath.Join(now, filepath.FromSlash(name))); err != nil {
				return err
			}
		case path.Ext(name) == ".go":
			packages[path.Dir(name)] = true
		}
	}
	for _, name := range release.Files() {
		from, to := filepath.Join(then, filepath.FromSlash(name)), filepath.Join(now, filepath.FromSlash(name))
		usable := strings.HasPrefix(name, examples) || slices.Contains(strings.Split(name, "/"), "testdata")
		if isTest(name) && !usable {
			var err error
			if usable, err = public(from, release.Modules[0].Path); err != nil {
				return err
			}
			if usable = usable && packages[path.Dir(name)]; !usable { // a package that is gone is no news
				if err := os.Remove(from); err != nil {
					return err
				}
			}
		}
		if usable {
			if err := published.CopyFile(to, from); err != nil {
				return err
			}
		}
	}
	return nil
}

func isTest(name string) bool { return strings.HasSuffix(name, "_test.go") }

// public reports whether a file of tests is outside of the package that it tests, and
// uses nothing internal.
func public(file, module string) (bool, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		return false, err
	}
	for _, spec := range parsed.Imports {
		name, _ := strconv.Unquote(spec.Path.Value) // the parser has checked it
		if strings.HasPrefix(name, module+"/") && slices.Contains(strings.Split(name, "/"), "internal") {
			return false, nil
		}
	}
	return strings.HasSuffix(parsed.Name.Name, "_test"), nil
}

// ending is how a test ended: "pass", "fail" or "skip".
type ending struct{ action, output string }

// results are those of the tests of a package by their names; its own have the name "".
type results map[string]ending

// lost returns what no longer passes. It names a test as in checks.TestFind, and tests
// that do not compile as in checks_test.
func lost(pkg string, before, after results) []change {
	name := packageName(path.Base(pkg))
	if len(after) <= 1 && before[""].action == "pass" && after[""].action != "pass" {
		return []change{{name + "_test", "passed with the code of the release, and does not compile or begin now\n" + after[""].output}}
	}
	var found []change
	for test, ended := range before {
		if now := after[test]; test != "" && ended.action == "pass" && now.action != "pass" && now.action != "skip" {
			found = append(found, change{name + "." + test, "passed with the code of the release, and does not now\n" + now.output})
		}
	}
	return found
}

// runAll runs the tests of each module of the release that users can import, and of its
// examples, in the tree at root.
func runAll(ctx context.Context, release *published.Tree, root string) (map[string]results, error) {
	var dirs []string
	for _, m := range release.Modules {
		if !m.IsCommand() {
			dirs = append(dirs, m.Dir)
		}
	}
	for _, name := range release.Files() {
		if path.Base(name) == "go.mod" && strings.HasPrefix(name, examples) {
			dirs = append(dirs, path.Dir(name))
		}
	}
	all := map[string]results{}
	for _, dir := range dirs {
		at := filepath.Join(root, filepath.FromSlash(dir))
		if _, err := os.Stat(at); os.IsNotExist(err) {
			continue // the module is gone
		}
		if err := runModule(ctx, at, all); err != nil {
			return nil, fmt.Errorf("the tests of %s: %w", dir, err)
		}
	}
	return all, nil
}

func runModule(ctx context.Context, dir string, all map[string]results) error {
	// The modules beside may require newer versions than the go.mod file of the release.
	cmd := exec.CommandContext(ctx, "go", "test", "-json", "-vet=off", "-mod=mod", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	var trouble bytes.Buffer
	cmd.Stderr = &trouble
	events, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); err != nil && (!errors.As(err, &exit) || len(events) == 0) {
		return fmt.Errorf("%w\n%s", err, trouble.String())
	}
	output := map[[2]string]string{}
	for read := json.NewDecoder(bytes.NewReader(events)); ; {
		var e struct{ Action, Package, ImportPath, Test, Output string }
		if err := read.Decode(&e); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		// Of what does not compile, the import path is "checks_test [checks.test]".
		pkg, _, _ := strings.Cut(e.Package+e.ImportPath, " ")
		pkg = strings.TrimSuffix(pkg, "_test")
		test, _, _ := strings.Cut(e.Test, "/")
		key := [2]string{pkg, test}
		switch e.Action {
		case "output", "build-output":
			output[key] += e.Output
		case "pass", "fail", "skip":
			if test == e.Test {
				if all[pkg] == nil {
					all[pkg] = results{}
				}
				all[pkg][test] = ending{e.Action, strings.TrimSpace(output[key])}
			}
		}
	}
}
