package contract_test

import (
	"context"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/contract/faults"
)

// filler makes arguments in which every string is a mark that can be found again.
type filler struct {
	marks faults.Values
	// links makes the strings among the arguments signed links.
	links bool
	// choices marks the fields of enum types too, which some params refuse.
	choices bool
	// skip has a bit for each field of a struct that is left out.
	skip uint64
}

func (f *filler) mark(format string) string {
	mark := fmt.Sprintf(format, len(f.marks)+1001)
	f.marks = append(f.marks, mark)
	return mark
}

func (f *filler) link() string {
	return "https://files.truora.com/" + f.mark("Mark%dPath") + "/x?Expires=4102444800&Signature=" + f.mark("Mark%dSignature")
}

// argument makes an argument for a parameter of type t.
func (f *filler) argument(ctx context.Context, t reflect.Type) reflect.Value {
	switch {
	case t == reflect.TypeFor[context.Context]():
		return reflect.ValueOf(ctx)
	case t == reflect.TypeFor[io.Reader]():
		return reflect.ValueOf(strings.NewReader(f.mark("%%PDF-1.4 Mark%d")))
	case t == reflect.TypeFor[io.Writer]():
		return reflect.ValueOf(io.Discard)
	case t.Kind() == reflect.String && f.links:
		return reflect.ValueOf(f.link()).Convert(t)
	case t.Kind() == reflect.String:
		return reflect.ValueOf(f.mark("Mark%dArgument")).Convert(t)
	}
	v := reflect.New(t).Elem()
	f.fill(v, "")
	return v
}

// fill sets v and everything in it; name is the name of its field.
func (f *filler) fill(v reflect.Value, name string) {
	switch v.Interface().(type) {
	case apitype.Secret:
		v.Set(reflect.ValueOf(apitype.NewSecret(f.mark("Mark%dSecret"))))
		return
	case apitype.Country:
		v.SetString(string(apitype.CountryColombia))
		return
	case apitype.Language:
		v.SetString(string(apitype.LanguageSpanish))
		return
	case apitype.Date:
		v.Set(reflect.ValueOf(apitype.Date{Year: 1987, Month: time.June, Day: 5}))
		f.marks = append(f.marks, "1987-06-05")
		return
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2031, 5, 4, 3, 2, 1, 0, time.UTC)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(f.text(v.Type(), name))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(1)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem(), name)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		f.fill(v.Index(0), name)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		f.fill(key, "")
		f.fill(value, name)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		f.fields(v)
	}
}

func (f *filler) fields(v reflect.Value) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.IsExported() && !field.Anonymous && f.skip>>(i%64)&1 == 0 {
			f.fill(v.Field(i), field.Name)
		}
	}
}

// text respects the formats that params check.
func (f *filler) text(t reflect.Type, name string) string {
	lower := strings.ToLower(name)
	switch {
	case t != reflect.TypeFor[string]() && !f.choices:
		return ""
	case strings.Contains(lower, "email"):
		return f.mark("mark%d@example.com")
	case strings.Contains(lower, "phone"):
		return f.mark("+57300987%d")
	case strings.Contains(lower, "link"), strings.HasSuffix(lower, "url"):
		return f.link()
	default:
		return f.mark("Mark%dText")
	}
}
