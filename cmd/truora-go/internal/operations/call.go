package operations

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"slices"
	"strings"

	truora "github.com/truora/truora-go"
)

// File is what an operation that moves a file reads or writes.
type File struct {
	In   io.Reader
	Size int64 // of In; 0 if it is not known
	Out  io.Writer
}

// Result is what came back: its RawJSON is the text that Truora sent.
type Result interface{ RawJSON() []byte }

// ErrParams means that the parameters are wrong, so nothing was sent.
var ErrParams = errors.New("wrong parameters")

type paramsError struct{ error }

func (paramsError) Is(target error) bool { return target == ErrParams }

// Call calls the operation. The result is nil where Truora's answer says nothing, or is
// a file.
func (o *Operation) Call(ctx context.Context, client *truora.Client, values []Value, file File) (Result, error) {
	args, err := o.arguments(ctx, client, o.method, values, file)
	if err != nil {
		return nil, paramsError{err}
	}
	out := o.method.Func.Call(args)
	err, _ = reflect.TypeAssert[error](out[len(out)-1])
	if len(out) == 1 || out[0].IsNil() {
		return nil, err
	}
	result, ok := reflect.TypeAssert[Result](out[0])
	if !ok {
		return nil, err
	}
	return result, err
}

// All walks over the items of all pages.
func (o *Operation) All(ctx context.Context, client *truora.Client, values []Value) (iter.Seq2[Result, error], error) {
	if o.all == nil {
		return nil, paramsError{fmt.Errorf("%s has no pages", o.Go)}
	}
	args, err := o.arguments(ctx, client, *o.all, values, File{})
	if err != nil {
		return nil, paramsError{err}
	}
	walk := o.all.Func.Call(args)[0]
	return func(yield func(Result, error) bool) {
		for item, err := range walk.Seq2() {
			failed, _ := reflect.TypeAssert[error](err)
			p := reflect.New(item.Type())
			p.Elem().Set(item)
			result, _ := reflect.TypeAssert[Result](p)
			if !yield(result, failed) {
				return
			}
		}
	}, nil
}

// arguments makes the arguments of the method: the service, the context, the texts of
// the path, a file, and the params.
func (o *Operation) arguments(ctx context.Context, client *truora.Client, method reflect.Method, values []Value, file File) ([]reflect.Value, error) {
	path, rest, err := o.split(values)
	if err != nil {
		return nil, err
	}
	args := []reflect.Value{reflect.ValueOf(client).Elem().Field(o.field), reflect.ValueOf(ctx)}
	for i := 2; i < method.Type.NumIn(); i++ {
		switch in := method.Type.In(i); {
		case in.Kind() == reflect.String:
			args = append(args, reflect.ValueOf(path[0]).Convert(in))
			path = path[1:]
		case in == reflect.TypeFor[io.Reader]():
			args = append(args, reflect.ValueOf(&file.In).Elem())
		case in == reflect.TypeFor[io.Writer]():
			args = append(args, reflect.ValueOf(&file.Out).Elem())
		default:
			params := reflect.New(in).Elem()
			if err := o.setParams(params, rest); err != nil {
				return nil, err
			}
			if size := params.FieldByName("Size"); o.TakesFile() && size.IsValid() && size.IsZero() {
				size.SetInt(file.Size)
			}
			args, rest = append(args, params), nil
		}
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("%s has no parameter %s%s", o.Go, rest[0].Name, o.hint(rest[0].Name))
	}
	return args, nil
}

// split takes the texts of the path, in its order, out of values. What the body needs
// too stays in rest.
func (o *Operation) split(values []Value) (path []string, rest []Value, err error) {
	names := o.pathNames()
	path = make([]string, len(names))
	missing := slices.Clone(names)
	for _, v := range values {
		i := slices.Index(names, v.Name)
		if i < 0 || o.bodyNeeds(v.Name) {
			rest = append(rest, v)
		}
		if i < 0 {
			continue
		}
		if !slices.Contains(missing, v.Name) {
			return nil, nil, fmt.Errorf("parameter %s is given twice", v.Name)
		}
		path[i], missing = v.text(), slices.DeleteFunc(missing, func(name string) bool { return name == v.Name })
	}
	if len(missing) > 0 {
		return nil, nil, fmt.Errorf("%s needs %s", o.Go, strings.Join(missing, " and "))
	}
	return path, rest, nil
}

// bodyNeeds reports whether a name of the path is required in the body as well.
func (o *Operation) bodyNeeds(name string) bool {
	return slices.ContainsFunc(o.Described, func(d Described) bool { return d.In == "body" && d.Name == name && d.Required })
}
