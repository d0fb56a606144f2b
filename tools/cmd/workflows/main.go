// Command workflows holds the workflows of .github to what actionlint knows, and to rules
// of this repository: every action is pinned by a commit, and no job has both a
// permission to write and code of the repository to run.
//
//	workflows [-root DIR]
//
// It is a command, and not a test of the tools module, because the go command would keep
// the result of a test while files outside of its module change.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"

	lint "github.com/rhysd/actionlint"
)

func main() {
	root := flag.String("root", ".", "directory of the repository")
	flag.Parse()

	files, err := filepath.Glob(filepath.Join(*root, ".github", "workflows", "*.y*ml"))
	if err == nil {
		err = run(os.Stdout, files)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "workflows:", err)
		os.Exit(1)
	}
}

var pin = regexp.MustCompile(`uses: ([\w.-]+/[\w.-]+)\S*(@\S+ # \S+)`)

func run(out io.Writer, files []string) error {
	if len(files) == 0 {
		return errors.New("no workflow")
	}
	faults, at := 0, map[string]string{}
	for _, file := range files {
		found, err := check(file)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, m := range pin.FindAllStringSubmatch(string(text), -1) {
			if at[m[1]] != "" && at[m[1]] != m[2] {
				found = append(found, m[1]+" stands at two commits: "+at[m[1]]+" and "+m[2])
			}
			at[m[1]] = m[2]
		}
		for _, fault := range found {
			fmt.Fprintf(out, "%s: %s\n", filepath.Base(file), fault)
			faults++
		}
	}
	found, err := actionlint(files)
	if err != nil {
		return err
	}
	for _, fault := range found {
		fmt.Fprintln(out, fault)
		faults++
	}
	if faults > 0 {
		return fmt.Errorf("%d faults", faults)
	}
	_, err = fmt.Fprintf(out, "%d workflows: %d actions, all pinned\n", len(files), len(at))
	return err
}

// actionlint does not ask shellcheck and pyflakes, so that every machine finds the same.
func actionlint(files []string) ([]*lint.Error, error) {
	linter, err := lint.NewLinter(io.Discard, &lint.LinterOptions{})
	if err != nil {
		return nil, err
	}
	return linter.LintFiles(files, nil)
}
