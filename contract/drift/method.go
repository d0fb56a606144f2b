package drift

import (
	"io"
	"reflect"
	"strings"

	"github.com/truora/truora-go/contract"
)

// Method compares the parameters and results of a Service's method with the operation.
// key is the member of the answer that holds the result, "" if the answer is the
// result.
func (w *Walker) Method(method reflect.Method, e *contract.Endpoint, key string) {
	var params []reflect.Type
	args := 0
	for i := 2; i < method.Type.NumIn(); i++ { // after the receiver and the context
		switch t := method.Type.In(i); {
		case t.Kind() == reflect.String:
			args++
		case t.Kind() == reflect.Struct:
			params = append(params, t)
		}
	}
	if want := strings.Count(e.Path, "{"); args != want && !takesLink(method) {
		w.add("%s: takes %d path arguments, %s has %d", e.Go, args, e.Path, want)
	}
	if e.Body != "raw" { // the params of an upload are not sent, the file is
		w.Params(params, e)
	}
	if method.Type.NumOut() == 2 {
		w.result(method.Type.Out(0), e, key)
	}
}

// takesLink reports whether a method transfers a file over a signed link, which
// contains the path and more.
func takesLink(method reflect.Method) bool {
	for t := range method.Type.Ins() {
		if t == reflect.TypeFor[io.Reader]() || t == reflect.TypeFor[io.Writer]() {
			return !strings.HasPrefix(method.Name, "Download")
		}
	}
	return false
}

func (w *Walker) result(t reflect.Type, e *contract.Endpoint, key string) {
	schema := e.Result()
	if schema == nil {
		w.add("%s: gives %s, but its answer is no JSON", e.Go, t)
		return
	}
	if key != "" {
		view := contract.ViewOf(schema)
		if inner := view.Properties[key]; inner != nil {
			schema = inner
		} else if view.Items == nil {
			w.add("%s: the answer has no member %q", e.Go, key)
			return
		}
	}
	if items, ok := pageItems(t); ok {
		if e.PageItems != key {
			w.add("%s: the items are under %q, not %q", e.Go, e.PageItems, key)
		}
		t, schema = items, contract.ViewOf(schema).Items
		if schema == nil {
			w.add("%s: %q is not a list", e.Go, key)
			return
		}
	}
	w.JSON(e.Go, t, schema)
}

// pageItems returns the item type of an apitype.Page.
func pageItems(t reflect.Type) (reflect.Type, bool) {
	if t.Kind() != reflect.Pointer || !strings.HasPrefix(t.Elem().Name(), "Page[") {
		return nil, false
	}
	items, ok := t.Elem().FieldByName("Items")
	return items.Type.Elem(), ok
}
