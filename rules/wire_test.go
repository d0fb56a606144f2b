package rules_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/rules"
)

const path = areatest.Account + "/v1/bre/rules"

const (
	condition = `{"<":[{"var":"variable.check.score"},0.5]}`
	rule      = `{"rule_id":"RUL1","name":"flag","event_type":"checks.check.melted","condition":"{\"<\": [1,2]}",` +
		`"creation_date":"2024-11-20T14:25:45.640056022Z","update_date":"","event_actions":[{"a":1}],"new_in_2027":1}`
	action = `{"action_id":"ACT1","name":"notify","type":"http_request","status":"enabled","creation_date":"2024-11-20T15:42:00Z",` +
		`"config":{"http_method":"POST","url":"https://example.com/{{.check.check_id}}","headers":"X-Demo=1","body_template":"id","to":"x"}}`
	envs = `{"variables":[{"name":"API_KEY","secret":true,"value":""},{"name":"ENDPOINT","secret":false,"value":"https://example.com"}]}`
	done = `{"message":"delete successful"}`
)

func assertRule(t *testing.T, got any) {
	r, ok := got.(*rules.Rule)
	require.True(t, ok)
	assert.Equal(t, "RUL1", r.RuleID)
	assert.Equal(t, rules.EventType("checks.check.melted"), r.EventType)
	assert.JSONEq(t, `{"<":[1,2]}`, r.Condition)
	assert.JSONEq(t, `[{"a":1}]`, string(r.EventActions))
	assert.Equal(t, 2024, r.CreationDate.Year())
	assert.True(t, r.UpdateDate.IsZero())
	assert.JSONEq(t, rule, string(r.RawJSON()))
}

func assertAction(t *testing.T, got any) {
	a, ok := got.(*rules.Action)
	require.True(t, ok)
	assert.Equal(t, "ACT1", a.ActionID)
	assert.Equal(t, rules.ActionStatusEnabled, a.Status)
	assert.Equal(t, rules.ActionConfig{URL: "https://example.com/{{.check.check_id}}", HTTPMethod: "POST", Headers: apitype.NewSecret("X-Demo=1"), BodyTemplate: "id"}, a.Config)
	assert.Contains(t, string(a.RawJSON()), `"to":"x"`)
}

func assertEnvs(t *testing.T, got any) {
	assert.Equal(t, []rules.Env{{Name: "API_KEY", Secret: true}, {Name: "ENDPOINT", Value: apitype.NewSecret("https://example.com")}}, got.(*rules.Envs).Variables)
}

func ruleRows() map[string]areatest.Row {
	return map[string]areatest.Row{
		"Create": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Rules.Create(ctx, rules.CreateParams{Name: "flag", EventType: rules.EventTypeCheckFinished, Condition: condition, EventActions: "x"})
			},
			Method: "POST", URL: path, Answer: `{"rule":` + rule + `}`, Want: assertRule,
			Body: "condition=%7B%22%3C%22%3A%5B%7B%22var%22%3A%22variable.check.score%22%7D%2C0.5%5D%7D&event_actions=x&event_type=checks.check.finished&name=flag",
		},
	}
}

func actionRows() map[string]areatest.Row {
	return map[string]areatest.Row{
		"CreateAction": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Rules.CreateAction(ctx, "RUL1", rules.CreateActionParams{
					Name: "notify", Type: rules.ActionTypeHTTPRequest, Status: rules.ActionStatusEnabled,
					ActionConfig: rules.ActionConfig{URL: "https://example.com", HTTPMethod: "POST", Headers: apitype.NewSecret("X=1"), BodyTemplate: "b"},
					MoreConfig:   rules.MoreConfig{"to": "user@example.com"},
				})
			},
			Method: "POST", URL: path + "/RUL1/actions", Answer: `{"action":` + action + `}`, Want: assertAction,
			Body: "config.body_template=b&config.headers=X%3D1&config.http_method=POST&config.to=user%40example.com&config.url=https%3A%2F%2Fexample.com" +
				"&name=notify&status=enabled&type=http_request",
		},
		"UpdateAction, to nothing": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Rules.UpdateAction(ctx, "RUL1", "ACT1", rules.UpdateActionParams{MoreConfig: rules.MoreConfig{"body_template": ""}})
			},
			Method: "PUT", URL: path + "/RUL1/actions/ACT1", Answer: `{"action":` + action + `}`, Want: assertAction, Body: "config.body_template=",
		},
		"SetEnv": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Rules.SetEnv(ctx, "RUL1", "ACT1", rules.SetEnvParams{Name: "API_KEY", Value: apitype.NewSecret("a&b"), Secret: true})
			},
			Method: "POST", URL: path + "/RUL1/actions/ACT1/envs", Body: "name=API_KEY&secret=true&value=a%26b", Answer: envs, Want: assertEnvs,
		},
		"SetEnv, in clear": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Rules.SetEnv(ctx, "RUL1", "ACT1", rules.SetEnvParams{Name: "E"})
			},
			Method: "POST", URL: path + "/RUL1/actions/ACT1/envs", Body: "name=E&secret=false&value=", Answer: envs, Want: assertEnvs,
		},
	}
}

func TestWire(t *testing.T) {
	t.Parallel()
	areatest.Run(t, ruleRows())
	areatest.Run(t, actionRows())
}

func TestPrintingShowsNoSecrets(t *testing.T) {
	t.Parallel()
	env := rules.Env{Name: "TOKEN", Value: apitype.NewSecret("not-a-real-one")}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		for _, value := range []any{
			env, &env, rules.Envs{Variables: []rules.Env{env}}, rules.SetEnvParams{Name: "TOKEN", Value: apitype.NewSecret("not-a-real-one")},
		} {
			text := fmt.Sprintf(verb, value)
			assert.NotContains(t, text, "real")
			assert.Contains(t, text, "[redacted]")
			assert.NotContains(t, text, "6e6f742d61", "in hexadecimal")
		}
	}
	assert.Contains(t, fmt.Sprint(env), "TOKEN", "the name is not a secret")
}

func TestRefusedBeforeSending(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	s, ctx := client.Rules, t.Context()
	for name, call := range map[string]func() error{
		"no name": func() error {
			_, err := s.Create(ctx, rules.CreateParams{EventType: "a.b.c", Condition: "{}"})
			return err
		},
		"no event":     func() error { _, err := s.Create(ctx, rules.CreateParams{Name: "x", Condition: "{}"}); return err },
		"no condition": func() error { _, err := s.Create(ctx, rules.CreateParams{Name: "x", EventType: "a.b.c"}); return err },
		"no JSON":      func() error { _, err := s.Update(ctx, "RUL1", rules.UpdateParams{Condition: "score < 1"}); return err },
		"no action name": func() error {
			_, err := s.CreateAction(ctx, "RUL1", rules.CreateActionParams{Type: rules.ActionTypeEmail})
			return err
		},
		"no action type": func() error { _, err := s.CreateAction(ctx, "RUL1", rules.CreateActionParams{Name: "x"}); return err },
		"no variable": func() error {
			_, err := s.SetEnv(ctx, "RUL1", "ACT1", rules.SetEnvParams{Value: apitype.NewSecret("x")})
			return err
		},
		"digit first":  func() error { _, err := s.SetEnv(ctx, "RUL1", "ACT1", rules.SetEnvParams{Name: "1A"}); return err },
		"blank inside": func() error { _, err := s.SetEnv(ctx, "RUL1", "ACT1", rules.SetEnvParams{Name: "A B"}); return err },
	} {
		require.ErrorIs(t, call(), truora.ErrInvalid, name)
	}
	assert.Zero(t, mock.GetTotalCallCount())
}

func TestErrorsDoNotRepeatAValue(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	mock.RegisterNoResponder(respondWith(400, `{"code":10400,"message":"Invalid request: not-a-Real-1 is no value"}`))
	_, err := client.Rules.SetEnv(t.Context(), "RUL1", "ACT1", rules.SetEnvParams{Name: "TOKEN", Value: apitype.NewSecret("not-a-Real-1"), Secret: true})
	require.ErrorIs(t, err, truora.ErrInvalid)
	assert.NotContains(t, err.Error(), "not-a-Real-1")
}
