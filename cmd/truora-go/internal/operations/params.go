package operations

import (
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/truora/truora-go/apitype"
)

// Param is a parameter of an operation.
type Param struct {
	Name string
	// Kind is how its text is written: text, number, true or false, date, time,
	// duration, JSON or file. A list is given several times.
	Kind string
	// Secret parameters are read from a file or from the standard input: others on the
	// machine can see arguments.
	Secret   bool
	List     bool
	Required bool
	Prefix   bool // its name is the beginning of names: var.NAME
	Path     bool // part of the path
	Doc      string
	Words    []string // the values that are known; there may be others
}

// Params returns what the operation takes.
func (o *Operation) Params() []Param {
	var list []Param
	for _, name := range o.pathNames() {
		d := o.described(name)
		list = append(list, Param{Name: name, Kind: kindText, Path: true, Required: true, Doc: d.Doc, Words: d.Words})
	}
	for _, p := range o.paramsOf(o.paramsType()) {
		if !slices.Contains(o.pathNames(), p.Name) { // else it is in the path
			list = append(list, p)
		}
	}
	return list
}

// ParamsLike returns the fields of params, a struct, as the operation describes those of
// the same name.
func (o *Operation) ParamsLike(params any) []Param { return o.paramsOf(reflect.TypeOf(params)) }

func (o *Operation) paramsOf(t reflect.Type) []Param {
	var list []Param
	for _, f := range fieldsOf(t) {
		d := o.described(strings.TrimSuffix(f.name, "."))
		p := Param{Name: f.name, Required: d.Required, Prefix: f.prefix, Doc: d.Doc, Words: d.Words}
		p.Kind, p.Secret, p.List = kindOf(f.typ)
		if f.prefix {
			p.Name, p.List = f.name+"NAME", false
		}
		list = append(list, p)
	}
	return list
}

// TakesFile reports whether the operation sends a file, and WritesFile whether it
// receives one.
func (o *Operation) TakesFile() bool { return o.takes(reflect.TypeFor[io.Reader]()) }

// WritesFile reports whether the result is a file.
func (o *Operation) WritesFile() bool { return o.takes(reflect.TypeFor[io.Writer]()) }

func (o *Operation) takes(t reflect.Type) bool {
	for in := range o.method.Type.Ins() {
		if in == t {
			return true
		}
	}
	return false
}

var inPath = regexp.MustCompile(`\{(\w+)\}`)

// pathNames are the names of the method's texts, in their order. Where a link that
// Truora gave stands for the whole path, that is link.
func (o *Operation) pathNames() []string {
	var names []string
	for _, match := range inPath.FindAllStringSubmatch(o.Op, -1) {
		names = append(names, match[1])
	}
	if o.TakesFile() {
		return []string{"link"}
	}
	return names
}

// paramsType is the struct that the method takes; nil if it takes none.
func (o *Operation) paramsType() reflect.Type {
	last := o.method.Type.In(o.method.Type.NumIn() - 1)
	if o.method.Type.NumIn() > 2 && last.Kind() == reflect.Struct {
		return last
	}
	return nil
}

// field is a field of params under the name that Truora gives it.
type field struct {
	name   string
	index  []int
	typ    reflect.Type
	prefix bool // name and the rest make the name of a member
}

func fieldsOf(t reflect.Type) []field {
	var list []field
	if t == nil {
		return nil
	}
	for f := range t.Fields() {
		switch {
		case !f.IsExported(), f.Type == reflect.TypeFor[apitype.Raw](), f.Type.Kind() == reflect.Func, isNotifier(f.Type):
		case f.Anonymous:
			for _, inner := range fieldsOf(f.Type) {
				inner.index = append([]int{f.Index[0]}, inner.index...)
				list = append(list, inner)
			}
		default:
			list = append(list, named(f))
		}
	}
	return list
}

func isNotifier(t reflect.Type) bool { return t.Kind() == reflect.Interface && t.NumMethod() > 0 }

func named(f reflect.StructField) field {
	out := field{index: f.Index, typ: f.Type, name: wireName(f)}
	out.prefix = f.Type.Kind() == reflect.Map
	if out.prefix && out.name != "" && !strings.HasSuffix(out.name, ".") && !strings.HasSuffix(out.name, "_") {
		out.name += "."
	}
	return out
}

// wireName is the name in the form, the query or the JSON. A field that is not sent
// under a name of its own has its Go name in small letters: max_wait. The members of an
// embedded map have no name before theirs.
func wireName(f reflect.StructField) string {
	for _, key := range []string{"url", "json"} {
		tag := f.Tag.Get(key)
		name, options, _ := strings.Cut(tag, ",")
		if name != "" && name != "-" || options == "embed" {
			return name
		}
	}
	var b strings.Builder
	for i, r := range f.Name {
		if i > 0 && unicode.IsUpper(r) && (unicode.IsLower(rune(f.Name[i-1])) || i+1 < len(f.Name) && unicode.IsLower(rune(f.Name[i+1]))) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

const (
	kindText     = "text"
	kindNumber   = "number"
	kindBool     = "true or false"
	kindDate     = "date"
	kindTime     = "time"
	kindDuration = "duration"
	kindJSON     = "JSON"
	kindFile     = "file"
)

var (
	dateType     = reflect.TypeFor[apitype.Date]()
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
	secretType   = reflect.TypeFor[apitype.Secret]()
	bytesType    = reflect.TypeFor[[]byte]()
)

func kindOf(t reflect.Type) (kind string, secret, list bool) {
	switch t {
	case dateType:
		return kindDate, false, false
	case timeType:
		return kindTime, false, false
	case durationType:
		return kindDuration, false, false
	case secretType:
		return kindText, true, false
	case bytesType:
		return kindFile, false, false
	}
	switch t.Kind() {
	case reflect.String:
		return kindText, false, false
	case reflect.Bool:
		return kindBool, false, false
	case reflect.Int, reflect.Int64, reflect.Float64:
		return kindNumber, false, false
	case reflect.Pointer, reflect.Map:
		return kindOf(t.Elem())
	case reflect.Slice:
		kind, secret, _ = kindOf(t.Elem())
		return kind, secret, true
	default:
		return kindJSON, false, false
	}
}
