package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

type runner struct {
	root  string
	dir   string // for changed files
	limit time.Duration
}

// healthy runs the tests on the unchanged code: if they fail there, they catch
// anything.
func (r *runner) healthy(ctx context.Context, mutants []*mutant) error {
	var done []string
	for _, m := range mutants {
		for _, s := range m.tests {
			if slices.Contains(done, s.String()) {
				continue
			}
			done = append(done, s.String())
			if text, err := r.command(ctx, s, "test", "-vet=off").CombinedOutput(); err != nil {
				return fmt.Errorf("the tests fail without any fault: %s\n%s", s, text)
			}
		}
	}
	return nil
}

var (
	failure = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)
	unbuilt = regexp.MustCompile(`(?m)\[(build|setup) failed\]`)
)

// try returns the test that catches a fault, or "" if none does.
func (r *runner) try(ctx context.Context, m *mutant) (string, error) {
	build := inModule(ctx, filepath.Join(r.root, m.dir), "build", "-overlay="+m.overlay, ".")
	if text, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("does not compile:\n%s", text)
	}
	for _, s := range m.tests {
		text, err := r.command(ctx, s, "test", "-vet=off", "-overlay="+m.overlay, "-count=1", "-failfast", "-timeout="+r.limit.String()).CombinedOutput()
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if err == nil {
			continue
		}
		if _, ran := errors.AsType[*exec.ExitError](err); !ran || unbuilt.Match(text) {
			return "", fmt.Errorf("the tests do not run: %w\n%s", err, text)
		}
		return s.catcher(string(text)), nil
	}
	return "", nil
}

// catcher returns the first test that failed, down to its subtest. Later failures can
// be tests that -failfast cut short.
func (s suite) catcher(output string) string {
	if strings.Contains(output, "panic: test timed out") {
		return s.String() + " timed out"
	}
	by := ""
	for _, match := range failure.FindAllStringSubmatch(output, -1) {
		if by != "" && !strings.HasPrefix(match[1], by+"/") {
			break
		}
		by = match[1]
	}
	return cmp.Or(by, s.String())
}

func (r *runner) command(ctx context.Context, s suite, args ...string) *exec.Cmd {
	return inModule(ctx, filepath.Join(r.root, s.module), append(args, s.args...)...)
}

// inModule is the go command for one module, whatever workspace surrounds it.
func inModule(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOWORK=off")
	return cmd
}

func (s suite) String() string { return s.module + " " + strings.Join(s.args, " ") }
