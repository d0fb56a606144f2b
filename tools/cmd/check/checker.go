package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/format"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// patience is for a package that shares two processors with all others.
const patience = "30m"

type checker struct {
	out   io.Writer // several goroutines write to it
	root  string
	mods  []*module
	race  bool   // whether the race detector is on
	work  string // the go.work file of all modules
	tally tally
	costs costs
}

// step is a part of the check, by the name that the output has for it.
type step struct {
	name string
	run  func(context.Context) error
}

// extra is a go command to run in one module besides the tests.
type extra struct {
	module string
	args   []string
}

// errTests means that tests failed; the tally has the numbers.
var errTests = errors.New("tests failed")

// alone is the environment in which a module has only its own go.mod file, whatever
// go.work file the developer has.
var alone = []string{"GOWORK=off"}

// canRace reports whether there is a C compiler, which the race detector needs.
func canRace(ctx context.Context) (bool, error) {
	cgo, err := output(command(ctx, ".", alone, "go", "env", "CGO_ENABLED"))

	return lastLine(cgo) == "1", err
}

// checkAll stops at the first step that fails, but runs the extras and the tests at once:
// tests also wait, and a core would be idle. If all pass, its last line is the tally.
func (c *checker) checkAll(ctx context.Context, extras []extra) error {
	if !c.race {
		fmt.Fprintln(c.out, "note: no C compiler, so the tests run without the race detector")
	}
	remove, err := c.workspace(ctx)
	if err != nil {
		return err
	}
	defer remove()

	for _, s := range []step{
		{"gofmt", c.gofmt},
		{"go mod tidy", c.tidy},
		{"versions", c.versions},
		{"go vet", c.vet},
	} {
		if err := c.run(ctx, s); err != nil {
			return err
		}
	}

	tested := make(chan error)
	go func() { tested <- c.run(ctx, step{"go test", c.test}) }()
	var beside error
	for _, e := range extras {
		if beside == nil {
			beside = c.run(ctx, c.step(e))
		}
	}
	failed := <-tested
	if failed == nil && beside == nil && c.tally.passed == 0 {
		return errors.New("no test ran")
	}
	c.costs.print(c.out)
	c.tally.printSkipped(c.out)
	if errors.Is(failed, errTests) || failed == nil && beside == nil {
		fmt.Fprintln(c.out, c.tally)
	}

	return errors.Join(failed, beside)
}

func (c *checker) run(ctx context.Context, s step) error {
	fmt.Fprintf(c.out, "%s\n", s.name)
	start := time.Now()
	if err := s.run(ctx); err != nil {
		return fmt.Errorf("FAIL: %s: %w", s.name, err)
	}
	fmt.Fprintf(c.out, "%s: ok, %.1fs\n", s.name, time.Since(start).Seconds())

	return nil
}

func (c *checker) gofmt(context.Context) error {
	var errs []error
	for _, m := range c.mods {
		for _, file := range m.files {
			have, err := os.ReadFile(filepath.Join(m.dir, file))
			if err != nil {
				return err
			}
			want, err := format.Source(have)
			switch {
			case err != nil:
				errs = append(errs, fmt.Errorf("module %s: %s: %w", m.name, file, err))
			case !bytes.Equal(have, want):
				errs = append(errs, fmt.Errorf("module %s: %s: not formatted (make fmt)", m.name, file))
			}
		}
	}

	return errors.Join(errs...)
}

// tidy shows that the go.mod and go.sum files suffice, each without the other modules'.
func (c *checker) tidy(ctx context.Context) error {
	for _, m := range c.mods {
		if err := c.quiet("go mod tidy", command(ctx, m.dir, alone, "go", "mod", "tidy", "-diff")); err != nil {
			return fmt.Errorf("module %s: %w", m.name, err)
		}
	}

	return nil
}

// vet also compiles what the go commands of the steps after it share: they run at once,
// and none takes what another is still compiling.
func (c *checker) vet(ctx context.Context) error {
	return c.quiet("go vet", command(ctx, c.root, c.env(), "go", append([]string{"vet"}, c.packages()...)...))
}

// packages are all of them, those first whose tests take longest: begun last, they would
// run alone at the end.
func (c *checker) packages() []string {
	mods := slices.Clone(c.mods)
	slices.SortStableFunc(mods, func(a, b *module) int { return rank(a) - rank(b) })
	var patterns []string
	for _, m := range mods {
		patterns = append(patterns, strings.TrimSuffix("./"+strings.TrimPrefix(m.name, "root"), "/")+"/...")
	}

	return patterns
}

func rank(m *module) int {
	if i := slices.Index(slow, m.name); i >= 0 {
		return i
	}

	return len(slow)
}

// compiled is how packages are compiled, the last that fits a package counting. It takes
// a quarter less time without what only debuggers read, and a fifth less without
// inlining, which code does without that does not run hot. SQLite and its C library are C
// that a program translated: its accesses are not ours to check, and checked they take
// five times as long.
var compiled = []string{
	"all=-dwarf=false -l",
	"std=-dwarf=false",
	"github.com/go-json-experiment/...=-dwarf=false",
	"modernc.org/...=-dwarf=false",
	"modernc.org/sqlite/lib=-dwarf=false -race=false",
	"modernc.org/libc/...=-dwarf=false -race=false",
}

// env is the environment in which everything is compiled alike, and so once, and programs
// are linked without what only debuggers read, and git is not asked what they are built
// from. Compilers collect less garbage. A program waits 50 ms at its end for races of
// other goroutines; by default it is a second.
func (c *checker) env() []string {
	flags := []string{os.Getenv("GOFLAGS"), "-trimpath", "-buildvcs=false", "'-ldflags=-s -w'", fmt.Sprint("-race=", c.race)}
	for _, how := range compiled {
		flags = append(flags, "'-gcflags="+how+"'")
	}

	return []string{
		"GOWORK=" + c.work, "GOFLAGS=" + strings.Join(flags, " "), "GOGC=" + cmp.Or(os.Getenv("GOGC"), "400"),
		"GORACE=" + cmp.Or(os.Getenv("GORACE"), "atexit_sleep_ms=50"),
	}
}

func (c *checker) test(ctx context.Context) error {
	// Vet was run. Many tests wait, so twice as many packages as processors run at once.
	args := []string{"test", "-json", "-vet=off", "-timeout=" + patience, fmt.Sprint("-p=", 2*runtime.GOMAXPROCS(0))}
	cmd := command(ctx, c.root, c.env(), "go", append(args, c.packages()...)...)
	var stderr bytes.Buffer // not c.out, which is being written to
	cmd.Stderr = &stderr
	events, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	readErr := c.tally.read(events, c.out)
	err = cmd.Wait()
	c.costs.add("go test", cmd.ProcessState)
	fmt.Fprint(c.out, stderr.String())
	if c.tally.failed > 0 {
		return errTests
	}

	return errors.Join(readErr, err)
}

func (c *checker) step(e extra) step {
	name := e.module + ": go " + strings.Join(e.args, " ")

	return step{name, func(ctx context.Context) error {
		cmd := command(ctx, filepath.Join(c.root, e.module), c.env(), "go", e.args...)
		text, err := output(cmd)
		c.costs.add(name, cmd.ProcessState)
		if err != nil {
			fmt.Fprintln(c.out, text)

			return err
		}
		if text != "" {
			fmt.Fprintf(c.out, "%s: %s\n", name, lastLine(text))
		}

		return nil
	}}
}

// quiet runs a command that has something to say only if it fails.
func (c *checker) quiet(name string, cmd *exec.Cmd) error {
	text, err := output(cmd)
	c.costs.add(name, cmd.ProcessState)
	if err != nil {
		fmt.Fprintln(c.out, text)
	}

	return err
}

func command(ctx context.Context, dir string, env []string, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)

	return cmd
}

func output(cmd *exec.Cmd) (string, error) {
	text, err := cmd.CombinedOutput()

	return strings.TrimSpace(string(text)), err
}

func lastLine(text string) string {
	return text[strings.LastIndexByte(text, '\n')+1:]
}

// shared is a writer for several goroutines.
type shared struct {
	mu sync.Mutex
	w  io.Writer
}

func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()

	return s.w.Write(p)
}
