package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/truora/truora-go/contract"
)

// node is a schema as guard/drift reads it. References to other nodes are their index
// plus one, so that 0 means none.
type node struct {
	Types    string         `json:"t,omitempty"` // see letters
	Members  map[string]int `json:"m,omitempty"`
	Required [][]string     `json:"r,omitempty"` // of each list, one must be present
	Rest     int            `json:"x,omitempty"` // of members without a fixed name
	Items    int            `json:"i,omitempty"`
	Words    []string       `json:"w,omitempty"`
}

// letters abbreviate the JSON types.
var letters = map[string]string{"object": "o", "array": "a", "string": "s", "number": "n", "integer": "i", "boolean": "b"}

// builder numbers the nodes; equal nodes get the same number.
type builder struct {
	nodes []node
	known map[string]int
}

// render writes one line per node, so that a change makes a small diff.
func render(spec *contract.Spec) ([]byte, error) {
	b := &builder{known: map[string]int{}}
	roots := map[string]int{}
	for _, e := range spec.Endpoints {
		if result := spec.ResultOf(e.Op()); result != nil && roots[e.Op()] == 0 {
			roots[e.Op()] = b.add(result, place(e, result), 0)
		}
	}
	var out bytes.Buffer
	out.WriteString("{\"operations\":{")
	for i, op := range slices.Sorted(maps.Keys(roots)) {
		fmt.Fprintf(&out, "%s\n%q:%d", comma(i), op, roots[op])
	}
	out.WriteString("\n},\"nodes\":[")
	for i, n := range b.nodes {
		text, err := json.Marshal(n)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, "%s\n%s", comma(i), text)
	}
	out.WriteString("\n]}\n")
	return out.Bytes(), nil
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

// deepest is more than any answer nests. A recursive schema would be deeper.
const deepest = 30

func (b *builder) add(s *openapi3.Schema, at *always, depth int) int {
	if depth > deepest {
		panic("a schema holds itself")
	}
	view := contract.ViewOf(s)
	var n node
	if !view.Free {
		n.Required = at.requires(s, required(s))
		for _, t := range slices.Sorted(slices.Values(view.Types)) {
			n.Types += letters[t]
		}
	} else if view.Has("object") {
		n.Types = "o"
	}
	for _, name := range slices.Sorted(maps.Keys(view.Properties)) {
		if n.Members == nil {
			n.Members = map[string]int{}
		}
		n.Members[name] = b.add(view.Properties[name], at, depth+1)
	}
	if view.Rest != nil {
		n.Rest = b.add(view.Rest, at, depth+1)
	} else if view.Free {
		n.Rest = b.number(node{}) // anything
	}
	if view.Items != nil {
		n.Items = b.add(view.Items, at, depth+1)
	}
	n.Words = slices.Compact(slices.Sorted(slices.Values(view.Known)))
	return b.number(n)
}

func (b *builder) number(n node) int {
	text, err := json.Marshal(n)
	if err != nil {
		panic(err)
	}
	if b.known[string(text)] == 0 {
		b.nodes = append(b.nodes, n)
		b.known[string(text)] = len(b.nodes)
	}
	return b.known[string(text)]
}

// required returns the members that must be present whichever alternative applies.
func required(s *openapi3.Schema) []string {
	all := slices.Clone(s.Required)
	for _, part := range s.AllOf {
		all = append(all, required(part.Value)...)
	}
	for _, alternatives := range []openapi3.SchemaRefs{s.AnyOf, s.OneOf} {
		for i, one := range alternatives {
			in := required(one.Value)
			if i == 0 {
				all = append(all, in...)
				continue
			}
			all = slices.DeleteFunc(all, func(name string) bool {
				return !slices.Contains(in, name) && !slices.Contains(s.Required, name)
			})
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// always is what the inventory says of the object that is the result.
type always struct {
	object *openapi3.Schema
	needs  []string
}

// place finds the object that the column "always" describes: the items of a page, the
// answer itself, or the one member of it that has all the members.
func place(e *contract.Endpoint, result *openapi3.Schema) *always {
	needs := slices.DeleteFunc(e.Needs(), func(name string) bool { return name == "*" })
	if len(needs) == 0 {
		return &always{}
	}
	view := contract.ViewOf(result)
	if list := view.Properties[e.PageItems]; list != nil && list.Items != nil {
		return &always{list.Items.Value, needs}
	}
	if result != e.Result() {
		return &always{} // of two operations
	}
	if has(view, needs) {
		return &always{result, needs}
	}
	var found []*openapi3.Schema
	for _, member := range view.Properties {
		if has(contract.ViewOf(member), needs) {
			found = append(found, member)
		}
	}
	if len(found) != 1 {
		return &always{}
	}
	return &always{found[0], needs}
}

func has(view contract.View, needs []string) bool {
	return !slices.ContainsFunc(needs, func(need string) bool {
		return !slices.ContainsFunc(strings.Split(need, "|"), func(name string) bool { return view.Properties[name] != nil })
	})
}

func (a *always) requires(s *openapi3.Schema, names []string) (lists [][]string) {
	for _, name := range names {
		lists = append(lists, []string{name})
	}
	if a.object != s {
		return lists
	}
	for _, need := range a.needs {
		if list := strings.Split(need, "|"); len(list) > 1 || !slices.Contains(names, need) {
			lists = append(lists, list)
		}
	}
	return lists
}
