package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
)

// workspace writes a go.work file of all modules, so that one command checks them all,
// and compiles once what they share. The function it returns removes the file.
func (c *checker) workspace(ctx context.Context) (func(), error) {
	dir, err := os.MkdirTemp("", "check-")
	if err != nil {
		return nil, err
	}
	args := []string{"work", "init"}
	for _, m := range c.mods {
		at, err := filepath.Abs(m.dir)
		if err != nil {
			return nil, err
		}
		args = append(args, at)
	}
	c.work = filepath.Join(dir, "go.work")
	if text, err := output(command(ctx, dir, c.env(), "go", args...)); err != nil {
		return nil, fmt.Errorf("go work init: %w\n%s", err, text)
	}

	return func() { _ = os.RemoveAll(dir) }, nil
}

// another is a module that requires another version than the workspace selects.
type another struct {
	module *module
	have   string
	want   string // as go get takes it
}

// others returns what the workspace would not check as it is used.
func (c *checker) others(ctx context.Context) ([]another, error) {
	text, err := output(command(ctx, c.root, c.env(), "go", "list", "-m", "all"))
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, text)
	}
	selected := map[string]string{}
	for line := range strings.Lines(text) {
		if fields := strings.Fields(line); len(fields) > 1 { // the workspace's own have no version
			selected[fields[0]] = fields[1]
		}
	}
	var found []another
	for _, m := range c.mods {
		text, err := os.ReadFile(filepath.Join(m.dir, "go.mod"))
		if err != nil {
			return nil, err
		}
		file, err := modfile.ParseLax("go.mod", text, nil)
		if err != nil {
			return nil, err
		}
		for _, r := range file.Require {
			if want := selected[r.Mod.Path]; want != "" && want != r.Mod.Version {
				found = append(found, another{m, r.Mod.String(), r.Mod.Path + "@" + want})
			}
		}
	}

	return found, nil
}

// versions shows that every module is checked with the versions that it requires.
func (c *checker) versions(ctx context.Context) error {
	found, err := c.others(ctx)
	errs := []error{err}
	for _, a := range found {
		errs = append(errs, fmt.Errorf("module %s requires %s, not %s (make align)", a.module.name, a.have, a.want))
	}

	return errors.Join(errs...)
}

// align makes every module require the versions that the workspace selects.
func (c *checker) align(ctx context.Context) error {
	remove, err := c.workspace(ctx)
	if err != nil {
		return err
	}
	defer remove()
	for {
		found, err := c.others(ctx)
		if err != nil || len(found) == 0 {
			return err
		}
		for _, a := range found { // may raise others in turn
			for _, args := range [][]string{{"get", a.want}, {"mod", "tidy"}} {
				if text, err := output(command(ctx, a.module.dir, alone, "go", args...)); err != nil {
					return fmt.Errorf("module %s: go %s: %w\n%s", a.module.name, strings.Join(args, " "), err, text)
				}
			}
		}
	}
}
