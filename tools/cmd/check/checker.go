package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/format"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// toolchain holds the tools besides the go command.
type toolchain struct {
	staticcheck string
	race        bool
}

type checker struct {
	out       io.Writer
	root      string
	toolchain toolchain
	tally     tally
}

type step struct {
	name string
	run  func(context.Context, *module) error
}

// extra is a go command to run in one module after every module has passed.
type extra struct {
	module string
	args   []string
}

// errTests means that tests failed; the tally has the numbers.
var errTests = errors.New("tests failed")

// findToolchain builds staticcheck, or finds it in the build cache.
func findToolchain(ctx context.Context) (toolchain, error) {
	path, err := output(command(ctx, ".", "go", "tool", "-n", "staticcheck"))
	if err != nil {
		return toolchain{}, fmt.Errorf("staticcheck (is the working directory in the tools module?): %w\n%s", err, path)
	}

	cgo, err := output(command(ctx, ".", "go", "env", "CGO_ENABLED"))
	if err != nil {
		return toolchain{}, err
	}

	return toolchain{staticcheck: lastLine(path), race: lastLine(cgo) == "1"}, nil
}

// checkAll stops at the first step that fails. If all pass, its last line is the tally.
func (c *checker) checkAll(ctx context.Context, mods []*module, extras []extra) error {
	if !c.toolchain.race {
		fmt.Fprintln(c.out, "note: no C compiler, so the tests run without the race detector")
	}

	for _, m := range mods {
		if err := c.checkModule(ctx, m); err != nil {
			return err
		}
	}
	for _, e := range extras {
		if err := c.runExtra(ctx, e); err != nil {
			return err
		}
	}
	if c.tally.passed == 0 {
		return errors.New("no test ran")
	}
	c.tally.printSkipped(c.out)
	fmt.Fprintln(c.out, c.tally)

	return nil
}

func (c *checker) checkModule(ctx context.Context, m *module) error {
	start := time.Now()
	steps := []step{
		{"gofmt", c.gofmt},
		{"go mod tidy", c.command("go", "mod", "tidy", "-diff")},
		{"go vet", c.command("go", "vet", "./...")},
		{"staticcheck", c.command(c.toolchain.staticcheck, "./...")},
		{"go test", c.test},
	}

	for _, s := range steps {
		fmt.Fprintf(c.out, "%s: %s\n", m.name, s.name)

		err := s.run(ctx, m)
		if errors.Is(err, errTests) {
			fmt.Fprintln(c.out, c.tally)
		}
		if err != nil {
			return fmt.Errorf("FAIL in module %s: %s: %w", m.name, s.name, err)
		}
	}
	fmt.Fprintf(c.out, "%s: ok, %.1fs\n", m.name, time.Since(start).Seconds())

	return nil
}

func (c *checker) gofmt(_ context.Context, m *module) error {
	var bad []string
	for _, file := range m.files {
		have, err := os.ReadFile(filepath.Join(m.dir, file))
		if err != nil {
			return err
		}
		want, err := format.Source(have)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if !bytes.Equal(have, want) {
			bad = append(bad, file)
		}
	}
	if bad != nil {
		return fmt.Errorf("not formatted (make fmt): %s", strings.Join(bad, " "))
	}

	return nil
}

func (c *checker) command(name string, args ...string) func(context.Context, *module) error {
	return func(ctx context.Context, m *module) error {
		text, err := output(command(ctx, m.dir, name, args...))
		if err != nil {
			fmt.Fprintln(c.out, text)
		}

		return err
	}
}

func (c *checker) test(ctx context.Context, m *module) error {
	args := []string{"test", "-json", "./..."}
	if c.toolchain.race {
		args = []string{"test", "-race", "-json", "./..."}
	}
	cmd := command(ctx, m.dir, "go", args...)
	var stderr bytes.Buffer // not c.out, which is being written to
	cmd.Stderr = &stderr
	events, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}

	failed := c.tally.failed
	readErr := c.tally.read(events, c.out)
	err = cmd.Wait()
	fmt.Fprint(c.out, stderr.String())
	if c.tally.failed > failed {
		return errTests
	}

	return errors.Join(readErr, err)
}

func (c *checker) runExtra(ctx context.Context, e extra) error {
	text, err := output(command(ctx, filepath.Join(c.root, e.module), "go", e.args...))
	if err != nil {
		fmt.Fprintln(c.out, text)

		return fmt.Errorf("FAIL in module %s: go %s: %w", e.module, strings.Join(e.args, " "), err)
	}
	fmt.Fprintf(c.out, "%s: go %s: %s\n", e.module, strings.Join(e.args, " "), lastLine(text))

	return nil
}

// command ignores the developer's go.work: every module must work with its own go.mod.
func command(ctx context.Context, dir, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")

	return cmd
}

func output(cmd *exec.Cmd) (string, error) {
	text, err := cmd.CombinedOutput()

	return strings.TrimSpace(string(text)), err
}

func lastLine(text string) string {
	return text[strings.LastIndexByte(text, '\n')+1:]
}
