// Command api compares what users can name with the recorded baseline, and with the last
// release where there is one. With -tests it also runs that release's tests and examples
// with the code of today. An incompatible change, or a test that no longer passes, has to
// be named in docs/upgrading.md, docs/renamed.md, or CHANGELOG.md under Unreleased.
//
//	api [-root DIR] [-tests]  compares
//	api [-root DIR] -write    records the baseline, in tools/cmd/api/baseline
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/truora/truora-go/tools/published"
)

// workspace is the go.work file that the environment names, for which the packages may
// be compiled already; one that lies above the repository says nothing.
var workspace = "off"

func main() {
	root := flag.String("root", ".", "directory of the root module")
	workspace = cmp.Or(os.Getenv("GOWORK"), workspace)
	tests := flag.Bool("tests", false, "run the tests and examples of the last release, which takes minutes")
	write := flag.Bool("write", false, "record the baseline instead of comparing with it")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	var err error
	if *write {
		err = record(ctx, *root)
	} else {
		err = check(ctx, os.Stdout, *root, *tests)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "api:", err)
		os.Exit(1)
	}
}

// version is the constant that every release changes.
const version = "truora.Version"

// change is one that breaks users.
type change struct {
	name    string // as in checks.Service.Create, which the documents have to hold
	message string
}

// changes are those between two states of the modules.
type changes struct {
	against string // what was before
	modules int
	found   []change
}

func check(ctx context.Context, out io.Writer, root string, tests bool) error {
	c, err := compareAll(ctx, root, tests)
	if err != nil {
		return err
	}
	return c.report(out, root)
}

// compareAll compares with the baseline, and with the last release.
func compareAll(ctx context.Context, root string, tests bool) (changes, error) {
	tree, err := published.Find(ctx, root)
	if err != nil {
		return changes{}, err
	}
	now, err := loadAll(tree, workspace)
	if err != nil {
		return changes{}, err
	}
	c := changes{against: "the baseline", modules: len(now)}
	if c.found, err = sinceBaseline(root, now); err != nil {
		return changes{}, err
	}
	tag, err := lastTag(ctx, root)
	if err != nil || tag == "" {
		return c, err
	}
	c.against += " and " + tag
	more, err := sinceTag(ctx, root, tag, tree, now, tests)
	c.found = append(c.found, more...)
	return c, err
}

// report prints the changes that no document names, and fails if there is one.
func (c changes) report(out io.Writer, root string) error {
	said, err := readDocuments(root)
	if err != nil {
		return err
	}
	silent := 0
	for _, change := range c.found {
		if change.name != version && !said.name(change.name) {
			fmt.Fprintf(out, "%s: %s\n", change.name, change.message)
			silent++
		}
	}
	if silent > 0 {
		return fmt.Errorf("%d incompatible changes against %s that neither docs/upgrading.md, docs/renamed.md nor CHANGELOG.md (Unreleased) names; "+
			"before the first release, make api-baseline", silent, c.against)
	}
	_, err = fmt.Fprintf(out, "%d modules: nothing broke since %s without a word of it\n", c.modules, c.against)
	return err
}

// lastTag is the newest release that this tree comes after, or "".
func lastTag(ctx context.Context, root string) (string, error) {
	at, err := published.Git(ctx, root, "tag", "--points-at", "HEAD", "--list", "v*")
	if err != nil {
		return "", err
	}
	from := "HEAD"
	if strings.TrimSpace(at) != "" { // a release is compared with the one before it
		from = "HEAD^"
	}
	tag, err := published.Git(ctx, root, "describe", "--tags", "--abbrev=0", "--match", "v*", from)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return "", nil // there is none, or a shallow clone without any
	}
	return strings.TrimSpace(tag), err
}

// sinceTag compares with a clone of the repository at the tag.
func sinceTag(ctx context.Context, root, tag string, today *published.Tree, now []surface, tests bool) ([]change, error) {
	dir, err := os.MkdirTemp("", "api-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	root, err = filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	then := filepath.Join(dir, "then")
	if _, err := published.Git(ctx, dir, "-c", "advice.detachedHead=false", "clone", "--quiet", "--shared", "--branch", tag, root, then); err != nil {
		return nil, err
	}
	tree, err := published.Find(ctx, then)
	if err != nil {
		return nil, err
	}
	before, err := loadAll(tree, "off")
	if err != nil {
		return nil, err
	}
	found := diff(before, now)
	if !tests {
		return found, nil
	}
	failing, err := sinceTests(ctx, tree, today, then, filepath.Join(dir, "now"))
	return append(found, failing...), err
}
