package contract_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/truoratest"
)

// An interceptor sees each call of every operation as it is sent, and can stop it.
func TestInterceptorsSurroundEveryOperation(t *testing.T) {
	t.Parallel()
	spec := loadSpec(t)
	for _, r := range rows {
		want := spec.ByGo(r.Go)
		t.Run(r.Go, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var seen []truora.Call
				record := drivenUnder(t, r, func(ctx context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
					seen = append(seen, *call)
					return ctx, nil, nil
				}, nil)
				found := 0
				for _, x := range record.exchanges {
					if e, _ := x.problems(spec); e == want && want.Body != "raw" {
						found++
						assert.Contains(t, sentBy(seen, want.Op()), sentIn(t, x), "the interceptor did not see what was sent")
					}
				}
				for _, call := range seen {
					if call.Op == want.Op() && !call.SignedLink {
						assert.Contains(t, effectsOf(want.Effect), call.Effect)
						assert.Equal(t, want.Bills, string(call.Bills()))
					}
				}
				assert.NotEmpty(t, sentBy(seen, want.Op()), "not intercepted")
				assert.True(t, found > 0 || want.Body == "raw")
			})
			synctest.Test(t, func(t *testing.T) {
				errStop := errors.New("stop")
				record := drivenUnder(t, r, func(ctx context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
					if call.Op == want.Op() {
						return nil, nil, errStop
					}
					return ctx, nil, nil
				}, errStop)
				for _, x := range record.exchanges {
					e, _ := x.problems(spec)
					assert.NotEqual(t, want, e, "sent although it was refused")
				}
			})
		})
	}
}

// drivenUnder runs the row, which must end with the error stop, and returns what was
// sent.
func drivenUnder(t *testing.T, r row, i truora.Interceptor, stop error) *recorder {
	server := truoratest.NewServer(t)
	record := &recorder{next: server}
	client := server.Client(truora.WithHTTPClient(&http.Client{Transport: record}), truora.WithInterceptor(i))
	err := r.Run(t.Context(), drive{t: t, client: client, server: server})
	if stop == nil {
		require.NoError(t, err)
	} else {
		require.ErrorIs(t, err, truora.ErrRefused)
		require.ErrorIs(t, err, stop)
	}
	return record
}

// effectsOf returns the possible effects: params may turn a safer call into one that
// creates once.
func effectsOf(inventory string) []truora.Effect {
	if inventory == "once" {
		return []truora.Effect{truora.EffectOnce}
	}
	return []truora.Effect{truora.Effect(inventory), truora.EffectOnce}
}

func sentBy(calls []truora.Call, op string) (sent []url.Values) {
	for _, call := range calls {
		if call.Op == op && !call.SignedLink {
			sent = append(sent, call.Values())
		} else if call.Op == op {
			sent = append(sent, nil)
		}
	}
	return sent
}

// sentIn returns what the request contained, by name.
func sentIn(t *testing.T, x exchange) url.Values {
	all := x.request.URL.Query()
	body := url.Values{}
	if x.request.Header.Get("Content-Type") == "application/json" {
		var members map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(x.requestBody, &members))
		for name, value := range members {
			text := string(value)
			_ = json.Unmarshal(value, &text) // unless it is not a string
			body.Set(name, text)
		}
	} else {
		var err error
		body, err = url.ParseQuery(string(x.requestBody))
		require.NoError(t, err)
	}
	for name, list := range body {
		all[name] = append(all[name], list...)
	}
	return all
}
