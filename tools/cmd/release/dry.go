package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/truora/truora-go/tools/published"
)

// outside is a user's machine: an empty module cache, a proxy that has the version, and
// no checkout of this repository.
type outside struct {
	dir string
	env []string
	out io.Writer
}

// dryRun does with a version what its users will do first.
func dryRun(ctx context.Context, out io.Writer, root string, tree *published.Tree, version string) error {
	dir, err := os.MkdirTemp("", "release-dry-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	proxy := filepath.Join(dir, "proxy")
	if err := tree.Proxy(ctx, proxy, version); err != nil {
		return err
	}
	o, err := newOutside(ctx, out, dir, proxy, tree.Modules[0].Path)
	if err != nil {
		return err
	}
	if err := o.quickstart(ctx, root, tree, version); err != nil {
		return err
	}
	for _, m := range tree.Modules {
		if !m.IsCommand() {
			continue
		}
		if err := o.install(ctx, m, version); err != nil {
			return err
		}
	}
	for _, m := range tree.Modules {
		fmt.Fprintln(out, "ok", m.Tag(version))
	}
	return nil
}

func newOutside(ctx context.Context, out io.Writer, dir, proxy, modulePath string) (*outside, error) {
	text, err := exec.CommandContext(ctx, "go", "env", "GOMODCACHE", "GOPROXY").Output()
	if err != nil {
		return nil, err
	}
	have := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(have) != 2 {
		return nil, fmt.Errorf("go env says %q", text)
	}
	// Modules of others come from this machine's cache where it has them.
	proxies := []string{published.FileURL(proxy), published.FileURL(filepath.Join(strings.TrimSpace(have[0]), "cache", "download")), strings.TrimSpace(have[1])}
	o := &outside{dir: filepath.Join(dir, "outside"), out: out}
	o.env = append(os.Environ(),
		"GOWORK=off", "GOFLAGS="+os.Getenv("GOFLAGS")+" -modcacherw -trimpath", "GOBIN="+filepath.Join(dir, "bin"), "GOMODCACHE="+filepath.Join(dir, "mod"),
		"GOPROXY="+strings.Join(proxies, ","), "GOPRIVATE=", "GONOPROXY=", "GONOSUMDB="+modulePath)
	return o, os.Mkdir(o.dir, 0o750)
}

// quickstart compiles every package from a module of its own, and runs the first example.
func (o *outside) quickstart(ctx context.Context, root string, tree *published.Tree, version string) error {
	source, err := os.ReadFile(filepath.Join(root, "examples", "quickstart", "main.go"))
	if err != nil {
		return err
	}
	get, all := []string{"get"}, "package all\n\nimport (\n"
	for _, m := range tree.Modules {
		packages, err := m.Packages()
		if err != nil {
			return err
		}
		if !m.IsCommand() {
			get = append(get, m.Path+"@"+version)
		}
		for _, p := range packages {
			all += "\t_ \"" + p + "\"\n"
		}
	}
	if err := os.Mkdir(filepath.Join(o.dir, "all"), 0o750); err != nil {
		return err
	}
	for name, text := range map[string]string{"main.go": string(source), "all/all.go": all + ")\n"} {
		if err := os.WriteFile(filepath.Join(o.dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	for _, args := range [][]string{{"mod", "init", "example.com/outside"}, get, {"get", "./..."}, {"build", "./all"}, {"run", "."}} {
		if _, err := o.command(ctx, "go", args...); err != nil {
			return err
		}
	}
	text, err := os.ReadFile(filepath.Join(o.dir, "go.mod"))
	if err == nil && bytes.Contains(text, []byte("replace ")) {
		err = fmt.Errorf("the outside module has a replace line:\n%s", text)
	}
	return err
}

// install gets a command as users do, and asks the binary what it is.
func (o *outside) install(ctx context.Context, m published.Module, version string) error {
	if _, err := o.command(ctx, "go", "install", m.Path+"@"+version); err != nil {
		return err
	}
	bin := filepath.Join(o.dir, "..", "bin", filepath.Base(m.Dir))
	if runtime.GOOS == "windows" {
		bin += ".exe"
	}
	text, err := o.command(ctx, "go", "version", "-m", bin)
	if err != nil {
		return err
	}
	if !strings.Contains(text, "\tmod\t"+m.Path+"\t"+version) {
		return fmt.Errorf("%s is not %s %s:\n%s", bin, m.Path, version, text)
	}
	_, err = o.command(ctx, bin, "--help")
	return err
}

func (o *outside) command(ctx context.Context, name string, args ...string) (string, error) {
	fmt.Fprintln(o.out, filepath.Base(name), strings.Join(args, " "))
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = o.dir, o.env
	text, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, text)
	}
	return string(text), nil
}
