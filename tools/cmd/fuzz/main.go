// Command fuzz runs each native fuzz target below a root for a while, one after the
// other.
package main

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// target is one fuzz function.
type target struct{ dir, name string }

var declared = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(\w+ \*testing\.F\)`)

func main() {
	root := flag.String("root", ".", "directory below which targets are looked for")
	long := flag.Duration("time", 30*time.Second, "how long each target runs")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *root, *long)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "fuzz:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, root string, long time.Duration) error {
	targets, err := find(root)
	if err != nil {
		return err
	}
	if len(targets) == 0 {
		return fmt.Errorf("no fuzz target below %s", root)
	}
	for _, t := range targets {
		fmt.Printf("%s %s for %s\n", t.dir, t.name, long)
		cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-fuzz", "^"+t.name+"$", "-fuzztime", long.String())
		cmd.Dir, cmd.Stdout, cmd.Stderr = t.dir, os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("%s in %s: %w", t.name, t.dir, err)
		}
	}
	fmt.Printf("fuzz: %d targets, no failure\n", len(targets))
	return nil
}

// find reads the test files, apart from what the go command ignores.
func find(root string) ([]target, error) {
	var found []target
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if path != root && (name == "testdata" || name == "vendor" || name[0] == '.' || name[0] == '_') {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		for _, match := range declared.FindAllSubmatch(text, -1) {
			found = append(found, target{filepath.Dir(path), string(match[1])})
		}
		return err
	})
	return found, err
}
