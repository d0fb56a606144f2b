// Package operations calls the operations of Truora by name, with parameters that are
// text. It calls the methods of the SDK itself: what may be sent twice, what is hidden
// and where the key may go is decided there.
package operations

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"

	truora "github.com/truora/truora-go"
)

//go:embed operations.json
var listed []byte

// Operation is one of Truora's, and the method of the SDK that stands for it.
type Operation struct {
	Go      string `json:"go"` // checks.Create
	Op      string `json:"op"` // POST /v1/checks
	ID      string `json:"id"` // createCheck
	Host    string `json:"host"`
	Effect  string `json:"effect"` // read, idempotent, dedupe or once
	Tier    string `json:"tier"`   // core, extended or unverified
	Summary string `json:"summary"`
	Doc     string `json:"doc"`
	// Described are the parameters as the contract describes them.
	Described []Described `json:"params"`

	method reflect.Method
	all    *reflect.Method // the method that walks over all pages, if there is one
	field  int             // of truora.Client
}

// Described is a parameter in the contract.
type Described struct {
	Name     string   `json:"name"`
	In       string   `json:"in"`
	Required bool     `json:"required"`
	Doc      string   `json:"doc"`
	Words    []string `json:"words"`
}

var (
	all    []*Operation
	events []Event
)

func init() {
	var file struct {
		Operations []*Operation `json:"operations"`
		Events     []Event      `json:"events"`
	}
	if err := json.Unmarshal(listed, &file); err != nil {
		panic("operations.json: " + err.Error())
	}
	all, events = file.Operations, file.Events
	for _, o := range all {
		if err := o.bind(); err != nil {
			panic(err.Error())
		}
	}
}

// All returns all operations, in the order in which the guides have them.
func All() []*Operation { return all }

// Event is one of those that webhooks tell of.
type Event struct {
	Name   string          `json:"name"`   // check.finished
	Object json.RawMessage `json:"object"` // a made-up one
}

// Events returns all events.
func Events() []Event { return events }

// bind finds the methods of the SDK.
func (o *Operation) bind() error {
	area, name, _ := strings.Cut(o.Go, ".")
	client := reflect.TypeFor[truora.Client]()
	for i := range client.NumField() {
		service := client.Field(i).Type
		if !strings.HasSuffix(pathOf(service), "/"+area) {
			continue
		}
		method, ok := service.MethodByName(name)
		if !ok {
			break
		}
		o.field, o.method = i, method
		if walk, ok := service.MethodByName("All" + strings.TrimPrefix(name, "List")); ok && isPage(method) {
			o.all = &walk
		}
		return nil
	}
	return fmt.Errorf("operations.json: the SDK has no method %s", o.Go)
}

func pathOf(service reflect.Type) string {
	if service.Kind() != reflect.Pointer {
		return ""
	}
	return service.Elem().PkgPath()
}

func isPage(method reflect.Method) bool {
	out := method.Type.Out(0)
	return out.Kind() == reflect.Pointer && strings.HasPrefix(out.Elem().Name(), "Page[")
}

// Find returns an operation by its Go name, by Truora's method and path, or by the id
// that it has in the contract.
func Find(name string) (*Operation, error) {
	wanted := strings.ToLower(strings.Join(strings.Fields(name), " "))
	for _, o := range all {
		if wanted == strings.ToLower(o.Go) || wanted == strings.ToLower(o.Op) || wanted == strings.ToLower(o.ID) {
			return o, nil
		}
	}
	return nil, fmt.Errorf("there is no such operation%s", Suggest(wanted, func(yield func(string) bool) {
		for _, o := range all {
			if !yield(o.Go) {
				return
			}
		}
	}))
}

// Suggest names what was probably meant, as the end of a sentence: a name that begins
// so, or one of which no more than a third of the letters differ; else it is "".
func Suggest(wanted string, names iter.Seq[string]) string {
	wanted = strings.ToLower(wanted)
	best, least := "", len(wanted)/3+1
	for name := range names {
		d := distance(wanted, strings.ToLower(name))
		if len(wanted) > 2 && strings.HasPrefix(strings.ToLower(name), wanted) {
			d = min(d, least-1)
		}
		if d < least {
			best, least = name, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", best)
}

// distance is the number of letters to change, add or leave out.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}

// Knows reports whether the contract describes a parameter of that name.
func (o *Operation) Knows(name string) bool { return o.described(name).In != "" }

// described finds what the contract says of a parameter.
func (o *Operation) described(name string) Described {
	i := slices.IndexFunc(o.Described, func(d Described) bool {
		return d.Name == name || strings.EqualFold(strings.TrimPrefix(d.Name, "Truora-"), name)
	})
	if i < 0 {
		return Described{Name: name}
	}
	return o.Described[i]
}
