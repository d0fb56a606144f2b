package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/truora/truora-go/contract"
)

var (
	errNoOperation = errors.New("not described")
	errSamePath    = errors.New("another host has the path, and no part of it can move into the server's URL")
)

// paths merges the operations of all areas, in the order of ops.
type paths struct {
	items node
	hosts map[string]string // by path in the document
	tags  []string
}

// place returns the path of an operation in the document and the URL of its server. A
// document can have each path only once. If an earlier operation on another host has
// it, as many segments as needed move from the path to the URL, which leaves the
// address the same.
func (p *paths) place(op contract.Operation) (path, server string, err error) {
	path, server = op.Path, "https://"+op.Host
	for {
		if host, taken := p.hosts[path]; !taken || host == op.Host {
			p.hosts[path] = op.Host
			return path, server, nil
		}
		segment, rest, ok := strings.Cut(path[1:], "/")
		if !ok || strings.Contains(segment, "{") {
			return "", "", fmt.Errorf("%s %s: %w", op.Method, op.Path, errSamePath)
		}
		path, server = "/"+rest, server+"/"+segment
	}
}

// add describes an operation as its file does, and says which server has it.
func (p *paths) add(a area, op contract.Operation) error {
	source := member(member(a.root, "paths"), op.Path)
	spec := member(source, strings.ToLower(op.Method))
	if spec == nil {
		return fmt.Errorf("%s.yaml: %s: %w", op.File, op.Op(), errNoOperation)
	}
	path, server, err := p.place(op)
	if err != nil {
		return err
	}
	item := member(p.items, path)
	if item == nil {
		item = mapping()
		add(p.items, path, item)
		if shared := member(source, "parameters"); shared != nil {
			add(item, "parameters", shared)
		}
	}
	add(spec, "servers", list(mapping(str("url"), str(server))))
	if needs := op.Needs(); len(needs) > 0 {
		add(spec, "x-always", texts(needs))
	}
	if op.Bills != "" {
		add(spec, "x-bills", str(op.Bills))
	}
	add(item, strings.ToLower(op.Method), spec)
	for s := range scalars(member(spec, "tags")) {
		if !slices.Contains(p.tags, s.Value) {
			p.tags = append(p.tags, s.Value)
		}
	}
	return nil
}
