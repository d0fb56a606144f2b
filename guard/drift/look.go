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

	members     map[string]member
	rest, items *node
	meets       lists // by a member without a fixed name
}

// member is what an object may have. Without a node it is one that the contract does not
// name.
type member struct {
	name  string
	node  *node
	meets lists
}

// lists has a bit for each of a node's lists of required members.
type lists uint64

type schema struct {
	Operations map[string]int `json:"operations"`
	Nodes      []node         `json:"nodes"`
}

var contract = sync.OnceValue(func() *schema {
	s := new(schema)
	if err := json.Unmarshal(schemaText, s); err != nil {
		panic(err) // covered by a test
	}
	for i := range s.Nodes {
		s.connect(&s.Nodes[i])
	}
	return s
})

func (s *schema) node(number int) *node {
	if number == 0 {
		return &node{}
	}
	return &s.Nodes[number-1]
}

func (s *schema) connect(n *node) {
	if len(n.Required) > 64 {
		panic("drift: more lists of required members than bits") // every use would show it
	}
	n.rest, n.items, n.meets = s.node(n.Rest), s.node(n.Items), n.lists("*")
	n.members = map[string]member{}
	for name, number := range n.Members {
		n.members[name] = member{name, s.node(number), n.lists(name)}
	}
}

// lists are those that a member is in; "*" is any without a fixed name.
func (n *node) lists(name string) (in lists) {
	for i, oneOf := range n.Required {
		if slices.Contains(oneOf, name) {
			in |= 1 << i
		}
	}
	return in
}

// Look compares one successful answer to op with the contract. The findings have no
// times, and each has a Count of 1 however often it occurs in the answer.
func Look(op string, body []byte) []Finding {
	s := contract()
	number, known := s.Operations[op]
	if !known {
		return nil
	}
	l := &look{op: op, seen: map[same]bool{}}
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
	op       string
	dec      *jsontext.Decoder
	plain    []byte // the last string
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
	var met lists
	for l.dec.PeekKind() != '}' {
		name, err := l.string()
		if err != nil {
			return err
		}
		m, known := n.members[string(name)]
		switch {
		case known:
		case n.Rest != 0:
			m = member{"*", n.rest, n.meets}
		default:
			m.name = masked(string(name))
		}
		if l.dec.PeekKind() != 'n' {
			met |= m.meets
		}
		l.path = append(l.path, m.name)
		if m.node != nil {
			err = l.value(m.node)
		} else {
			l.add(KindUnknownMember, "", "")
			err = l.dec.SkipValue()
		}
		if err != nil {
			return err
		}
		l.path = l.path[:len(l.path)-1]
	}
	l.absent(n, met)
	_, err := l.dec.ReadToken()
	return err
}

func (l *look) absent(n *node, met lists) {
	for i, oneOf := range n.Required {
		if met&(1<<i) == 0 {
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
		if err := l.value(n.items); err != nil {
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
	text, err := l.string()
	if err != nil {
		return err
	}
	word := string(text)
	if word != "" && !slices.ContainsFunc(n.Words, func(known string) bool { return strings.EqualFold(known, word) }) {
		l.add(KindUnknownValue, "", "")
	}
	return nil
}

// string reads a string, which is good until the next is read.
func (l *look) string() ([]byte, error) {
	quoted, err := l.dec.ReadValue()
	if err != nil {
		return nil, err
	}
	l.plain, _ = jsontext.AppendUnquote(l.plain[:0], quoted) // an error is about invalid UTF-8, which it replaces
	return l.plain, nil
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
