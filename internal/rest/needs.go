package rest

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/internal/lenient"
	"github.com/truora/truora-go/internal/received"
)

// need is a member that the contract says is always present: a field with the tag
// contract:"required". Of the fields with contract:"either", one is. A string must not
// be empty; for anything else it is enough that the member is present.
type need struct {
	name   string // "" is a map that takes all members: it must not be empty
	quoted []byte
	at     string // its JSON pointer
	want   string // its kind
	index  []int
	either bool
}

var needs sync.Map // of reflect.Type to []need

// needsOf returns the needs of a result type, in field order.
func needsOf(t reflect.Type) []need {
	if known, ok := needs.Load(t); ok {
		return known.([]need)
	}
	var list []need
	if t.Kind() == reflect.Struct {
		for _, field := range reflect.VisibleFields(t) {
			if how, ok := field.Tag.Lookup("contract"); ok {
				name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
				list = append(list, need{name, []byte(`"` + name + `"`), "/" + name, lenient.WantedKind(field.Type), field.Index, how == "either"})
			}
		}
	}
	needs.Store(t, list)
	return list
}

// anError reports whether the body of an error would satisfy the needs.
func anError(list []need) bool {
	members := []string{"code", "http_code", "message", ""}
	either, inError := false, false
	for i := range list {
		found := slices.Contains(members, list[i].name)
		switch {
		case list[i].either:
			either, inError = true, inError || found
		case !found:
			return false
		}
	}
	return !either || inError
}

// lacks returns which need is not met by out, a pointer, that was decoded from text.
func lacks(out any, text []byte, notes *received.Notes) *lenient.OddError {
	list := needsOf(reflect.TypeOf(out).Elem())
	if len(list) == 0 {
		return nil
	}
	value := reflect.ValueOf(out).Elem()
	var oneOf *lenient.OddError
	for i := range list {
		need := &list[i]
		odd := need.lacks(value.FieldByIndex(need.index), text, notes)
		switch {
		case need.either && odd == nil:
			return nil // alternatives come last
		case need.either && oneOf == nil:
			oneOf = odd
		case !need.either && odd != nil:
			return odd
		}
	}
	return oneOf
}

// lacksName is [lacks] for a text that need not be decoded, because it does not even
// contain the name of a required member: an answer can be a million empty items.
func lacksName(t reflect.Type, text []byte) *lenient.OddError {
	if bytes.IndexByte(text, '\\') >= 0 {
		return nil // a name can contain escapes
	}
	list := needsOf(t)
	for i := range list {
		need := &list[i]
		if !need.either && need.name != "" && !bytes.Contains(text, need.quoted) {
			return need.missing()
		}
	}
	return nil
}

func (n *need) missing() *lenient.OddError {
	return &lenient.OddError{Problem: received.Problem{Pointer: n.at, Want: n.want, Got: received.Nothing}}
}

func (n *need) lacks(field reflect.Value, text []byte, notes *received.Notes) *lenient.OddError {
	if n.name == "" && field.Len() > 0 || n.name != "" && !field.IsZero() {
		return nil
	}
	if notes != nil {
		if i := slices.IndexFunc(notes.Problems, func(p received.Problem) bool { return p.Pointer == n.at }); i >= 0 {
			return &lenient.OddError{Problem: notes.Problems[i]}
		}
	}
	if n.name != "" && n.want != "string" && hasMember(text, n.name) {
		return nil
	}
	return n.missing()
}

func hasMember(text []byte, name string) bool {
	var members map[string]jsontext.Value
	_ = json.Unmarshal(text, &members, readOptions)
	_, ok := members[name]
	return ok
}
