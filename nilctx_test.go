package truora_test

import (
	"context"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/truora/truora-go/truoratest"
)

// A nil context is an error of every method that takes one, and no panic.
func TestNilContext(t *testing.T) {
	t.Parallel()
	client := truoratest.NewServer(t).Client()
	contexts := reflect.TypeFor[context.Context]()
	told := 0
	for _, service := range reflect.ValueOf(client).Elem().Fields() {
		if service.Kind() != reflect.Pointer || service.NumMethod() == 0 {
			continue
		}
		for method, call := range service.Methods() {
			if call.Type().NumIn() == 0 || call.Type().In(0) != contexts {
				continue
			}
			name := service.Type().String() + "." + method.Name
			assert.NotPanics(t, func() {
				if err := errorOf(call.Call(zeroes(call.Type()))); assert.Error(t, err, name) && strings.Contains(err.Error(), "the context is nil") {
					told++
				}
			}, name)
		}
	}
	assert.Greater(t, told, 150, "the others miss something else before")
}

// zeroes are arguments for a method: nil for the context, and a text for each id.
func zeroes(method reflect.Type) []reflect.Value {
	var args []reflect.Value
	for in := range method.Ins() {
		arg := reflect.New(in).Elem()
		switch {
		case in.Kind() == reflect.String:
			arg.SetString("https://files.truora.com/x1")
		case in == reflect.TypeFor[io.Reader]():
			arg.Set(reflect.ValueOf(strings.NewReader("file")))
		case in == reflect.TypeFor[io.Writer]():
			arg.Set(reflect.ValueOf(io.Discard))
		}
		args = append(args, arg)
	}
	return args
}

// errorOf is the error of a method, or of the first step of an iterator.
func errorOf(out []reflect.Value) error {
	last := out[len(out)-1]
	if last.Kind() == reflect.Func {
		for _, err := range last.Seq2() {
			failed, _ := reflect.TypeAssert[error](err)
			return failed
		}
		return errors.New("nothing came")
	}
	err, _ := reflect.TypeAssert[error](last)
	return err
}
