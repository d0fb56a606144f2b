package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const source = `package truora

// Version is that.
const Version = "0.1.0"

const Most Count = 3

type Count int

type Client struct {
	Checks *Service
	hidden int
}

type Service struct{}

func (s *Service) Create(name string, n Count) (*Client, error) { return nil, nil }

func (s *Service) Get(id string) error { return nil }

type Store interface{ Put(key string) error }

func New(key string) *Client { return nil }

func Each[T any](all []T) {}

type Page[T any] struct{ Items []T }

func (p *Page[T]) Len() int { return 0 }
`

// repository is a made-up one, with a baseline.
func repository(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	write(t, root, map[string]string{
		"go.mod": "module example.com/truora-go\n\ngo 1.26\n", "go.sum": "", "truora.go": source,
		"checks/checks.go": "package checks\n\nfunc All() {}\n\nfunc Some() {}\n", "internal/a/a.go": "package a\n\nfunc Free() {}\n",
		"store/go.mod": "module example.com/truora-go/store\n\ngo 1.26\n", "store/store.go": "package store\n\nfunc Open() {}\n",
		"docs/upgrading.md": "# Upgrading\n", "docs/renamed.md": "# Names\n",
		"CHANGELOG.md": "# Changelog\n\n## Unreleased\n\n- Nothing.\n\n## 0.1.0 - 2026-01-01\n\n- `truora.New` is gone.\n",
	})
	run(t, root, "init", "-q")
	require.NoError(t, record(t.Context(), root))
	run(t, root, "add", ".")
	commit(t, root)
	return root
}

func write(t *testing.T, root string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o750))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	}
}

func run(t *testing.T, root string, args ...string) {
	t.Helper()
	args = append([]string{"-c", "user.name=m", "-c", "user.email=m@example.com", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"}, args...)
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
}

func commit(t *testing.T, root string) { t.Helper(); run(t, root, "commit", "-qam", "change") }

// edit changes the text of a file.
func edit(t *testing.T, root, file, before, after string) {
	t.Helper()
	name := filepath.Join(root, filepath.FromSlash(file))
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Contains(t, string(text), before)
	require.NoError(t, os.WriteFile(name, []byte(strings.Replace(string(text), before, after, 1)), 0o600))
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		file, before, after string
		want                string // none: compatible
		apidiff             string // what apidiff says of it, where the words differ
	}{
		"the version":         {"truora.go", `"0.1.0"`, `"0.2.0"`, "", ""},
		"a parameter's name":  {"truora.go", "Get(id string)", "Get(checkID string)", "", ""},
		"a new function":      {"truora.go", "func New(", "func Old() {}\n\nfunc New(", "", ""},
		"a hidden field":      {"truora.go", "hidden int", "other string", "", ""},
		"internal":            {"internal/a/a.go", "func Free() {}", "", "", ""},
		"a function goes":     {"checks/checks.go", "func All() {}", "", "checks.All", "removed"},
		"a method goes":       {"truora.go", "func (s *Service) Get(id string) error { return nil }", "", "truora.Service.Get", "removed"},
		"a parameter's type":  {"truora.go", "New(key string)", "New(key []byte)", "truora.New", "changed from"},
		"a constant's value":  {"truora.go", "Count = 3", "Count = 4", "truora.Most", "value changed"},
		"a field's type":      {"truora.go", "Checks *Service", "Checks Service", "truora.Client.Checks", "changed from"},
		"a method to write":   {"truora.go", "Put(key string) error", "Put(key string) error; Get()", "truora.Store", "added"},
		"a type's parameters": {"truora.go", "func Each[T any]", "func Each[T comparable]", "truora.Each", "changed from"},
		"a generic's method":  {"truora.go", "Len() int { return 0 }", "Len() int64 { return 0 }", "truora.Page.Len", "changed from"},
		"of another module":   {"store/store.go", "func Open() {}", "", "store.Open", "removed"},
		"a package goes":      {"checks/checks.go", "package checks", "package main", "example.com/truora-go/checks", "removed"},
	} {
		for _, tagged := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				root := repository(t)
				if tagged { // apidiff alone, then
					run(t, root, "tag", "v0.1.0")
				}
				edit(t, root, tc.file, tc.before, tc.after)
				if tagged {
					require.NoError(t, record(t.Context(), root))
				}
				commit(t, root)

				var out bytes.Buffer
				changes, err := compareAll(t.Context(), root, false)
				require.NoError(t, err)
				err = changes.report(&out, root)
				if tc.want == "" {
					require.NoError(t, err, out.String())
					return
				}
				require.ErrorContains(t, err, "incompatible changes", out.String())
				assert.Contains(t, out.String(), tc.want+": ")
				if tagged {
					assert.Contains(t, out.String(), tc.apidiff)
				}

				newName := "| `old.Name` | `" + tc.want + "` |\n"
				edit(t, root, "docs/renamed.md", "# Names\n", "# Names\n\n"+newName)
				require.Error(t, changes.report(&out, root), "what was renamed to it says nothing of it")
				edit(t, root, "docs/renamed.md", newName, "")

				for file, heading := range map[string]string{"docs/upgrading.md": "# Upgrading\n", "docs/renamed.md": "# Names\n", "CHANGELOG.md": "## Unreleased\n"} {
					edit(t, root, file, heading, heading+"\n`"+tc.want+"` changed.\n")
					require.NoError(t, changes.report(&out, root), out.String())
					edit(t, root, file, "\n`"+tc.want+"` changed.\n", "")
				}
			})
		}
	}
}

func TestOneLineForEachCause(t *testing.T) {
	t.Parallel()
	root := repository(t)
	edit(t, root, "truora.go", "type Store interface{ Put(key string) error }", "")
	edit(t, root, "checks/checks.go", "package checks", "package other")
	require.NoError(t, os.RemoveAll(filepath.Join(root, "checks")))
	require.NoError(t, os.RemoveAll(filepath.Join(root, "store")))
	edit(t, root, "truora.go", "type Page[T any] struct{ Items []T }\n\nfunc (p *Page[T]) Len() int { return 0 }", "")

	var out bytes.Buffer
	require.ErrorContains(t, check(t.Context(), &out, root, false), "4 incompatible changes")
	assert.Equal(t, []string{
		"example.com/truora-go/checks: package is gone",
		"store.txt: module is gone",
		"truora.Page: was type Page[T any] struct, is gone",
		"truora.Store: was type Store interface{Put(string) error}, is gone", "",
	}, sorted(out.String()))
}

func TestNames(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"`checks.Create`": true, "checks.Create.": true, "of checks.Create, and": true, "checks.Create": true, "checks.Create()": true,
		"`checks.CreateParams`": false, "`backchecks.Create`": false, "checks.Create.Name": false, "Create": false, "x/checks.Create": false,
	} {
		assert.Equal(t, want, documents(text).name("checks.Create"), text)
	}
}

// A release is compared with the one before it, and a clone without tags with none.
func TestLastTag(t *testing.T) {
	t.Parallel()
	root := repository(t)
	last := func() string {
		tag, err := lastTag(t.Context(), root)
		require.NoError(t, err)
		return tag
	}
	assert.Empty(t, last())
	run(t, root, "tag", "v0.1.0")
	run(t, root, "tag", "store/v0.1.0")
	assert.Empty(t, last())
	run(t, root, "commit", "-q", "--allow-empty", "-m", "next")
	assert.Equal(t, "v0.1.0", last())
	run(t, root, "tag", "v0.2.0")
	assert.Equal(t, "v0.1.0", last())
}

func sorted(text string) []string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	slices.Sort(lines)
	return append(lines, "")
}
