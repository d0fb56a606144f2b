package sandbox

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/truoratest"
)

// lever is a method of the fake that can be called over HTTP.
type lever struct {
	// Name is as in Go: Fail, Checks.Finish. After WhatsApp.Phone comes the number.
	Name string `json:"name"`
	// Args are the types of its arguments. The last may be repeated if it ends in "...".
	Args   []argument `json:"args"`
	Result any        `json:"result,omitzero"`

	in   []reflect.Type
	many bool
	call func(srv reflect.Value, in []reflect.Value) []reflect.Value
}

// notLevers are the methods that are for Go programs: what the sandbox itself uses, and
// what its own routes answer.
var notLevers = []string{
	"APIKey", "Armed", "Billed", "Client", "Close", "HTTPClient", "Items", "Owns", "Requests", "RequestsTo", "RoundTrip", "ServeHTTP", "Start", "Take",
	"Webhooks.Deliver", "Webhooks.Key", "Webhooks.Next", "Webhooks.Record", "Webhooks.Run", "Webhooks.Take",
	"WhatsApp.Phone.Number",
}

type registry map[string]*lever

// levers are all of them: the methods of a server and of its areas.
var levers = newRegistry()

func newRegistry() registry {
	all := registry{}
	of := reflect.TypeFor[*truoratest.Server]()
	all.add("", of, nil, func(srv reflect.Value, _ []reflect.Value) reflect.Value { return srv })
	for _, field := range reflect.VisibleFields(of.Elem()) {
		if field.IsExported() && isOurs(field.Type) {
			all.add(field.Name+".", field.Type, nil, func(srv reflect.Value, _ []reflect.Value) reflect.Value {
				return srv.Elem().FieldByIndex(field.Index)
			})
		}
	}
	return all
}

// isOurs reports whether t is a type of truoratest that is used by its methods.
func isOurs(t reflect.Type) bool {
	return t.Kind() == reflect.Pointer && t.Elem().PkgPath() == reflect.TypeFor[truoratest.Server]().PkgPath()
}

// add adds the methods of a type. The value with that type is found by the arguments
// before.
func (all registry) add(prefix string, of reflect.Type, before []reflect.Type, find func(reflect.Value, []reflect.Value) reflect.Value) {
	for i := range of.NumMethod() {
		method := of.Method(i)
		name := prefix + method.Name
		if slices.Contains(notLevers, name) {
			continue
		}
		in := slices.Clone(before)
		for k := 1; k < method.Type.NumIn(); k++ {
			in = append(in, method.Type.In(k))
		}
		call := func(srv reflect.Value, args []reflect.Value) []reflect.Value {
			receiver := find(srv, args[:len(before)])
			return receiver.Method(i).Call(args[len(before):])
		}
		if method.Type.NumOut() == 1 && isOurs(method.Type.Out(0)) {
			all.add(name+".", method.Type.Out(0), in, func(srv reflect.Value, args []reflect.Value) reflect.Value {
				return call(srv, args)[0]
			})
			continue
		}
		l := &lever{Name: name, in: in, many: method.Type.IsVariadic(), call: call}
		if l.many {
			l.in[len(in)-1] = in[len(in)-1].Elem()
		}
		for _, t := range l.in {
			l.Args = append(l.Args, argument{Schema: schemaOf(t)})
		}
		if l.many {
			l.Args[len(in)-1].Many = true
		}
		if method.Type.NumOut() == 1 {
			l.Result = schemaOf(method.Type.Out(0))
		}
		all[name] = l
	}
}

// call calls a lever. What the fake says of a misuse is the caller's mistake.
func (all registry) call(srv *truoratest.Server, name string, args []jsontext.Value) (result any, err error) {
	l := all[name]
	if l == nil {
		return nil, notFound("there is no lever of that name: GET /_sandbox/levers lists them")
	}
	in, err := l.decode(args)
	if err != nil {
		return nil, err
	}
	defer func() {
		switch misuse := recover().(type) {
		case nil:
		case string:
			if !strings.HasPrefix(misuse, "truoratest: ") {
				panic(misuse)
			}
			result, err = nil, invalid(strings.TrimPrefix(misuse, "truoratest: "))
		default:
			panic(misuse)
		}
	}()
	out := l.call(reflect.ValueOf(srv), in)
	if len(out) == 0 {
		return nil, nil
	}
	return plain(out[0]), nil
}

func (l *lever) decode(args []jsontext.Value) ([]reflect.Value, error) {
	least := len(l.in)
	if l.many {
		least--
	}
	if len(args) < least || len(args) > len(l.in) && !l.many {
		return nil, invalid(fmt.Sprintf("%s takes %d arguments and not %d", l.Name, len(l.in), len(args)))
	}
	in := make([]reflect.Value, 0, len(args))
	for i, text := range args {
		v := reflect.New(l.in[min(i, len(l.in)-1)])
		if err := decode(text, v.Interface()); err != nil {
			return nil, invalid(fmt.Sprintf("argument %d of %s: %s", i+1, l.Name, err))
		}
		in = append(in, v.Elem())
	}
	return in, nil
}

// argsOf makes the arguments of a lever.
func argsOf(values ...any) ([]jsontext.Value, error) {
	args := make([]jsontext.Value, len(values))
	for i, v := range values {
		text, err := json.Marshal(v)
		if err != nil {
			return nil, invalid("an argument is not text in UTF-8")
		}
		args[i] = text
	}
	return args, nil
}

// list are the levers by name.
func (all registry) list() []*lever {
	out := make([]*lever, 0, len(all))
	for _, l := range all {
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b *lever) int { return strings.Compare(a.Name, b.Name) })
	return out
}
