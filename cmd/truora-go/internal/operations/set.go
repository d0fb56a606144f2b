package operations

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/truora/truora-go/apitype"
)

// Value is the text of a parameter.
type Value struct {
	Name, Text string
	// Private means that it did not come from an argument: secrets have to be.
	Private bool
}

// text is the text without the end of the line that ends most files.
func (v Value) text() string {
	if v.Private {
		return strings.TrimRight(v.Text, "\r\n")
	}
	return v.Text
}

// Fill puts values into params, a pointer to what the method takes, or to another struct
// about the same.
func (o *Operation) Fill(params any, values []Value) error {
	return o.setParams(reflect.ValueOf(params).Elem(), values)
}

// setParams puts values into the struct params. Errors name the parameter and never
// hold its text.
func (o *Operation) setParams(params reflect.Value, values []Value) error {
	fields, given := fieldsOf(params.Type()), map[string]bool{}
	for _, v := range values {
		f, rest := lookUp(fields, v.Name)
		if f == nil {
			return fmt.Errorf("%s has no parameter %s%s", o.Go, v.Name, o.hint(v.Name))
		}
		if given[v.Name] && f.typ.Kind() != reflect.Slice {
			return fmt.Errorf("parameter %s is given twice", v.Name)
		}
		given[v.Name] = true
		if err := set(params.FieldByIndex(f.index), rest, v); err != nil {
			return fmt.Errorf("parameter %s %w", v.Name, err)
		}
	}
	return nil
}

// hint says what was probably meant by a parameter that there is not, or what there is.
func (o *Operation) hint(wanted string) string {
	if text := Suggest(wanted, o.names); text != "" {
		return text
	}
	const few = 8
	switch names := slices.Collect(o.names); {
	case len(names) == 0:
		return "; it takes none"
	case len(names) <= few:
		return "; it takes " + strings.Join(names, ", ")
	}
	return "; \"call " + o.Go + " --describe\" lists what it takes"
}

func (o *Operation) names(yield func(string) bool) {
	for _, p := range o.Params() {
		if !yield(p.Name) {
			return
		}
	}
}

// lookUp finds the field of a name, and what of the name says where inside of it.
func lookUp(fields []field, name string) (f *field, rest string) {
	for i := range fields {
		if fields[i].name == name && !fields[i].prefix {
			return &fields[i], ""
		}
	}
	for i := range fields {
		prefix := fields[i].name
		if !fields[i].prefix {
			prefix += "."
		}
		if after, ok := strings.CutPrefix(name, prefix); ok && after != "" {
			return &fields[i], after
		}
	}
	for i := range fields { // a whole map, as JSON
		if fields[i].prefix && strings.TrimRight(fields[i].name, "._") == name {
			return &fields[i], ""
		}
	}
	return nil, ""
}

var errSecret = errors.New("is secret, and others on this machine can see arguments: give it as NAME=@FILE, or as NAME=@- on the standard input")

// set sets to, or what path names inside of it.
func set(to reflect.Value, path string, v Value) error {
	if to.Kind() == reflect.Pointer {
		if to.IsNil() {
			to.Set(reflect.New(to.Type().Elem()))
		}
		return set(to.Elem(), path, v)
	}
	if path == "" {
		return setText(to, v)
	}
	switch to.Kind() {
	case reflect.Map:
		return setEntry(to, path, v)
	case reflect.Struct:
		f, rest := lookUp(fieldsOf(to.Type()), path)
		if f != nil {
			return set(to.FieldByIndex(f.index), rest, v)
		}
		if other := to.FieldByName("Other"); other.Kind() == reflect.Map {
			return setEntry(other, path, v)
		}
	}
	return errors.New("has no such member")
}

func setEntry(m reflect.Value, path string, v Value) error {
	key, rest := path, ""
	if m.Type().Elem().Kind() == reflect.Struct && m.Type().Elem() != secretType {
		key, rest, _ = strings.Cut(path, ".")
	}
	entry := reflect.New(m.Type().Elem()).Elem()
	name := reflect.ValueOf(key).Convert(m.Type().Key())
	if old := m.MapIndex(name); old.IsValid() {
		entry.Set(old)
	}
	if err := set(entry, rest, v); err != nil {
		return err
	}
	if m.IsNil() {
		m.Set(reflect.MakeMap(m.Type()))
	}
	m.SetMapIndex(name, entry)
	return nil
}

func setText(to reflect.Value, v Value) error {
	_, secret, _ := kindOf(to.Type())
	if secret && !v.Private {
		return errSecret
	}
	if ok, err := setKnown(to, v); ok {
		return err
	}
	var err error
	switch to.Kind() {
	case reflect.String:
		to.SetString(v.text())
	case reflect.Bool:
		var b bool
		if b, err = strconv.ParseBool(v.text()); err != nil {
			return errors.New("is true or false")
		}
		to.SetBool(b)
	case reflect.Int, reflect.Int64:
		var n int64
		if n, err = strconv.ParseInt(v.text(), 10, 64); err != nil {
			return errors.New("is a whole number")
		}
		to.SetInt(n)
	case reflect.Float64:
		var n float64
		if n, err = strconv.ParseFloat(v.text(), 64); err != nil {
			return errors.New("is a number such as 0.5")
		}
		to.SetFloat(n)
	case reflect.Slice:
		return appendText(to, v)
	case reflect.Interface: // any
		var read any
		if json.Unmarshal([]byte(v.text()), &read) != nil {
			read = v.text()
		}
		to.Set(reflect.ValueOf(&read).Elem())
	default:
		return setJSON(to, v.text())
	}
	return nil
}

// setKnown sets a type whose text has a form of its own.
func setKnown(to reflect.Value, v Value) (known bool, err error) {
	switch to.Type() {
	case secretType:
		to.Set(reflect.ValueOf(apitype.NewSecret(v.text())))
	case dateType:
		date, err := apitype.ParseDate(v.text())
		if err != nil {
			return true, errors.New("is a date such as 1990-01-31")
		}
		to.Set(reflect.ValueOf(date))
	case timeType:
		at, err := time.Parse(time.RFC3339, v.text())
		if err != nil {
			at, err = time.Parse(time.DateOnly, v.text())
		}
		if err != nil {
			return true, errors.New("is a time such as 2026-01-31T12:00:00Z")
		}
		to.Set(reflect.ValueOf(at))
	case durationType:
		d, err := time.ParseDuration(v.text())
		if err != nil {
			return true, errors.New("is a duration such as 90s or 5m")
		}
		to.SetInt(int64(d))
	case bytesType:
		if !v.Private {
			return true, errors.New("is a file: give it as NAME=@FILE")
		}
		to.SetBytes([]byte(v.Text))
	default:
		return false, nil
	}
	return true, nil
}

// appendText appends an item to a list, or all items of a list in JSON.
func appendText(to reflect.Value, v Value) error {
	if strings.HasPrefix(strings.TrimSpace(v.text()), "[") {
		items := reflect.New(to.Type()).Elem()
		if err := setJSON(items, v.text()); err != nil {
			return err
		}
		to.Set(reflect.AppendSlice(to, items))
		return nil
	}
	item := reflect.New(to.Type().Elem()).Elem()
	if err := set(item, "", v); err != nil {
		return err
	}
	to.Set(reflect.Append(to, item))
	return nil
}

// setJSON reads JSON by the tags of the SDK's types, which are those of json/v2.
func setJSON(to reflect.Value, text string) error {
	err := json.Unmarshal([]byte(text), to.Addr().Interface(), json.RejectUnknownMembers(true), json.MatchCaseInsensitiveNames(true))
	wrong, _ := errors.AsType[*json.SemanticError](err)
	switch {
	case err == nil:
		return nil
	case wrong != nil && errors.Is(wrong.Err, json.ErrUnknownName):
		return fmt.Errorf("has no member %q", wrong.JSONPointer.LastToken())
	case to.Kind() == reflect.Slice:
		return errors.New("is a list, in JSON, of " + shape(to.Type().Elem()))
	default:
		return errors.New("is " + shape(to.Type()))
	}
}

// shape says what the JSON of a type looks like.
func shape(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if kind, _, _ := kindOf(t); t.Kind() == reflect.Map {
		return "a JSON object"
	} else if t.Kind() != reflect.Struct {
		return "a " + kind
	}
	var names []string
	for _, f := range fieldsOf(t) {
		names = append(names, strings.TrimSuffix(f.name, "."))
	}
	slices.Sort(names)
	return "a JSON object of " + strings.Join(names, ", ")
}
