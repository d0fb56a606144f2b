package truora_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/engagement"
	"github.com/truora/truora-go/whatsapp"
)

// noted is what an interceptor saw.
type noted struct {
	calls   []truora.Call
	results []truora.Result
}

func (n *noted) intercept(ctx context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
	n.calls = append(n.calls, *call)
	return ctx, func(r *truora.Result) { n.results = append(n.results, *r) }, nil
}

func TestAnInterceptorSeesOneCallHoweverOftenItIsSent(t *testing.T) {
	t.Parallel()
	var seen noted
	sent, err := create(t, always(500, `{"message":"down"}`), false, truora.WithInterceptor(seen.intercept))
	require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
	assert.Equal(t, truora.DefaultRetries+1, sent)
	require.Len(t, seen.calls, 1)
	call := seen.calls[0]
	assert.Equal(t, "POST /v1/checks", call.Op)
	assert.Equal(t, truora.EffectDedupe, call.Effect)
	assert.Equal(t, truora.BillingCheck, call.Bills())
	assert.Equal(t, "1000000001", call.Values().Get("national_id"))
	require.Len(t, seen.results, 1)
	result := seen.results[0]
	assert.Equal(t, truora.OutcomeUnknown, result.Outcome)
	assert.Equal(t, 500, result.StatusCode)
	assert.JSONEq(t, `{"message":"down"}`, string(result.Body))
	assert.Equal(t, err, result.Err)
}

func TestEffectsFollowTheCallAndTheOptions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		force bool
		opts  []truora.Option
		want  truora.Effect
	}{
		{false, nil, truora.EffectDedupe},
		{true, nil, truora.EffectOnce},
		{false, []truora.Option{truora.WithoutDedupeRetries()}, truora.EffectOnce},
	} {
		var seen noted
		_, err := create(t, always(400, ""), c.force, append(c.opts, truora.WithInterceptor(seen.intercept))...)
		require.ErrorIs(t, err, truora.ErrInvalid)
		assert.Equal(t, c.want, seen.calls[0].Effect)
		assert.Equal(t, truora.OutcomeRefused, seen.results[0].Outcome)
	}
}

func TestAnInterceptorRefuses(t *testing.T) {
	t.Parallel()
	errBudget := errors.New("no budget for 1000000001")
	var outer, inner noted
	refuse := func(context.Context, *truora.Call) (context.Context, func(*truora.Result), error) {
		return nil, nil, errBudget
	}
	sent, err := create(t, always(200, ""), false,
		truora.WithInterceptor(outer.intercept), truora.WithInterceptor(refuse, inner.intercept))
	assert.Zero(t, sent)
	require.ErrorIs(t, err, errBudget)
	require.ErrorIs(t, err, truora.ErrRefused)
	e, ok := errors.AsType[*truora.Error](err)
	require.True(t, ok)
	assert.Equal(t, "POST /v1/checks", e.Op)
	assert.Equal(t, "truora: POST /v1/checks: not sent: no budget for [redacted]", e.Error())
	assert.Empty(t, inner.calls)
	require.Len(t, outer.results, 1)
	assert.Equal(t, truora.OutcomeRefused, outer.results[0].Outcome)
	assert.Same(t, e, outer.results[0].Err)
}

// A poll that is refused will be refused again.
func TestARefusalEndsAWait(t *testing.T) {
	t.Parallel()
	errStop := errors.New("stop")
	polls := 0
	client := newClient(t, always(200, ""), truora.WithPolling(time.Millisecond, time.Millisecond), truora.WithInterceptor(
		func(context.Context, *truora.Call) (context.Context, func(*truora.Result), error) {
			polls++
			return nil, nil, errStop
		}))
	_, err := client.Checks.Wait(t.Context(), "CHK1", checks.WaitParams{})
	require.ErrorIs(t, err, errStop)
	assert.Equal(t, 1, polls)
}

type contextKey struct{}

func TestTheContextOfAnInterceptorIsThatOfTheCall(t *testing.T) {
	t.Parallel()
	var order []string
	named := func(name string) truora.Interceptor {
		return func(ctx context.Context, _ *truora.Call) (context.Context, func(*truora.Result), error) {
			order = append(order, name)
			path, _ := ctx.Value(contextKey{}).(string)
			return context.WithValue(ctx, contextKey{}, path+name), func(*truora.Result) { order = append(order, "end "+name) }, nil
		}
	}
	none := func(context.Context, *truora.Call) (context.Context, func(*truora.Result), error) {
		return nil, nil, nil
	}
	client := newClient(t, func(req *http.Request) (*http.Response, error) {
		order = append(order, fmt.Sprint("sent under ", req.Context().Value(contextKey{})))
		return reply(req, 404, ""), nil
	}, truora.WithInterceptor(named("a"), none)).With(truora.WithInterceptor(named("b")))
	_, err := client.Checks.Get(t.Context(), "CHK1")
	require.ErrorIs(t, err, truora.ErrNotFound)
	assert.Equal(t, []string{"a", "b", "sent under ab", "end b", "end a"}, order)
}

// What an interceptor saw is what is sent, whatever becomes of the params meanwhile.
func TestWhatAnInterceptorSawIsSent(t *testing.T) {
	t.Parallel()
	var saw url.Values
	var sent []byte
	var change func()
	look := func(ctx context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
		saw = call.Values()
		change()
		return ctx, nil, nil
	}
	client := newClient(t, func(req *http.Request) (*http.Response, error) {
		sent, _ = io.ReadAll(req.Body)
		return reply(req, 200, `{"message":"x"}`), nil
	}, truora.WithInterceptor(look))

	message := engagement.TextMessage("hello")
	change = func() { message["type"] = "changed" }
	require.NoError(t, client.Engagement.SendMessage(t.Context(), "C1", engagement.SendMessageParams{WhatsApp: message}))
	assert.Contains(t, string(sent), saw.Get("whatsapp"))
	assert.NotContains(t, string(sent), "changed")

	variables := whatsapp.Variables{"name": apitype.NewSecret("Ana")}
	change = func() { variables["name"] = apitype.NewSecret("changed") }
	_, err := client.WhatsApp.Send(t.Context(), whatsapp.SendParams{
		OutboundID: "OTB1", CountryCode: "+57", PhoneNumber: "3000000001", UserAuthorized: true, Variables: variables,
	})
	require.NoError(t, err)
	assert.Contains(t, string(sent), "var.name=Ana")
	assert.Equal(t, "Ana", saw.Get("var.name"))
	assert.NotContains(t, string(sent), "changed")
}

func TestOutcomeOf(t *testing.T) {
	t.Parallel()
	lost := func(*http.Request) (*http.Response, error) { return nil, errors.New("reset") }
	for _, c := range []struct {
		answer trip
		want   truora.Outcome
	}{
		{always(200, `{"check":{"check_id":"CHK1"}}`), truora.OutcomeDone},
		{always(200, `{"check":`), truora.OutcomeDone},
		{always(207, `{"message":"half"}`), truora.OutcomeDone},
		{always(400, ""), truora.OutcomeRefused},
		{always(200, `{"code":10404,"message":"none"}`), truora.OutcomeRefused},
		{always(429, ""), truora.OutcomeRefused},
		{always(501, ""), truora.OutcomeFailed},
		{always(500, ""), truora.OutcomeUnknown},
		{lost, truora.OutcomeUnknown},
	} {
		_, err := create(t, c.answer, true, truora.WithRetries(0))
		assert.Equal(t, c.want, truora.OutcomeOf(err), "%v", err)
	}
	_, err := newClient(t, always(500, ""), truora.WithRetries(0)).Checks.Get(t.Context(), "CHK1")
	assert.Equal(t, truora.OutcomeFailed, truora.OutcomeOf(err), "a read changes nothing")
	assert.Equal(t, truora.OutcomeUnknown, truora.OutcomeOf(errors.New("foreign")))
}

func TestCallsAndResultsPrintNothing(t *testing.T) {
	t.Parallel()
	var seen noted
	_, err := create(t, always(500, `{"message":"1000000001"}`), true, truora.WithRetries(0), truora.WithInterceptor(seen.intercept))
	require.Error(t, err)
	type around struct{ V any }
	for _, v := range []any{seen.calls[0], seen.results[0], &seen.calls[0], &seen.results[0]} {
		var text strings.Builder
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			fmt.Fprintf(&text, verb+verb, v, around{v})
		}
		body, err := json.Marshal(v)
		require.NoError(t, err)
		text.Write(body)
		slog.New(slog.NewJSONHandler(&text, nil)).Info("", "v", v)
		assert.NotContains(t, text.String(), "1000000001")
	}
}

// What an interceptor says of a person is not repeated, also if the params are invalid
// and it cannot see them.
func TestARefusalOfInvalidParamsNamesNobody(t *testing.T) {
	t.Parallel()
	refuse := func(_ context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
		assert.Empty(t, call.Values(), call.Op)
		return nil, nil, errors.New("no consent of 3000000001")
	}
	client := newClient(t, func(*http.Request) (*http.Response, error) { return nil, io.EOF }, truora.WithInterceptor(refuse))
	_, byForm := client.WhatsApp.Send(t.Context(), whatsapp.SendParams{CountryCode: "+57", PhoneNumber: "3000000001"})
	byJSON := client.Engagement.SendMessage(t.Context(), "C1", engagement.SendMessageParams{CurrentUsername: "3000000001"})
	_, byQuery := client.Checks.ListDatabases(t.Context(), checks.ListDatabasesParams{Country: "3000000001"})
	for _, err := range []error{byForm, byJSON, byQuery} {
		require.ErrorIs(t, err, truora.ErrRefused)
		assert.Contains(t, err.Error(), "no consent of")
		assert.NotContains(t, err.Error(), "3000000001")
	}
}

func TestWithInterceptorRefusesNil(t *testing.T) {
	t.Parallel()
	_, err := truora.New("key", truora.WithInterceptor(nil))
	assert.ErrorContains(t, err, "WithInterceptor")
}
