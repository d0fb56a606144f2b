package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// documents are what users read before they upgrade.
type documents string

// A row of docs/renamed.md has an old name and the one that took its place, of which a
// later change needs a word of its own.
var renamed = regexp.MustCompile("(?m)^(\\| `.*` \\|) `.*` \\|$")

func readDocuments(root string) (documents, error) {
	var texts []string
	for _, name := range []string{"docs/upgrading.md", "docs/renamed.md", "CHANGELOG.md"} {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			return "", err
		}
		texts = append(texts, renamed.ReplaceAllString(string(text), "$1"))
	}
	changelog := len(texts) - 1
	_, unreleased, _ := strings.Cut(texts[changelog], "\n## Unreleased\n")
	texts[changelog], _, _ = strings.Cut(unreleased, "\n## ")
	return documents(strings.Join(texts, "\n")), nil
}

// name reports whether the documents name it, in full.
func (d documents) name(name string) bool {
	return regexp.MustCompile(`(^|[^\w./])` + regexp.QuoteMeta(name) + `($|[^\w.]|\.($|\W))`).MatchString(string(d))
}
