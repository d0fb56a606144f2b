package main

import (
	"fmt"
	"go/types"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/exp/apidiff"
	"golang.org/x/tools/go/packages"

	"github.com/truora/truora-go/tools/published"
)

// surface is a module as its users see it.
type surface struct {
	module   published.Module
	packages []*types.Package
}

// loadAll loads with the go.work file work, or "off".
func loadAll(tree *published.Tree, work string) ([]surface, error) {
	var all []surface
	for _, m := range tree.Modules {
		if m.IsCommand() {
			continue // nothing of it can be imported
		}
		s, err := load(m, work)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

func load(m published.Module, work string) (surface, error) {
	paths, err := m.Packages()
	if err != nil {
		return surface{}, err
	}
	loaded, err := packages.Load(&packages.Config{
		Mode: packages.LoadTypes, Dir: m.File("."), Env: append(os.Environ(), "GOWORK="+work),
	}, paths...)
	if err != nil {
		return surface{}, err
	}
	s := surface{module: m}
	for _, p := range loaded {
		if len(p.Errors) > 0 {
			return surface{}, fmt.Errorf("%s: %w", p.PkgPath, p.Errors[0])
		}
		s.packages = append(s.packages, p.Types)
	}
	slices.SortFunc(s.packages, func(a, b *types.Package) int { return strings.Compare(a.Path(), b.Path()) })
	return s, nil
}

// diff is what apidiff finds to break users of the modules before.
func diff(before, now []surface) []change {
	var found []change
	after := map[string]surface{}
	for _, s := range now {
		after[s.module.Path] = s
	}
	for _, old := range before {
		s, ok := after[old.module.Path]
		if !ok {
			found = append(found, change{old.module.Path, "module is gone"})
			continue
		}
		report := apidiff.ModuleChanges(&apidiff.Module{Path: old.module.Path, Packages: old.packages}, &apidiff.Module{Path: s.module.Path, Packages: s.packages})
		for _, c := range report.Changes {
			if !c.Compatible {
				found = append(found, change{nameIn(c.Message, path.Base(s.module.Path)), c.Message})
			}
		}
	}
	return found
}

// nameIn turns the name at the head of apidiff's message, as in
// "./checks.(*Service).Create: removed", into one as documents have it; names of the
// module's own package have no package there.
func nameIn(message, base string) string {
	name, _, _ := strings.Cut(message, ": ")
	if gone, ok := strings.CutPrefix(name, "package "); ok {
		return gone
	}
	name = parameters.ReplaceAllString(name, "")
	inside := strings.HasPrefix(name, "./")
	name = strings.NewReplacer("(", "", ")", "", "*", "").Replace(path.Base(name))
	if !inside {
		name = packageName(base) + "." + name
	}
	if strings.HasSuffix(message, ": added") { // a method: it is the interface that is another
		name = name[:strings.LastIndexByte(name, '.')]
	}
	return name
}

// parameters are those of a type.
var parameters = regexp.MustCompile(`\[[^]]*\]`)

// packageName is the name of the package in a module's directory: go- and -go say only
// that it is Go.
func packageName(base string) string {
	return strings.TrimSuffix(strings.TrimPrefix(base, "go-"), "-go")
}
