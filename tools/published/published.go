// Package published knows which modules of the repository users can get, and makes of
// the tree what the Go module proxy will serve of each.
//
// In the tree a nested module names the others by directory: `replace` lines, and a
// version that means nothing. What is published has no such line, and requires them at
// the version that is released with it.
package published

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// inside are the directories whose modules are for work in this repository.
var inside = []string{"bench", "contract", "examples", "tools"}

// notPublished is how the go.mod file of such a module begins elsewhere.
const notPublished = "// Not published"

// Module is a published module.
type Module struct {
	Path string
	Dir  string // from the root, with slashes; "" is the root
	tree *Tree
}

// Tree is the repository with its published modules, the root first.
type Tree struct {
	Modules  []Module
	root     string
	files    []string          // what git has, and what it would add
	archives map[string][]byte // by path@version
}

// Find reads the modules of the tree below root.
func Find(ctx context.Context, root string) (*Tree, error) {
	text, err := Git(ctx, root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
	if err != nil {
		return nil, err
	}
	t := &Tree{root: root, archives: map[string][]byte{}}
	for name := range strings.SplitSeq(strings.TrimSuffix(text, "\x00"), "\x00") {
		if info, err := os.Lstat(filepath.Join(root, filepath.FromSlash(name))); err == nil && info.Mode().IsRegular() {
			t.files = append(t.files, name)
		}
	}
	for _, name := range t.files {
		if path.Base(name) != "go.mod" || private(name) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			return nil, err
		}
		if bytes.HasPrefix(text, []byte(notPublished)) {
			continue
		}
		m := Module{Path: modfile.ModulePath(text), Dir: strings.TrimSuffix(strings.TrimSuffix(name, "go.mod"), "/"), tree: t}
		t.Modules = append(t.Modules, m)
	}
	slices.SortFunc(t.Modules, func(a, b Module) int { return strings.Compare(a.Dir, b.Dir) })
	if len(t.Modules) == 0 || t.Modules[0].Dir != "" {
		return nil, fmt.Errorf("no go.mod file in %s", root)
	}
	if err := t.check(); err != nil {
		return nil, err
	}
	return t, nil
}

// Files are the names, from the root and with slashes, of what git has or would add.
func (t *Tree) Files() []string { return t.files }

// Copy writes the files of the tree below dir.
func (t *Tree) Copy(dir string) error {
	for _, name := range t.files {
		name = filepath.FromSlash(name)
		if err := CopyFile(filepath.Join(dir, name), filepath.Join(t.root, name)); err != nil {
			return err
		}
	}
	return nil
}

// CopyFile copies a file, with its permissions, and makes the directories that it needs.
func CopyFile(to, from string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		return err
	}
	return os.WriteFile(to, text, info.Mode())
}

func private(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	return slices.Contains(inside, first) || slices.Contains(strings.Split(name, "/"), "testdata")
}

// check holds each path to its directory: the go command looks for a module nowhere else.
func (t *Tree) check() error {
	for _, m := range t.Modules {
		if want := path.Join(t.Modules[0].Path, m.Dir); m.Path != want {
			return fmt.Errorf("%s/go.mod names the module %s, not %s", m.Dir, m.Path, want)
		}
	}
	return nil
}

// Tag is the name under which a version of the module is tagged.
func (m Module) Tag(version string) string { return path.Join(m.Dir, version) }

// IsCommand reports whether the module is a program to install.
func (m Module) IsCommand() bool {
	text, err := os.ReadFile(m.File("main.go"))
	return err == nil && isMain(text)
}

// Packages are the import paths that users can import.
func (m Module) Packages() ([]string, error) {
	var found []string
	for _, name := range m.tree.files {
		dir := path.Dir(name)
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") || m.tree.owner(name) != m.Dir ||
			slices.ContainsFunc(strings.Split(dir, "/"), func(part string) bool { return part == "internal" || part == "testdata" }) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(m.tree.root, filepath.FromSlash(name)))
		if err != nil {
			return nil, err
		}
		if !isMain(text) {
			found = append(found, path.Join(m.tree.Modules[0].Path, dir))
		}
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

var mainClause = regexp.MustCompile(`(?m)^package main$`)

func isMain(text []byte) bool { return mainClause.Match(text) }

// owner is the directory of the module that a file belongs to, published or not.
func (t *Tree) owner(name string) string {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if slices.Contains(t.files, dir+"/go.mod") {
			return dir
		}
	}
	return ""
}

// Time is when the last commit was made.
func (t *Tree) Time(ctx context.Context) (string, error) {
	text, err := Git(ctx, t.root, "log", "-1", "--format=%cI")
	return strings.TrimSpace(text), err
}

// Clean refuses a tree that is not what git has.
func (t *Tree) Clean(ctx context.Context) error {
	text, err := Git(ctx, t.root, "status", "--porcelain")
	if err == nil && text != "" {
		return fmt.Errorf("the tree has changes that are not committed:\n%s", text)
	}
	return err
}

var constant = regexp.MustCompile(`(?m)^const Version = "([^"]+)"$`)

// Current is the version that client.go in the root module has, such as v0.2.0.
func Current(root string) (string, error) {
	source, err := os.ReadFile(filepath.Join(root, "client.go"))
	if err != nil {
		return "", err
	}
	m := constant.FindSubmatch(source)
	if m == nil {
		return "", errors.New("client.go has no constant Version")
	}
	return "v" + string(m[1]), nil
}

// Git returns what git says in a directory.
func Git(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	text, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return string(text), nil
}
