package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// mutant is a fault that the tests must catch.
type mutant struct {
	name  string
	dir   string // of the package that is changed, below the root
	tests []suite
	edits []*edit

	overlay string // file that tells the go command of the change
}

// suite is a run of go test in a module.
type suite struct {
	module string
	args   []string
}

// edit replaces a piece of code that occurs once in a function or, without one, once in
// the package.
type edit struct {
	function string // Name or Type.Name
	old, new []string
}

// load reads all lists of a directory.
func load(dir string) ([]*mutant, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	var all []*mutant
	names := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		found, err := parse(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s:%w", file, err)
		}
		for _, m := range found {
			if names[m.name] {
				return nil, fmt.Errorf("%s: two faults are named %q", file, m.name)
			}
			names[m.name] = true
		}
		all = append(all, found...)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no fault is listed in %s", dir)
	}
	return all, nil
}

// parse reads a list. Its lines are
//
//	mutant: what goes wrong
//	package: directory of the package to change
//	tests: directory of a module, and the arguments of go test
//	func: Name or Type.Name that the next edits are in; optional
//	- code to replace
//	+ code instead of it; may be left out
//
// Further lines of tests run until one fails. Lines that begin with # are comments.
func parse(text string) ([]*mutant, error) {
	var all []*mutant
	var m *mutant
	var function, before string
	for number, line := range strings.Split(text, "\n") {
		kind, value, _ := strings.Cut(line, " ")
		if m == nil && kind != "mutant:" && kind != "" && kind[0] != '#' {
			return nil, fmt.Errorf("%d: no mutant begins here", number+1)
		}
		switch {
		case kind == "":
		case kind[0] == '#':
			continue
		case kind == "mutant:":
			m, function = &mutant{name: value}, ""
			all = append(all, m)
		case kind == "package:":
			m.dir = value
		case kind == "tests:":
			fields := strings.Fields(value)
			if len(fields) < 2 {
				return nil, fmt.Errorf("%d: tests need a module and arguments", number+1)
			}
			m.tests = append(m.tests, suite{fields[0], fields[1:]})
		case kind == "func:":
			function = value
		case kind == "-":
			if before != "-" {
				m.edits = append(m.edits, &edit{function: function})
			}
			last := m.edits[len(m.edits)-1]
			last.old = append(last.old, value)
		case kind == "+" && (before == "-" || before == "+"):
			last := m.edits[len(m.edits)-1]
			last.new = append(last.new, value)
		default:
			return nil, fmt.Errorf("%d: what is %q?", number+1, line)
		}
		before = kind
	}
	for _, m := range all {
		if m.dir == "" || len(m.tests) == 0 || len(m.edits) == 0 {
			return nil, fmt.Errorf(" %s: lacks its package, its tests or its change", m.name)
		}
	}
	return all, nil
}
