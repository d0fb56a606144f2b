package drift

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// schemaText is what the contract says of the answers. It is generated: see
// contract/cmd/driftschema.
//
//go:embed schema.json
var schemaText []byte

// node is what the contract says of a value. References to other nodes are their index
// plus one, so that 0 means none.
type node struct {
	Types    string         `json:"t"` // letters; "" for anything
	Members  map[string]int `json:"m"`
	Required [][]string     `json:"r"` // of each list, one must be present
	Rest     int            `json:"x"` // of members without a fixed name
	Items    int            `json:"i"`
	Words    []string       `json:"w"`
}

type schema struct {
	Operations map[string]int `json:"operations"`
	Nodes      []node         `json:"nodes"`
}

var contract = sync.OnceValue(func() *schema {
	s := new(schema)
	if err := json.Unmarshal(schemaText, s); err != nil {
		panic(err) // covered by a test
	}
	return s
})

func (s *schema) node(number int) *node {
	if number == 0 {
		return &node{}
	}
	return &s.Nodes[number-1]
}

// Look compares one successful answer to op with the contract. The findings have no
// times, and each has a Count of 1 however often it occurs in the answer.
func Look(op string, body []byte) []Finding {
	s := contract()
	number, known := s.Operations[op]
	if !known {
		return nil
	}
	l := &look{schema: s, op: op, seen: map[same]bool{}}
	text := bytes.NewBuffer(bytes.TrimPrefix(body, []byte("\ufeff"))) // which the decoder does not copy
	l.dec = jsontext.NewDecoder(text, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if err := l.value(s.node(number)); err != nil {
		l.path = nil
		l.add(KindUnreadable, "", "")
	}
	return l.findings
}

// look is one pass over an answer.
type look struct {
	schema   *schema
	op       string
	dec      *jsontext.Decoder
	path     []string
	findings []Finding
	seen     map[same]bool
}

func (l *look) add(kind Kind, want, got string) {
	f := Finding{Op: l.op, Kind: kind, Want: want, Got: got, Count: 1}
	for _, name := range l.path {
		f.Pointer += "/" + escape.Replace(name)
	}
	if key := f.key(); !l.seen[key] && len(l.findings) < maxFindings {
		l.seen[key] = true
		l.findings = append(l.findings, f)
	}
}

var escape = strings.NewReplacer("~", "~0", "/", "~1")

// value compares the next value. null is how Truora writes that there is none.
func (l *look) value(n *node) error {
	kind := l.dec.PeekKind()
	if kind == jsontext.KindInvalid {
		return l.dec.SkipValue() // which returns why
	}
	if kind == 'n' || n.Types == "" && n.Members == nil && n.Items == 0 {
		return l.dec.SkipValue()
	}
	got := letterOf(kind)
	if !n.allows(got) {
		l.add(KindType, n.want(), typeNames[got])
		return l.dec.SkipValue()
	}
	switch kind {
	case '{':
		return l.object(n)
	case '[':
		return l.array(n)
	case '"':
		return l.text(n)
	case '0':
		return l.number(n)
	default:
		return l.dec.SkipValue()
	}
}

func (l *look) object(n *node) error {
	if _, err := l.dec.ReadToken(); err != nil {
		return err
	}
	var present map[string]bool
	if n.Required != nil {
		present = map[string]bool{}
	}
	for l.dec.PeekKind() != '}' {
		token, err := l.dec.ReadToken()
		if err != nil {
			return err
		}
		name := token.String()
		if present != nil {
			present[name] = l.dec.PeekKind() != 'n'
		}
		number, known := n.Members[name]
		switch {
		case known:
			l.path = append(l.path, name)
			err = l.value(l.schema.node(number))
		case n.Rest != 0:
			l.path = append(l.path, "*")
			err = l.value(l.schema.node(n.Rest))
		default:
			l.path = append(l.path, masked(name))
			l.add(KindUnknownMember, "", "")
			err = l.dec.SkipValue()
		}
		if err != nil {
			return err
		}
		l.path = l.path[:len(l.path)-1]
	}
	l.absent(n, present)
	_, err := l.dec.ReadToken()
	return err
}

func (l *look) absent(n *node, present map[string]bool) {
	for _, oneOf := range n.Required {
		if !slices.ContainsFunc(oneOf, func(name string) bool { return present[name] }) {
			l.path = append(l.path, strings.Join(oneOf, "|"))
			l.add(KindAbsent, "", "")
			l.path = l.path[:len(l.path)-1]
		}
	}
}

func (l *look) array(n *node) error {
	if _, err := l.dec.ReadToken(); err != nil {
		return err
	}
	l.path = append(l.path, "*")
	for l.dec.PeekKind() != ']' {
		if err := l.value(l.schema.node(n.Items)); err != nil {
			return err
		}
	}
	l.path = l.path[:len(l.path)-1]
	_, err := l.dec.ReadToken()
	return err
}

// text compares a string. Truora writes "" for no value. Enum values are compared
// without case, because Truora's own documents vary it.
func (l *look) text(n *node) error {
	if n.Words == nil {
		return l.dec.SkipValue()
	}
	token, err := l.dec.ReadToken()
	if err != nil {
		return err
	}
	word := token.String()
	if word != "" && !slices.ContainsFunc(n.Words, func(known string) bool { return strings.EqualFold(known, word) }) {
		l.add(KindUnknownValue, "", "")
	}
	return nil
}

func (l *look) number(n *node) error {
	value, err := l.dec.ReadValue()
	if err != nil {
		return err
	}
	if !strings.ContainsRune(n.Types, 'n') && bytes.ContainsAny(value, ".eE") {
		l.add(KindType, n.want(), "number")
	}
	return nil
}

// typeNames maps the letters of types to their names.
var typeNames = map[rune]string{'o': "object", 'a': "array", 's': "string", 'n': "number", 'i': "integer", 'b': "boolean"}

func letterOf(kind jsontext.Kind) rune {
	switch kind {
	case '{':
		return 'o'
	case '[':
		return 'a'
	case '"':
		return 's'
	case '0':
		return 'n'
	default:
		return 'b'
	}
}

func (n *node) allows(letter rune) bool {
	return n.Types == "" || strings.ContainsRune(n.Types, letter) || letter == 'n' && strings.ContainsRune(n.Types, 'i')
}

// want names the types that the contract allows.
func (n *node) want() string {
	var names []string
	for _, letter := range n.Types {
		names = append(names, typeNames[letter])
	}
	return strings.Join(names, " or ")
}

// masked hides the name of an unknown member if it does not look like a name that a
// programmer chose.
func masked(name string) string {
	if !plainName.MatchString(name) || longDigits.MatchString(name) {
		return "?"
	}
	return name
}

var (
	// As Truora writes names: snake_case, or camelCase. Plates and names of persons begin
	// with a capital.
	plainName  = regexp.MustCompile(`^[a-z_][a-z0-9_-]{0,63}([A-Z][a-z0-9]{1,20}){0,3}$`)
	longDigits = regexp.MustCompile(`[0-9]{3}`)
)
