package truora_test

import (
	"context"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
)

// Every walk of every area sends the key of the next page where the key of the first
// page was.
func TestEveryWalkGoesOnToTheNextPage(t *testing.T) {
	t.Parallel()
	var keys []string
	client, err := truora.New("a-made-up-key", truora.WithHTTPClient(&http.Client{Transport: trip(
		func(r *http.Request) (*http.Response, error) {
			next := ""
			if keys = append(keys, r.URL.Query().Get("start_key")); len(keys) == 1 {
				next = r.URL.Path + "?start_key=second"
			}
			return &http.Response{
				StatusCode: http.StatusOK, Request: r,
				Body: io.NopCloser(strings.NewReader(`{"next":"` + next + `"}`)),
			}, nil
		},
	)}))
	require.NoError(t, err)
	walks := 0
	for _, area := range reflect.ValueOf(*client).Fields() {
		for method, call := range area.Methods() {
			args := firstPage(call.Type())
			if !strings.HasPrefix(method.Name, "All") || args == nil {
				continue
			}
			walks++
			keys = nil
			for item, err := range call.Call(args)[0].Seq2() {
				t.Errorf("%v.%s: %v, %v", area.Type(), method.Name, item, err)
			}
			assert.Equal(t, []string{"first", "second"}, keys, "%v.%s", area.Type(), method.Name)
		}
	}
	assert.Greater(t, walks, 30)
}

// firstPage makes the arguments of a walk that begins at the key "first"; nil for one
// of a single page.
func firstPage(walk reflect.Type) []reflect.Value {
	var args []reflect.Value
	paged := false
	for in := range walk.Ins() {
		arg := reflect.New(in).Elem()
		switch in.Kind() {
		case reflect.Interface:
			arg = reflect.ValueOf(context.Background())
		case reflect.String:
			arg.SetString("ID1")
		case reflect.Struct:
			if key := arg.FieldByName("StartKey"); key.IsValid() {
				key.SetString("first")
				paged = true
			}
			if flow := arg.FieldByName("FlowID"); flow.IsValid() { // AllOutbounds needs one
				flow.SetString("IPF1")
			}
		}
		args = append(args, arg)
	}
	if !paged {
		return nil
	}
	return args
}
