package main

import (
	"iter"
	"slices"

	"go.yaml.in/yaml/v3"
)

// node is a part of a YAML document. It preserves the order and quoting of the text.
type node = *yaml.Node

func str(value string) node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value} }

func list(items ...node) node { return &yaml.Node{Kind: yaml.SequenceNode, Content: items} }

// mapping returns a mapping of alternating keys and values.
func mapping(pairs ...node) node { return &yaml.Node{Kind: yaml.MappingNode, Content: pairs} }

// members iterates over the members of a mapping, in order; anything else has none.
func members(n node) iter.Seq2[string, node] {
	return func(yield func(string, node) bool) {
		if n == nil || n.Kind != yaml.MappingNode {
			return
		}
		for pair := range slices.Chunk(n.Content, 2) {
			if !yield(pair[0].Value, pair[1]) {
				return
			}
		}
	}
}

// member returns the member of that name, or nil.
func member(n node, name string) node {
	for key, value := range members(n) {
		if key == name {
			return value
		}
	}
	return nil
}

func add(n node, name string, value node) { n.Content = append(n.Content, str(name), value) }

// scalars iterates over all strings in a node, at any depth; nil has none.
func scalars(n node) iter.Seq[node] {
	return func(yield func(node) bool) { _ = n != nil && walkScalars(n, yield) }
}

func walkScalars(n node, yield func(node) bool) bool {
	if n.Kind == yaml.ScalarNode {
		return yield(n)
	}
	for _, inner := range n.Content {
		if !walkScalars(inner, yield) {
			return false
		}
	}
	return true
}

func texts(values []string) node {
	all := list()
	for _, value := range values {
		all.Content = append(all.Content, str(value))
	}
	return all
}
