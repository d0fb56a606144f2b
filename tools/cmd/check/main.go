// Command check is the gate of the repository: `make test` and CI run it over every Go
// module below a root.
//
//	check [-root DIR]                  format, tidiness, vet and tests of every module
//	check [-root DIR] align            makes all modules require the same versions
//	check [-root DIR] each CMD ARG...  runs a command in every module
//	check -all …                       includes the modules that are otherwise left out
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
)

// extras check what no module can check by itself: that code, contract and documents
// agree.
var extras = []extra{
	{module: "contract", args: []string{"run", "./cmd/coverage"}},
	{module: "contract", args: []string{"run", "./cmd/apidoc", "-check"}},
	{module: "tools", args: []string{"run", "./cmd/snippets", "-root", ".."}},
	{module: "tools", args: []string{"run", "./cmd/grammar", "-root", ".."}},
	{module: "tools", args: []string{"run", "./cmd/api", "-root", ".."}},
	{module: "tools", args: []string{"run", "./cmd/workflows", "-root", ".."}},
	{module: "tools", args: []string{"run", "./cmd/release", "-root", "..", "dry"}},
}

// slow are the modules whose tests take longest, the slowest first.
var slow = []string{"contract", "durable", "cmd/truora-go/browser", "cmd/truora-go", "contract/statemachine", "internal/sqltest", "examples/lender", "examples/onboarding/browser", "tools"}

// aside are modules that only -all includes: bench/peers compiles five other SDKs,
// which takes minutes.
var aside = []string{"bench/peers"}

func main() {
	root := flag.String("root", ".", "directory below which every Go module is checked")
	all := flag.Bool("all", false, "check also the modules that take minutes to compile")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	leave := aside
	if *all {
		leave = nil
	}
	err := run(ctx, os.Stdout, filepath.Clean(*root), leave, flag.Args())
	stop()

	if err != nil {
		fmt.Fprintln(os.Stderr, "check:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, root string, leave, args []string) error {
	mods, err := findModules(root)
	if err != nil {
		return err
	}
	mods = slices.DeleteFunc(mods, func(m *module) bool { return slices.Contains(leave, m.name) })
	if len(mods) == 0 {
		return fmt.Errorf("no Go module with code below %s", root)
	}

	if len(args) > 1 && args[0] == "each" {
		return each(ctx, out, mods, args[1], args[2:])
	}
	c := checker{out: &shared{w: out}, root: root, mods: mods}
	if len(args) == 1 && args[0] == "align" {
		return c.align(ctx)
	}
	if len(args) > 0 {
		return fmt.Errorf("unknown arguments: %s", strings.Join(args, " "))
	}

	if c.race, err = canRace(ctx); err != nil {
		return err
	}

	return c.checkAll(ctx, extras)
}

func each(ctx context.Context, out io.Writer, mods []*module, name string, args []string) error {
	for _, m := range mods {
		fmt.Fprintf(out, "%s: %s %s\n", m.name, name, strings.Join(args, " "))

		cmd := command(ctx, m.dir, alone, name, args...)
		cmd.Stdout, cmd.Stderr = out, os.Stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}

	return nil
}
