package contract

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Kind says what a fact is about.
type Kind string

const (
	// KindOperation is an operation.
	KindOperation Kind = "operations"
	// KindParameter is a parameter in the path, query or header, or a member of a
	// request body.
	KindParameter Kind = "parameters"
	// KindMember is a member of an answer, including errors.
	KindMember Kind = "members"
	// KindValue is a value of an enum, or one that is known to occur.
	KindValue Kind = "values"
)

// Kinds lists all kinds, in the order of a report.
var Kinds = []Kind{KindOperation, KindParameter, KindMember, KindValue}

// Confidences lists the levels of certainty, highest first.
var Confidences = []string{"documented", "observed", "inferred"}

// Fact is one thing that the contract says. What several operations share is written
// once, and is one fact.
type Fact struct {
	Area       string // the file that says it, without .yaml
	Kind       Kind
	Name       string // unique: the first method that has it, and the path in it
	Confidence string
}

// Facts are what the contract says, and which of it has been seen.
type Facts struct {
	All  []*Fact // in the order of operations.csv
	byID map[factID]*Fact
	seen map[*Fact]bool
	// The confidence with which each schema was visited, to visit it again only with a
	// higher one.
	walked map[factID]int
	named  map[string]int
}

// factID is an operation, a parameter, or a member or value of a schema.
type factID struct {
	at   any
	kind Kind
	name string
}

// Facts lists what the contract says.
//
// A fact has the confidence written on it, otherwise that of the schema it refers to,
// otherwise that of what contains it, up to the operation. What is reached in several
// ways has the highest of them.
func (s *Spec) Facts() *Facts {
	f := &Facts{
		byID: map[factID]*Fact{}, seen: map[*Fact]bool{}, walked: map[factID]int{}, named: map[string]int{},
	}
	for _, e := range s.Endpoints {
		w := factWalk{f, e}
		w.fact(factID{e, KindOperation, ""}, e.Go, e.Confidence)
		for _, p := range e.Params {
			at, sure := e.Go+" "+p.In+" "+p.Name, stated(e.Confidence, p.Extensions)
			w.fact(factID{p, KindParameter, ""}, at, sure)
			w.schema(KindParameter, p.Schema, at, sure)
		}
		if body := e.Spec.RequestBody; body != nil {
			w.content(KindParameter, body.Value.Content, e.Go+" body", stated(e.Confidence, body.Value.Extensions))
		}
		responses := e.Spec.Responses.Map()
		for _, status := range slices.Sorted(maps.Keys(responses)) {
			r := responses[status].Value
			w.content(KindMember, r.Content, e.Go+" "+status, stated(e.Confidence, r.Extensions))
		}
	}
	return f
}

// factWalk finds the facts of one operation.
type factWalk struct {
	*Facts
	endpoint *Endpoint
}

func (w factWalk) fact(id factID, name, confidence string) {
	if known := w.byID[id]; known != nil {
		if rank(confidence) < rank(known.Confidence) {
			known.Confidence = confidence
		}
		return
	}
	// Alternatives in one place may each have a member of the same name.
	if w.named[name]++; w.named[name] > 1 {
		name = fmt.Sprintf("%s (%d)", name, w.named[name])
	}
	fact := &Fact{w.endpoint.File, id.kind, name, confidence}
	w.byID[id], w.All = fact, append(w.All, fact)
}

func (w factWalk) content(kind Kind, content openapi3.Content, at, confidence string) {
	for _, mediaType := range slices.Sorted(maps.Keys(content)) {
		media := content[mediaType]
		w.schema(kind, media.Schema, at, stated(confidence, media.Extensions))
	}
}

// schema finds the facts of a schema and of its parts.
func (w factWalk) schema(kind Kind, ref *openapi3.SchemaRef, at, confidence string) {
	if ref == nil {
		return
	}
	s := ref.Value
	confidence = ownConfidence(ref, confidence)
	visit, sure := factID{s, kind, ""}, len(Confidences)-rank(confidence)
	if w.walked[visit] >= sure {
		return
	}
	w.walked[visit] = sure
	for _, value := range known(s) {
		w.fact(factID{s, KindValue, value}, at+" = "+value, stated(confidence, aboutValue(s, value)))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		w.member(kind, s, name, s.Properties[name], at, confidence)
	}
	if s.AdditionalProperties.Schema != nil {
		w.member(kind, s, anyName, s.AdditionalProperties.Schema, at, confidence)
	}
	for _, branch := range Branches(s) {
		w.schema(kind, branch, at, confidence)
	}
	w.schema(kind, s.Items, at+"[]", confidence)
}

// anyName stands for the members without a fixed name.
const anyName = "*"

func (w factWalk) member(kind Kind, owner *openapi3.Schema, name string, ref *openapi3.SchemaRef, at, confidence string) {
	at += "." + name
	confidence = ownConfidence(ref, confidence)
	w.fact(factID{owner, kind, name}, at, confidence)
	w.schema(kind, ref, at, confidence)
}

// aboutValue returns what a list says of one of its values, or nil if it says the same
// of all.
func aboutValue(s *openapi3.Schema, value string) map[string]any {
	sources, _ := s.Extensions["x-value-sources"].(map[string]any)
	about, _ := sources[value].(map[string]any)
	return about
}

// ownConfidence returns the confidence of a schema or of the reference to it, or else
// that of its place.
func ownConfidence(ref *openapi3.SchemaRef, otherwise string) string {
	return stated(stated(otherwise, ref.Value.Extensions), ref.Extensions)
}

// stated returns the confidence in the extensions: its first word, because remarks may
// follow.
func stated(otherwise string, extensions map[string]any) string {
	text, _ := extensions["x-confidence"].(string)
	word, _, _ := strings.Cut(text, " ")
	return cmp.Or(strings.TrimSuffix(word, ","), otherwise)
}

func rank(confidence string) int {
	if i := slices.Index(Confidences, confidence); i >= 0 {
		return i
	}
	return len(Confidences)
}

// known returns the values that a schema itself names.
func known(s *openapi3.Schema) []string {
	values, _ := s.Extensions[knownValues].([]any)
	var all []string
	for _, value := range slices.Concat(values, s.Enum) {
		if text := fmt.Sprint(value); !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all
}
