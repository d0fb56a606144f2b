package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/truora/truora-go/contract"
)

// crosscutting is the file without operations: webhooks, and what applies to all areas.
const crosscutting = "crosscutting"

const (
	head  = "Generated: go run ./cmd/bundle, in contract/. Change the files of the areas instead."
	about = "Truora's REST API as far as public material shows it, put together by the authors of truora-go, a Go\n" +
		"client. Truora has not published this file. `x-confidence` says how sure a fact is, `x-source` where it\n" +
		"comes from, `x-effect` what sending an operation twice does. Every enum is open, because Truora adds\n" +
		"values. The README beside this file, in truora-go's directory contract, explains all extensions.\n"
)

var errUnequal = errors.New("not the same in all areas")

// area is one of the files that the document is made from.
type area struct {
	name string
	root node
}

// parts are what can be referred to by name: components, and top-level extensions.
func (a area) parts() iter.Seq2[string, node] {
	return func(yield func(string, node) bool) {
		for kind, all := range members(member(a.root, "components")) {
			for name, value := range members(all) {
				if !yield(components+kind+"/"+name, value) {
					return
				}
			}
		}
		for name, value := range members(a.root) {
			if strings.HasPrefix(name, "x-") && !yield(name, value) {
				return
			}
		}
	}
}

// bundle merges the files that the operations name into one document, in the order of
// ops and, within a file, in its own order.
func bundle(dir fs.FS, ops []contract.Operation) ([]byte, error) {
	areas, err := read(dir, ops)
	if err != nil {
		return nil, err
	}
	for _, a := range areas {
		openForms(a)
	}
	names, err := newNames(areas)
	if err != nil {
		return nil, err
	}
	byName := map[string]area{}
	for _, a := range areas {
		names.rename(a)
		byName[a.name] = a
	}
	p := &paths{items: mapping(), hosts: map[string]string{}}
	for _, op := range ops {
		if err := p.add(byName[op.File], op); err != nil {
			return nil, err
		}
	}
	doc := mapping(str("openapi"), str("3.0.3"))
	doc.HeadComment = head
	version, err := common(areas[:len(areas)-1], "info", "version")
	if err != nil {
		return nil, err
	}
	security, err := common(areas[:len(areas)-1], "security")
	if err != nil {
		return nil, err
	}
	add(doc, "info", mapping(str("title"), str("Truora API"), str("version"), version, str("description"), str(about)))
	add(doc, "servers", servers(ops))
	add(doc, "security", security)
	add(doc, "tags", tags(p.tags))
	add(doc, "paths", p.items)
	gather(doc, areas, names)
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	enc.CompactSeqIndent()
	err = enc.Encode(doc)
	return out.Bytes(), err
}

// read reads the files in the order of the operations, crosscutting last.
func read(dir fs.FS, ops []contract.Operation) ([]area, error) {
	var areas []area
	open := func(name string) error {
		text, err := fs.ReadFile(dir, name+".yaml")
		if err != nil {
			return err
		}
		var doc yaml.Node
		if err := yaml.Unmarshal(text, &doc); err != nil {
			return fmt.Errorf("%s.yaml: %w", name, err)
		}
		areas = append(areas, area{name, doc.Content[0]})
		return nil
	}
	for _, op := range ops {
		if !slices.ContainsFunc(areas, func(a area) bool { return a.name == op.File }) {
			if err := open(op.File); err != nil {
				return nil, err
			}
		}
	}
	return areas, open(crosscutting)
}

// common returns the value at path, which must be the same in all areas.
func common(areas []area, path ...string) (node, error) {
	var first node
	var want []byte
	for _, a := range areas {
		n := a.root
		for _, name := range path {
			n = member(n, name)
		}
		text, err := yaml.Marshal(n)
		if err != nil {
			return nil, err
		}
		if first == nil {
			first, want = n, text
		}
		if !bytes.Equal(text, want) {
			return nil, fmt.Errorf("%s.yaml: %s: %w", a.name, strings.Join(path, "."), errUnequal)
		}
	}
	return first, nil
}

// servers returns all hosts. Each operation names the one that has it.
func servers(ops []contract.Operation) node {
	all, seen := list(), map[string]bool{}
	for _, op := range ops {
		if !seen[op.Host] {
			seen[op.Host] = true
			all.Content = append(all.Content, mapping(str("url"), str("https://"+op.Host)))
		}
	}
	return all
}

func tags(names []string) node {
	all := list()
	for _, name := range names {
		all.Content = append(all.Content, mapping(str("name"), str(name)))
	}
	return all
}

// gather adds the named parts of all areas to the document, each once.
func gather(doc node, areas []area, names *names) {
	kinds := mapping()
	add(doc, "components", kinds)
	done := map[string]bool{}
	for _, a := range areas {
		for old, value := range a.parts() {
			name := names.of(a.name, old)
			if done[name] {
				continue
			}
			done[name] = true
			rest, isComponent := strings.CutPrefix(name, components)
			if !isComponent {
				add(doc, name, value)
				continue
			}
			kind, last, _ := strings.Cut(rest, "/")
			if member(kinds, kind) == nil {
				add(kinds, kind, mapping())
			}
			add(member(kinds, kind), last, value)
		}
	}
}
