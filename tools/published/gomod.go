package published

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"golang.org/x/mod/sumdb/dirhash"
)

// GoMod is the go.mod file as published in a version.
func (m Module) GoMod(version string) ([]byte, error) {
	f, err := m.parse()
	if err != nil {
		return nil, err
	}
	for _, r := range slices.Clone(f.Replace) {
		if _, own := m.tree.own(r.Old.Path); !own {
			return nil, fmt.Errorf("%s: replace of %s has no effect on users, and go install refuses it", m.Path, r.Old.Path)
		}
		if err := f.DropReplace(r.Old.Path, r.Old.Version); err != nil {
			return nil, err
		}
	}
	for _, r := range f.Require {
		if _, own := m.tree.own(r.Mod.Path); own {
			if err := f.AddRequire(r.Mod.Path, version); err != nil {
				return nil, err
			}
		} else if strings.HasPrefix(r.Mod.Path, m.tree.Modules[0].Path+"/") {
			return nil, fmt.Errorf("%s requires %s, which is not published", m.Path, r.Mod.Path)
		}
	}
	f.Cleanup()
	return f.Format()
}

// goSum is the go.sum file as published: with what the other modules of the repository
// add up to.
func (m Module) goSum(version string) ([]byte, error) {
	text, err := os.ReadFile(m.File("go.sum"))
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	f, err := m.parse()
	if err != nil {
		return nil, err
	}
	for _, r := range f.Require {
		if needed, own := m.tree.own(r.Mod.Path); own {
			sums, err := needed.sums(version)
			if err != nil {
				return nil, err
			}
			lines = append(lines, sums...)
		}
	}
	return sorted(lines), nil
}

// sorted puts the lines of a go.sum file into the go command's order.
func sorted(lines []string) []byte {
	var keys []module.Version
	sums := map[module.Version]string{}
	for _, line := range lines {
		fields := strings.Fields(line)
		if len(fields) != 3 {
			continue // the empty file has one
		}
		key := module.Version{Path: fields[0], Version: fields[1]}
		if sums[key] == "" {
			keys = append(keys, key)
		}
		sums[key] = fields[2]
	}
	module.Sort(keys)
	var b bytes.Buffer
	for _, key := range keys {
		fmt.Fprintf(&b, "%s %s %s\n", key.Path, key.Version, sums[key])
	}
	return b.Bytes()
}

// sums are the lines of a go.sum file about the module.
func (m Module) sums(version string) ([]string, error) {
	text, err := m.archive(version)
	if err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
	}
	whole, err := dirhash.Hash1(names, func(name string) (io.ReadCloser, error) { return archive.Open(name) })
	if err != nil {
		return nil, err
	}
	text, err = m.GoMod(version)
	if err != nil {
		return nil, err
	}
	goMod, err := dirhash.Hash1([]string{"go.mod"}, opener(text))
	if err != nil {
		return nil, err
	}
	return []string{m.Path + " " + version + " " + whole, m.Path + " " + version + "/go.mod " + goMod}, nil
}

// Write puts the published go.mod and go.sum files into the tree, for the commit that the
// tags of the nested modules name.
func (t *Tree) Write(version string) error {
	changed := map[string][]byte{} // all are made before the first is written: each is in the sums of others
	for _, m := range t.Modules {
		var err error
		if changed[m.File("go.mod")], err = m.GoMod(version); err != nil {
			return err
		}
		if changed[m.File("go.sum")], err = m.goSum(version); err != nil {
			return err
		}
	}
	for name, text := range changed {
		if err := os.WriteFile(name, text, 0o644); err != nil { //nolint:gosec // as git has them
			return err
		}
	}
	return nil
}

func (m Module) parse() (*modfile.File, error) {
	text, err := os.ReadFile(m.File("go.mod"))
	if err != nil {
		return nil, err
	}
	return modfile.Parse(m.Tag("go.mod"), text, nil)
}

// File is the path of one of the module's files.
func (m Module) File(name string) string {
	return filepath.Join(m.tree.root, filepath.FromSlash(m.Dir), name)
}

func (t *Tree) own(modulePath string) (Module, bool) {
	i := slices.IndexFunc(t.Modules, func(m Module) bool { return m.Path == modulePath })
	if i < 0 {
		return Module{}, false
	}
	return t.Modules[i], true
}
