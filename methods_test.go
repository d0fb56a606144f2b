package truora_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/truoratest"
)

// eachMethod calls see with each method of each area that takes a context.
func eachMethod(client *truora.Client, see func(name string, method reflect.Value)) {
	for _, area := range reflect.ValueOf(client).Elem().Fields() {
		if area.Kind() != reflect.Pointer {
			continue
		}
		for method, call := range area.Methods() {
			if call.Type().NumIn() > 0 && call.Type().In(0) == reflect.TypeFor[context.Context]() {
				see(strings.TrimPrefix(area.Type().String(), "*")+"."+method.Name, call)
			}
		}
	}
}

// sendsNothing returns a client that must not send anything.
func sendsNothing(t *testing.T) *truora.Client {
	t.Helper()
	return newClient(t, func(req *http.Request) (*http.Response, error) {
		t.Errorf("sent: %s", req.URL)
		return nil, io.EOF
	}, truora.WithRetries(0))
}

// arguments for a method: a text for each string and no context, which is the first.
func arguments(method reflect.Type, text string) []reflect.Value {
	var args []reflect.Value
	for in := range method.Ins() {
		arg := reflect.New(in).Elem()
		switch {
		case in.Kind() == reflect.String:
			arg.SetString(text)
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

const aLink = "https://files.truora.com/x1" // also fit for an id

// A nil context is an error of every method that takes one, and no panic.
func TestNilContext(t *testing.T) {
	t.Parallel()
	told := 0
	eachMethod(truoratest.NewServer(t).Client(), func(name string, method reflect.Value) {
		assert.NotPanics(t, func() {
			if err := errorOf(method.Call(arguments(method.Type(), aLink))); assert.Error(t, err, name) && strings.Contains(err.Error(), "the context is nil") {
				told++
			}
			args := arguments(method.Type(), aLink)
			if params := args[len(args)-1]; params.Kind() == reflect.Struct {
				for _, field := range params.Fields() {
					if field.Kind() == reflect.String && field.CanSet() {
						field.SetString(aLink) // as BatchID of batches.RunParams, which is an id too
					}
				}
			}
			assert.Error(t, errorOf(method.Call(args)), name)
		}, name)
	})
	assert.Greater(t, told, 150, "the others miss something else before")
}

// An id or a link that would address something else, or break out of its place in the
// request, is refused by every method that takes one, before anything is sent.
func TestHostileIDs(t *testing.T) {
	t.Parallel()
	refused := 0
	eachMethod(sendsNothing(t), func(name string, method reflect.Value) {
		switch name {
		case "checks.Service.Find", "engagement.Service.WaitExport": // which compare it with those in a list
			return
		case "identity.Service.DownloadImages": // which needs more, and then is GetResult
			return
		}
		for i := range method.Type().NumIn() {
			if method.Type().In(i).Kind() != reflect.String {
				continue
			}
			for _, id := range []string{"", ".", "..", "../../v1/checks", "a/../b", `a\..\b`, "a\nb", "a\r\nX: y", "a\x00b", "\xff"} {
				args := arguments(method.Type(), aLink)
				args[0].Set(reflect.ValueOf(t.Context()))
				args[i].SetString(id)
				err := errorOf(method.Call(args))
				require.ErrorIs(t, err, truora.ErrInvalid, "%s, %q", name, id)
				require.Regexp(t, "is empty|holds a|account_id must be|the link is not", err.Error(), "%s, %q", name, id)
				if len(id) > len("..") { // shorter ones occur in any text
					assert.NotContains(t, err.Error(), id, name)
				}
			}
			refused++
		}
	})
	assert.Greater(t, refused, 120)
}

// A nil reader or writer is refused by every method that takes one, before anything is
// sent.
func TestNilFiles(t *testing.T) {
	t.Parallel()
	refused := 0
	eachMethod(sendsNothing(t), func(name string, method reflect.Value) {
		for i := range method.Type().NumIn() {
			in := method.Type().In(i)
			if in != reflect.TypeFor[io.Reader]() && in != reflect.TypeFor[io.Writer]() && in.Kind() != reflect.Func {
				continue
			}
			args := arguments(method.Type(), aLink)
			args[0].Set(reflect.ValueOf(t.Context()))
			args[i].SetZero()
			assert.NotPanics(t, func() {
				err := errorOf(method.Call(args))
				require.ErrorIs(t, err, truora.ErrInvalid, name)
				assert.Regexp(t, "is nil|there is no file", err.Error(), name)
			}, name)
			refused++
		}
	})
	assert.Greater(t, refused, 8)
}

// Every walk of every area sends the key of the next page where the key of the first
// page was.
func TestEveryWalkGoesOnToTheNextPage(t *testing.T) {
	t.Parallel()
	var keys []string
	client := newClient(t, func(req *http.Request) (*http.Response, error) {
		next := ""
		if keys = append(keys, req.URL.Query().Get("start_key")); len(keys) == 1 {
			next = req.URL.Path + "?start_key=second"
		}
		return reply(req, http.StatusOK, `{"next":"`+next+`"}`), nil
	})
	walks := 0
	eachMethod(client, func(name string, method reflect.Value) {
		args := arguments(method.Type(), "ID1")
		args[0].Set(reflect.ValueOf(t.Context()))
		params := args[len(args)-1]
		if !strings.Contains(name, ".All") || params.Kind() != reflect.Struct || !params.FieldByName("StartKey").IsValid() {
			return
		}
		params.FieldByName("StartKey").SetString("first")
		if flow := params.FieldByName("FlowID"); flow.IsValid() { // AllOutbounds needs one
			flow.SetString("IPF1")
		}
		walks++
		keys = nil
		for item, err := range method.Call(args)[0].Seq2() {
			t.Errorf("%s: %v, %v", name, item, err)
		}
		assert.Equal(t, []string{"first", "second"}, keys, name)
	})
	assert.Greater(t, walks, 30)
}
