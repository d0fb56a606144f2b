package published

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// Proxy fills dir with a version of every module, as `go help goproxy` lays it out.
func (t *Tree) Proxy(ctx context.Context, dir, version string) error {
	at, err := t.Time(ctx)
	if err != nil {
		return err
	}
	info, err := json.Marshal(map[string]string{"Version": version, "Time": at})
	if err != nil {
		return err
	}
	for _, m := range t.Modules {
		if err := m.proxy(dir, version, info); err != nil {
			return err
		}
	}
	return nil
}

func (m Module) proxy(dir, version string, info []byte) error {
	escaped, err := module.EscapePath(m.Path)
	if err != nil {
		return err
	}
	dir = filepath.Join(dir, filepath.FromSlash(escaped), "@v")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	goMod, err := m.GoMod(version)
	if err != nil {
		return err
	}
	archive, err := m.archive(version)
	if err != nil {
		return err
	}
	for name, text := range map[string][]byte{
		"list": []byte(version + "\n"), version + ".info": info, version + ".mod": goMod, version + ".zip": archive,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// archive is what Zip writes, made once: the sums of every module above it are made of it
// too.
func (m Module) archive(version string) ([]byte, error) {
	key := m.Path + "@" + version
	if m.tree.archives[key] == nil {
		var b bytes.Buffer
		if err := m.Zip(&b, version); err != nil {
			return nil, err
		}
		m.tree.archives[key] = b.Bytes()
	}
	return m.tree.archives[key], nil
}

// Zip writes the module as the proxy would pack it: its files without those of modules
// below it, and with the repository's licence where it has none of its own.
func (m Module) Zip(w io.Writer, version string) error {
	goMod, err := m.GoMod(version)
	if err != nil {
		return err
	}
	changed := map[string][]byte{"go.mod": goMod}
	if changed["go.sum"], err = m.goSum(version); err != nil {
		return err
	}
	var files []zip.File
	for _, name := range m.tree.files {
		below, ok := strings.CutPrefix(name, m.Dir+"/")
		if m.Dir == "" {
			below, ok = name, true
		}
		if ok {
			files = append(files, file{below, m.File(filepath.FromSlash(below)), changed[below]})
		}
	}
	if _, err := os.Stat(m.File("LICENSE")); err != nil {
		files = append(files, file{"LICENSE", filepath.Join(m.tree.root, "LICENSE"), nil})
	}
	return zip.Create(w, module.Version{Path: m.Path, Version: version}, files)
}

// file is a file of the tree, or the text that stands for it in what is published.
type file struct {
	name, at string
	text     []byte
}

func (f file) Path() string { return f.name }

func (f file) Lstat() (fs.FileInfo, error) {
	if f.text != nil {
		return virtual{f}, nil
	}
	return os.Lstat(f.at)
}

func (f file) Open() (io.ReadCloser, error) {
	if f.text != nil {
		return io.NopCloser(bytes.NewReader(f.text)), nil
	}
	return os.Open(f.at)
}

type virtual struct{ f file }

func (v virtual) Name() string     { return path.Base(v.f.name) }
func (v virtual) Size() int64      { return int64(len(v.f.text)) }
func (virtual) Mode() fs.FileMode  { return 0o644 }
func (virtual) ModTime() time.Time { return time.Time{} }
func (virtual) IsDir() bool        { return false }
func (virtual) Sys() any           { return nil }

func opener(text []byte) func(string) (io.ReadCloser, error) {
	return func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }
}

// FileURL is how GOPROXY names a directory.
func FileURL(dir string) string {
	dir = filepath.ToSlash(dir)
	if !strings.HasPrefix(dir, "/") { // a drive
		dir = "/" + dir
	}
	return (&url.URL{Scheme: "file", Path: dir}).String()
}
