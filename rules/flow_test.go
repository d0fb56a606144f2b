package rules_test

import (
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/rules"
	"github.com/truora/truora-go/truoratest"
)

func respondWith(status int, body string) httpmock.Responder {
	return httpmock.NewStringResponder(status, body)
}

func flag() rules.CreateParams {
	return rules.CreateParams{Name: "flag", EventType: rules.EventTypeCheckFinished, Condition: condition}
}

func notify() rules.CreateActionParams {
	return rules.CreateActionParams{Name: "notify", Type: rules.ActionTypeHTTPRequest, ActionConfig: rules.ActionConfig{URL: "https://example.com"}}
}

func TestTheLifeOfARule(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s, ctx := client.Rules, t.Context()
		rule, err := s.Create(ctx, flag())
		require.NoError(t, err)
		time.Sleep(time.Minute)
		rule, err = s.Update(ctx, rule.RuleID, rules.UpdateParams{Name: "another"})
		require.NoError(t, err)
		assert.Equal(t, "another", rule.Name)
		assert.JSONEq(t, condition, rule.Condition)
		assert.True(t, rule.UpdateDate.After(rule.CreationDate))

		action, err := s.CreateAction(ctx, rule.RuleID, notify())
		require.NoError(t, err)
		assert.Equal(t, rules.ActionStatusEnabled, action.Status)
		action, err = s.UpdateAction(ctx, rule.RuleID, action.ActionID, rules.UpdateActionParams{Status: rules.ActionStatusDisabled})
		require.NoError(t, err)
		assert.Equal(t, rules.ActionStatusDisabled, action.Status)
		assert.Equal(t, "https://example.com", action.Config.URL)

		_, err = s.SetEnv(ctx, rule.RuleID, action.ActionID, rules.SetEnvParams{Name: "TOKEN", Value: apitype.NewSecret("not-a-real-one"), Secret: true})
		require.NoError(t, err)
		envs, err := s.SetEnv(ctx, rule.RuleID, action.ActionID, rules.SetEnvParams{Name: "ENDPOINT", Value: apitype.NewSecret("https://example.com")})
		require.NoError(t, err)
		envs2, err := s.GetEnvs(ctx, rule.RuleID, action.ActionID)
		require.NoError(t, err)
		assert.Equal(t, envs.Variables, envs2.Variables)
		assert.Equal(t, []rules.Env{{Name: "TOKEN", Secret: true}, {Name: "ENDPOINT", Value: apitype.NewSecret("https://example.com")}}, envs.Variables)
		assert.NotContains(t, string(envs.RawJSON()), "not-a-real-one")
		err = s.DeleteEnv(ctx, rule.RuleID, action.ActionID, "TOKEN")
		require.NoError(t, err)

		srv.SetPageSize(1)
		_, err = s.CreateAction(ctx, rule.RuleID, notify())
		require.NoError(t, err)
		count := 0
		for _, err := range s.AllActions(ctx, rule.RuleID, rules.ListActionsParams{}) {
			require.NoError(t, err)
			count++
		}
		assert.Equal(t, 2, count)
		err = s.DeleteAction(ctx, rule.RuleID, action.ActionID)
		require.NoError(t, err)
		_, err = s.GetEnvs(ctx, rule.RuleID, action.ActionID)
		require.ErrorIs(t, err, truora.ErrNotFound, "its variables are gone too")

		err = s.Delete(ctx, rule.RuleID)
		require.NoError(t, err)
		_, err = s.Get(ctx, rule.RuleID)
		require.ErrorIs(t, err, truora.ErrNotFound)
		page, err := s.List(ctx, rules.ListParams{})
		require.NoError(t, err)
		assert.Empty(t, page.Items)
	})
}

func TestLostAnswers(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s, ctx := client.Rules, t.Context()
		lost := func(op string, call func() error) error {
			srv.LoseAnswer(op)
			return call()
		}
		const createRule, createAction = "POST /v1/bre/rules", "POST /v1/bre/rules/{rule_id}/actions"
		err := lost(createRule, func() error { _, err := s.Create(ctx, flag()); return err })
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		assert.Len(t, srv.RequestsTo(createRule), 1)
		var ids []string
		for rule, err := range s.All(ctx, rules.ListParams{}) {
			require.NoError(t, err)
			ids = append(ids, rule.RuleID)
		}
		require.Len(t, ids, 1)

		err = lost(createAction, func() error { _, err := s.CreateAction(ctx, ids[0], notify()); return err })
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		assert.Len(t, srv.RequestsTo(createAction), 1)
		page, err := s.ListActions(ctx, ids[0], rules.ListActionsParams{})
		require.NoError(t, err)
		require.Len(t, page.Items, 1)

		actionID := page.Items[0].ActionID
		err = lost("POST /v1/bre/rules/{rule_id}/actions/{action_id}/envs", func() error {
			_, err := s.SetEnv(ctx, ids[0], actionID, rules.SetEnvParams{Name: "A", Value: apitype.NewSecret("1")})
			return err
		})
		require.NoError(t, err, "it can be set again")
		err = lost("DELETE /v1/bre/rules/{rule_id}", func() error { return s.Delete(ctx, ids[0]) })
		require.NoError(t, err)
		assert.Empty(t, srv.Billed())
	})
}
