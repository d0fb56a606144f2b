package main

import (
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"
)

// openForms lets any value stand under keys without a name of their own, such as
// var.<name>, in the bodies of an area's requests, and keeps their type in an extension.
// Many languages have one type for all members of a map: where the rest is text, they
// could not write a boolean beside it.
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
