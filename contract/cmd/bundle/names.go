package main

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

const components = "#/components/"

var errTwoMeanings = errors.New("two things of that name")

// names maps each named part of the areas to its name in the merged document. A part is
// a component, identified by its reference, or a top-level extension.
type names struct {
	parts   map[string][]part // by the name it has in its file
	clashes map[string]bool   // names with different meanings in two files
}

type part struct {
	area string
	node node
}

// newNames finds the names that clash: those defined differently in two files, and
// those of parts that refer to such a part.
func newNames(areas []area) (*names, error) {
	n := &names{parts: map[string][]part{}, clashes: map[string]bool{}}
	for _, a := range areas {
		for name, value := range a.parts() {
			n.parts[name] = append(n.parts[name], part{a.name, value})
		}
	}
	for again := true; again; {
		again = false
		for name, parts := range n.parts {
			if len(parts) == 1 || n.clashes[name] {
				continue
			}
			clash, err := n.differ(parts)
			if err != nil {
				return nil, err
			}
			if clash {
				n.clashes[name], again = true, true
			}
		}
	}
	for name := range n.clashes {
		for _, p := range n.parts[name] {
			if taken := n.of(p.area, name); n.parts[taken] != nil {
				return nil, fmt.Errorf("%s: %w", taken, errTwoMeanings)
			}
		}
	}
	return n, nil
}

func (n *names) differ(parts []part) (bool, error) {
	first, err := yaml.Marshal(parts[0].node)
	if err != nil {
		return false, err
	}
	for _, p := range parts[1:] {
		text, err := yaml.Marshal(p.node)
		if err != nil || string(text) != string(first) {
			return true, err
		}
	}
	for s := range scalars(parts[0].node) {
		if n.clashes[s.Value] {
			return true, nil
		}
	}
	return false, nil
}

// of returns the name of an area's part in the merged document.
func (n *names) of(area, name string) string {
	if !n.clashes[name] {
		return name
	}
	if rest, ok := strings.CutPrefix(name, "x-"); ok {
		return "x-" + area + "-" + rest
	}
	kind, last := name[:strings.LastIndex(name, "/")+1], name[strings.LastIndex(name, "/")+1:]
	return kind + strings.ToUpper(area[:1]) + area[1:] + last
}

// rename changes the references of an area to the names in the merged document.
func (n *names) rename(a area) {
	for s := range scalars(a.root) {
		if strings.HasPrefix(s.Value, components) {
			s.Value = n.of(a.name, s.Value)
		}
	}
}
