// Command release makes what users get of the published modules.
//
//	release [-root DIR] tags VERSION       prints the tag of every published module
//	release [-root DIR] write VERSION      puts the published go.mod and go.sum in place
//	release [-root DIR] proxy VERSION TO   fills the directory TO as a module proxy
//	release [-root DIR] dry [VERSION]      does so, and builds and runs what a user would
//
// A dry run commits nothing and leaves the tree as it is. Its VERSION is that of
// client.go where none is given.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"golang.org/x/mod/semver"

	"github.com/truora/truora-go/tools/published"
)

func main() {
	root := flag.String("root", ".", "directory of the root module")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, *root, flag.Args())
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

var errUsage = errors.New("usage: release [-root DIR] tags VERSION | write VERSION | proxy VERSION TO | dry [VERSION]")

func run(ctx context.Context, out io.Writer, root string, args []string) error {
	if len(args) == 0 {
		return errUsage
	}
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	verb, args := args[0], args[1:]
	if verb == "dry" && (len(args) == 0 || args[0] == "") {
		version, err := published.Current(root)
		if err != nil {
			return err
		}
		args = []string{version}
	}
	if len(args) == 0 || (len(args) == 2) != (verb == "proxy") || len(args) > 2 {
		return errUsage
	}
	if semver.Canonical(args[0]) != args[0] {
		return fmt.Errorf("%q is not a version such as v0.2.0", args[0])
	}
	tree, err := published.Find(ctx, root)
	if err != nil {
		return err
	}
	switch verb {
	case "tags":
		for _, m := range tree.Modules {
			fmt.Fprintln(out, m.Tag(args[0]))
		}
		return nil
	case "write":
		if err := tree.Clean(ctx); err != nil {
			return err
		}
		return tree.Write(args[0])
	case "proxy":
		return tree.Proxy(ctx, args[1], args[0])
	case "dry":
		return dryRun(ctx, out, root, tree, args[0])
	default:
		return errUsage
	}
}
