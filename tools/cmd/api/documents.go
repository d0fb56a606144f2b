package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// documents are what users read before they upgrade.
type documents string

func readDocuments(root string) (documents, error) {
	upgrading, err := os.ReadFile(filepath.Join(root, "docs", "upgrading.md"))
	if err != nil {
		return "", err
	}
	changelog, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		return "", err
	}
	_, unreleased, _ := strings.Cut(string(changelog), "\n## Unreleased\n")
	unreleased, _, _ = strings.Cut(unreleased, "\n## ")
	return documents(string(upgrading) + "\n" + unreleased), nil
}

// name reports whether the documents name it, in full.
func (d documents) name(name string) bool {
	return regexp.MustCompile(`(^|[^\w./])` + regexp.QuoteMeta(name) + `($|[^\w.]|\.($|\W))`).MatchString(string(d))
}
