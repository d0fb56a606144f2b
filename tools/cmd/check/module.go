package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// module is a directory with a go.mod and the Go files that belong to it.
type module struct {
	name  string // the path from the root, "root" for the root itself
	dir   string
	files []string // paths from dir
}

// findModules returns the modules that hold Go code, root first, the others by path. It
// ignores what the go command ignores: testdata, vendor, and names that start with a
// dot or an underscore.
func findModules(root string) ([]*module, error) {
	var mods []*module
	owner := map[string]*module{}

	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !entry.IsDir() {
			if m := owner[filepath.Dir(path)]; m != nil && filepath.Ext(path) == ".go" {
				m.files = append(m.files, strings.TrimPrefix(path, m.dir+string(filepath.Separator)))
			}

			return nil
		}
		if path != root && ignored(entry.Name()) {
			return fs.SkipDir
		}

		owner[path] = owner[filepath.Dir(path)]
		if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil {
			owner[path] = &module{name: nameOf(root, path), dir: path}
			mods = append(mods, owner[path])
		}

		return nil
	})

	return slices.DeleteFunc(mods, func(m *module) bool { return len(m.files) == 0 }), err
}

func ignored(dir string) bool {
	return dir == "testdata" || dir == "vendor" || strings.HasPrefix(dir, ".") || strings.HasPrefix(dir, "_")
}

func nameOf(root, path string) string {
	name, err := filepath.Rel(root, path)
	if err != nil || name == "." {
		return "root"
	}

	return filepath.ToSlash(name)
}
