// Command notes prints the section of CHANGELOG.md for a version, for the release page,
// and refuses a version that is not ready.
//
//	notes [-root DIR] v0.2.0
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/truora/truora-go/tools/published"
)

func main() {
	root := flag.String("root", ".", "directory of the root module")
	flag.Parse()

	if err := run(os.Stdout, *root, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "notes:", err)
		os.Exit(1)
	}
}

var tags = regexp.MustCompile(`^v(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)$`)

func run(out io.Writer, root, tag string) error {
	m := tags.FindStringSubmatch(tag)
	if m == nil {
		return fmt.Errorf("%q is not a version such as v0.2.0", tag)
	}
	version := m[1]

	have, err := published.Current(root)
	if err != nil {
		return err
	}
	if have != tag {
		return fmt.Errorf("the constant Version in client.go is not %q", version)
	}
	changelog, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		return err
	}
	text, err := section(string(changelog), version)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, text)

	return err
}

// section returns the text below "## 0.2.0 - 2026-05-04", up to the next version.
func section(changelog, version string) (string, error) {
	var lines []string
	inside := false
	for line := range strings.Lines(changelog) {
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			name, _, _ := strings.Cut(strings.TrimSpace(heading), " ")
			inside = strings.Trim(name, "[]") == version

			continue
		}
		if inside {
			lines = append(lines, line)
		}
	}
	text := strings.TrimSpace(strings.Join(lines, ""))
	if text == "" {
		return "", errors.New("CHANGELOG.md says nothing of " + version)
	}

	return text, nil
}
