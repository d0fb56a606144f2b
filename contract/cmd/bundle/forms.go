package main

import (
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"
)

// openForms allows any value under keys without a fixed name, such as var.<name>, in
// the request bodies of an area, and keeps their type in an extension. In many
// languages all members of a map have one type: if that were string, they could not
// write a boolean among them.
func openForms(a area) {
	parts := maps.Collect(a.parts())
	for _, item := range members(member(a.root, "paths")) {
		for _, operation := range members(item) {
			for _, media := range members(member(member(operation, "requestBody"), "content")) {
				schema := member(media, "schema")
				if ref := member(schema, "$ref"); ref != nil {
					schema = parts[ref.Value]
				}
				openRest(schema)
			}
		}
	}
}

func openRest(schema node) {
	rest := member(schema, "additionalProperties")
	if rest == nil || rest.Kind != yaml.MappingNode || member(schema, "properties") == nil {
		return
	}
	schema.Content[slices.Index(schema.Content, rest)] = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"}
	add(schema, "x-additional-properties", rest)
}
